package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpioReaderTest {
  static List<String> names(CpioArchive archive) {
    return archive.entries().stream().map(CpioEntry::name).toList();
  }

  static String text(CpioEntry entry) {
    return new String(entry.bytes(), ISO_8859_1);
  }

  private static void refused(byte[] input, long offset, String rule) {
    assertThatThrownBy(() -> CpioReader.read(input))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining(rule)
        .asInstanceOf(type(CpioException.class))
        .extracting(CpioException::offset)
        .isEqualTo(offset);
  }

  @Test
  void everyHeaderFieldIsRead() throws CpioException {
    String header =
        "070701"
            + "FFFFFFFE"
            + "000021a4"
            + "00000001"
            + "00000002"
            + "00000003"
            + "80000000"
            + "00000000"
            + "00000004"
            + "00000005"
            + "00000006"
            + "00000007"
            + "00000004"
            + "00000000"
            + "tty\0"
            + "\0\0";
    CpioEntry entry = CpioReader.read(header.getBytes(ISO_8859_1)).entries().getFirst();
    assertThat(entry)
        .isEqualTo(
            new CpioEntry(
                "tty",
                020644,
                1,
                2,
                3,
                0x80000000L,
                0xfffffffeL,
                new DeviceNumber(4, 5),
                new DeviceNumber(6, 7),
                0,
                MemorySegment.ofArray(new byte[0])));
    assertThat(entry.type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(entry.permissions()).isEqualTo(0644);
  }

  @Test
  void trailerAsContentDoesNotEndTheArchive() throws CpioException {
    byte[] inner = Member.archive(Member.file("x", "y"));
    CpioArchive archive =
        CpioReader.read(
            Member.archive(
                Member.file("a", new String(inner, ISO_8859_1)),
                Member.file("b", "TRAILER!!!\0TRAILER!!!"),
                Member.file("c", "end")));
    assertThat(names(archive)).containsExactly("a", "b", "c");
    assertThat(archive.entries().getFirst().bytes()).isEqualTo(inner);
    assertThat(text(archive.entries().getLast())).isEqualTo("end");
  }

  @Test
  void trailerAsPartOfANameDoesNotEndTheArchive() throws CpioException {
    CpioArchive archive =
        CpioReader.read(
            Member.archive(
                Member.file("TRAILER!!!x", ""),
                Member.file("dir/TRAILER!!!x", ""),
                Member.file("dir/TRAILER!!!", "1"),
                Member.file("./TRAILER!!!", "2"),
                Member.symlink("TRAILER!!!", "a"),
                Member.file("last", "3")));
    assertThat(names(archive))
        .containsExactly(
            "TRAILER!!!x",
            "dir/TRAILER!!!x",
            "dir/TRAILER!!!",
            "./TRAILER!!!",
            "TRAILER!!!",
            "last");
    assertThat(archive.entries()).extracting(CpioEntry::archive).containsOnly(0);
  }

  @Test
  void trailerEndsOneMemberArchiveOnlyAndAnotherMayFollow() throws CpioException {
    byte[] first = Member.archive(Member.file("a", "1"));
    byte[] second = Member.archive(Member.file("b", "2"));
    byte[] packed = Tools.filter(second, "gzip", "-c");
    for (byte[] padding : List.of(new byte[0], new byte[4], new byte[5], new byte[511])) {
      assertThat(names(CpioReader.read(Tools.concat(first, padding, second, padding))))
          .containsExactly("a", "b");
      assertThat(names(CpioReader.read(Tools.concat(first, padding, packed, padding, second))))
          .containsExactly("a", "b", "b");
    }
  }

  @Test
  void theTrailerMayBeMissing() throws CpioException {
    byte[] input = Tools.concat(Member.file("a", "1").bytes(), Member.file("b", "22").bytes());
    assertThat(names(CpioReader.read(input))).containsExactly("a", "b");
  }

  @Test
  void zerosMayStandBetweenMembers() throws CpioException {
    byte[] input =
        Tools.concat(Member.file("a", "1").bytes(), new byte[8], Member.file("b", "2").bytes());
    assertThat(names(CpioReader.read(input))).containsExactly("a", "b");
    assertThat(names(CpioReader.read(Tools.filter(input, "xz", "--check=crc32"))))
        .containsExactly("a", "b");
  }

  @Test
  void anEmptyBufferAndOneOfZerosHaveNoEntries() throws CpioException {
    assertThat(CpioReader.read(new byte[0]).entries()).isEmpty();
    assertThat(CpioReader.read(new byte[1000]).entries()).isEmpty();
  }

  @Test
  void dataOfHardLinksIsOnTheLastLink() throws CpioException {
    CpioArchive archive =
        CpioReader.read(
            Member.archive(
                Member.file("a", "").inode(7, 3),
                Member.file("b", "").inode(7, 3),
                Member.file("other", "o").inode(8, 1),
                Member.file("c", "data").inode(7, 3)));
    CpioInode inode = archive.inodes().getFirst();
    assertThat(inode.links()).extracting(CpioEntry::name).containsExactly("a", "b", "c");
    assertThat(inode.content().mismatch(MemorySegment.ofArray("data".getBytes(ISO_8859_1))))
        .isEqualTo(-1);
    assertThat(inode.attributes().name()).isEqualTo("c");
    assertThat(archive.inodes()).hasSize(2);
    assertThat(archive.linksOf(archive.entries().getFirst())).isEqualTo(inode.links());
  }

  @Test
  void dataOfHardLinksMayBeOnAnyLink() throws CpioException {
    CpioArchive archive =
        CpioReader.read(
            Member.archive(Member.file("a", "data").inode(7, 2), Member.file("b", "").inode(7, 2)));
    assertThat(archive.inodes()).hasSize(1);
    assertThat(archive.inodes().getFirst().content().byteSize()).isEqualTo(4);
    assertThat(text(archive.canonical().find("b").orElseThrow())).isEqualTo("data");
  }

  @Test
  void linksAreKnownByLinkCountAndInodePairNotByInodeAlone() throws CpioException {
    CpioArchive archive =
        CpioReader.read(
            Member.archive(
                Member.file("one link", "1").inode(7, 1),
                Member.file("one link again", "2").inode(7, 1),
                Member.file("pair", "3").inode(7, 2),
                Member.file("other major", "4").inode(7, 2).device(1, 0),
                Member.file("other minor", "5").inode(7, 2).device(0, 1),
                Member.file("other type", "").mode(020600).inode(7, 2),
                Member.directory("directory").inode(7, 2),
                Member.directory("directory too").inode(7, 2),
                Member.symlink("link", "x").inode(7, 2),
                Member.symlink("link too", "y").inode(7, 2),
                Member.file("pair's other", "").inode(7, 2)));
    assertThat(archive.inodes()).hasSize(10);
    assertThat(archive.inodes().get(2).links())
        .extracting(CpioEntry::name)
        .containsExactly("pair", "pair's other");
  }

  @Test
  void aTrailerForgetsHardLinks() throws CpioException {
    byte[] one = Member.archive(Member.file("a", "1").inode(7, 2));
    byte[] two = Member.archive(Member.file("b", "2").inode(7, 2));
    assertThat(CpioReader.read(Tools.concat(one, two)).inodes()).hasSize(2);
    byte[] withoutTrailer = Member.file("a", "1").inode(7, 2).bytes();
    assertThat(CpioReader.read(Tools.concat(withoutTrailer, two)).inodes()).hasSize(1);
  }

  @Test
  void theCrcFormatsSumIsAnUnsignedByteSum() throws CpioException {
    String content = "\u00ff".repeat(1000) + "a";
    long sum = 255 * 1000 + 'a';
    byte[] good = Member.archive(Member.file("f", content).crc(sum));
    assertThat(text(CpioReader.read(good).entries().getFirst())).isEqualTo(content);
    byte[] bad = Member.archive(Member.file("f", content).crc(sum + 1));
    refused(bad, 0, "content of f sums to 0x0003e479, the header says 0x0003e47a");
  }

  @Test
  void onlyRegularFilesHaveACrcSum() throws CpioException {
    // GNU cpio writes 0 for symbolic links, and Linux does not look.
    byte[] input = Member.archive(Member.symlink("l", "target").crc(0));
    assertThat(CpioReader.read(input).entries().getFirst().linkTarget()).isEqualTo("target");
  }

  @Test
  void theSumOfANewcMemberIsNotLookedAt() throws CpioException {
    assertThat(names(CpioReader.read(Member.archive(Member.file("f", "x").crc(5).magic("070701")))))
        .containsExactly("f");
  }

  @Test
  void namesAreBytesUpToTheirFirstNul() throws CpioException {
    CpioArchive archive =
        CpioReader.read(
            Member.archive(
                Member.file("", "").rawName("caf\u00c3\u00a9\0"),
                Member.file("", "").rawName("a\0b\0"),
                Member.file("\u00ff\u0001", "")));
    assertThat(names(archive)).containsExactly("caf\u00c3\u00a9", "a", "\u00ff\u0001");
    assertThat(CpioNames.toText(names(archive).getFirst())).isEqualTo("caf\u00e9");
    assertThat(CpioNames.ofText("caf\u00e9")).isEqualTo(names(archive).getFirst());
  }

  @Test
  void aPlainArchiveMayFollowACompressedPartOfAnyLength() throws CpioException {
    byte[] plain = Member.archive(Member.file("b", "2"), Member.file("ccc", "333"));
    for (int length = 1; length <= 4; length++) {
      byte[] packed =
          Tools.filter(Member.archive(Member.file("a", "1".repeat(length * 7))), "gzip", "-c");
      assertThat(names(CpioReader.read(Tools.concat(packed, plain))))
          .containsExactly("a", "b", "ccc");
    }
  }

  @Test
  void contentOfPlainPartsIsAReadOnlyViewOfTheInput() throws CpioException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = Member.archive(Member.file("f", "content"));
      MemorySegment input = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      MemorySegment content = CpioReader.read(input).entries().getFirst().content();
      assertThat(content.isReadOnly()).isTrue();
      assertThat(content.address() - input.address()).isEqualTo(112);
    }
  }

  @Test
  void aStreamIsReadToItsEnd() throws Exception {
    byte[] input = Member.archive(Member.file("f", "content"));
    assertThat(CpioReader.read(new ByteArrayInputStream(input), CpioLimits.DEFAULT))
        .isEqualTo(CpioReader.read(input));
    assertThatThrownBy(() ->
            CpioReader.read(
                new ByteArrayInputStream(input),
                CpioLimits.DEFAULT.withUnpackedBytes(input.length - 1)))
        .isInstanceOf(CpioException.class)
        .hasMessageContaining("limit");
  }

  @Test
  void everyTruncationOfAMemberIsRefused() {
    byte[] member = Member.file("name", "content!").bytes();
    for (int length = 1; length < member.length; length++) {
      byte[] cut = Arrays.copyOf(member, length);
      assertThatThrownBy(() -> CpioReader.read(cut))
          .as("%d bytes", length)
          .isInstanceOf(CpioException.class)
          .hasMessageContaining("the input ends inside");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"070707", "070700", "0a0701", "07070X"})
  void otherMagicsAreRefused(String magic) {
    refused(Member.file("a", "").magic(magic).bytes(), 0, magic.equals("070707") ? "old" : "magic");
  }

  @Test
  void brokenRulesAreRefusedWithTheirOffset() {
    byte[] first = Member.file("a", "").bytes();
    byte[] digits = Member.file("b", "").bytes();
    digits[8] = 'g';
    refused(Tools.concat(first, digits), first.length + 6, "8 hexadecimal digits");
    byte[] blank = Member.file("b", "").bytes();
    blank[6] = ' ';
    refused(blank, 6, "8 hexadecimal digits");
    refused(Member.file("b", "").nameSize(0).bytes(), 0, "c_namesize is 0");
    refused(Member.file("b", "").rawName("bc").bytes(), 0, "without a NUL");
    refused(Member.file("b", "").rawName("\0").bytes(), 0, "empty name");
    refused(Member.file("b", "").nameSize(4097).bytes(), 0, "name of 4097 bytes");
    refused(Member.file("b", "").nameSize(0xffffffffL).bytes(), 0, "name of 4294967295 bytes");
    refused(Member.file("b", "x").size(0xffffffffL).bytes(), 112, "the content of b");
    refused(Member.file("d", "x").mode(040755).bytes(), 0, "d has content");
    refused(Member.symlink("l", "x".repeat(4097)).bytes(), 0, "target of symbolic link l has 4097");
    refused(Tools.concat(first, new byte[] {1}), first.length, "neither a cpio archive nor");
    refused(Tools.concat(first, new byte[] {(byte) 0x89, 0x4c}), first.length, "lzo");
  }

  @Test
  void messagesHaveNoControlCharacters() {
    byte[] input = Member.file("\u001b[31m\n", "x").size(50).bytes();
    assertThatThrownBy(() -> CpioReader.read(input))
        .hasMessageContaining("\\x1b[31m\\x0a")
        .message()
        .matches("[ -~]+");
  }
}
