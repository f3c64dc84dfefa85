package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioWriterTest {
  private static final byte[] NOTHING = {};

  private static void refused(CpioTreeBuilder builder, String message) {
    assertThatThrownBy(builder::build).isInstanceOf(CpioException.class).hasMessage(message);
  }

  @Test
  void theBytesAreTheOnesOfTheFormat() throws CpioException {
    byte[] archive =
        CpioWriter.toBytes(
            CpioArchive.builder().file("a", 0644, "hello".getBytes(ISO_8859_1)).build());
    String expected =
        "070701"
            + "00000001"
            + "000081A4"
            + "00000000"
            + "00000000"
            + "00000001"
            + "00000000"
            + "00000005"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000002"
            + "00000000"
            + "a\0"
            + "hello\0\0\0"
            + "070701"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000001"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000000"
            + "0000000B"
            + "00000000"
            + "TRAILER!!!\0"
            + "\0\0\0";
    assertThat(archive).hasSize(512);
    assertThat(new String(archive, ISO_8859_1)).isEqualTo(expected + "\0".repeat(512 - 244));
  }

  @Test
  void entriesAreInTheOrderOfTheirBytesWithTheRootFirst() throws CpioException {
    CpioArchive tree =
        CpioArchive.builder()
            .file("a/b", 0644, NOTHING)
            .file("a-b", 0644, NOTHING)
            .file("a", 0644, NOTHING)
            .directory("a", 0700)
            .file("\u00ff", 0644, NOTHING)
            .file("!", 0644, NOTHING)
            .directory("/", 0711)
            .file("x/y/z", 0644, NOTHING)
            .build();
    assertThat(CpioReaderTest.names(tree))
        .containsExactly(".", "!", "a", "a-b", "a/b", "x", "x/y", "x/y/z", "\u00ff");
    assertThat(tree.entries()).extracting(CpioEntry::inode).startsWith(1L, 2L, 3L, 4L);
    assertThat(tree.find("x/y").orElseThrow().permissions()).isEqualTo(0755);
    assertThat(tree.find(".").orElseThrow().permissions()).isEqualTo(0711);
  }

  @Test
  void aPathGivenTwiceIsWhatTheLastCallSays() throws CpioException {
    CpioArchive tree =
        CpioArchive.builder()
            .file("f", 0644, new byte[3])
            .symlink("./f", "x")
            .hardLink("g", "h")
            .file("h", 0600, new byte[1])
            .file("g", 0644, new byte[2])
            .build();
    assertThat(tree.find("f").orElseThrow().type()).isEqualTo(FileType.SYMLINK);
    assertThat(tree.find("g").orElseThrow().content().byteSize()).isEqualTo(2);
    assertThat(tree.entries()).extracting(CpioEntry::linkCount).containsOnly(1L);
  }

  @Test
  void theLastEntryOfAPathWinsAndItsLinksGoOn() throws CpioException {
    CpioArchive tree =
        CpioReader.read(
                Member.archive(
                    Member.file("a", "linked").inode(1, 2),
                    Member.file("a", "new").inode(2, 1),
                    Member.file("/b//./c/", "").inode(1, 2)))
            .canonical();
    assertThat(CpioReaderTest.names(tree)).containsExactly("a", "b", "b/c");
    assertThat(CpioReaderTest.text(tree.find("a").orElseThrow())).isEqualTo("new");
    assertThat(CpioReaderTest.text(tree.find("b/c").orElseThrow())).isEqualTo("linked");
    assertThat(tree.find("b/c").orElseThrow().linkCount()).isEqualTo(1);
  }

  @Test
  void hardLinksMayBeChainedAndGivenBeforeTheirFile() throws CpioException {
    CpioArchive tree =
        CpioArchive.builder()
            .hardLink("a", "b")
            .hardLink("b", "c")
            .file("c", 0640, "x".getBytes(ISO_8859_1))
            .build();
    assertThat(tree.inodes()).hasSize(1);
    assertThat(tree.entries()).extracting(CpioEntry::linkCount).containsOnly(3L);
    assertThat(tree.entries()).extracting(e -> e.content().byteSize()).containsExactly(0L, 0L, 1L);
  }

  @Test
  void whatNewcCannotHoldIsRefusedByName() {
    String longName = "n".repeat(4096);
    refused(
        CpioArchive.builder().file(longName, 0644, NOTHING),
        longName + " has a name of more than 4095 bytes");
    refused(
        CpioArchive.builder().symlink("l", "t".repeat(4096)),
        "l has a target that is empty or of more than 4095 bytes");
    refused(
        CpioArchive.builder().symlink("l", ""),
        "l has a target that is empty or of more than 4095 bytes");
    refused(CpioArchive.builder().file("a/../b", 0644, NOTHING), "name a/../b has a .. component");
    refused(CpioArchive.builder().file("a\0b", 0644, NOTHING), "name a\\x00b holds a NUL byte");
    refused(CpioArchive.builder().file("", 0644, NOTHING), "a name is empty");
    refused(CpioArchive.builder().file(".", 0644, NOTHING), ". is the root and no directory");
    refused(
        CpioArchive.builder().file("f", 0644, NOTHING).file("f/g", 0644, NOTHING),
        "f/g is below f, which is no directory");
    refused(
        CpioArchive.builder().file("f", 0644, NOTHING).directory("./f", 0755),
        "f is a directory and something else");
    refused(
        CpioArchive.builder().hardLink("a", "b").hardLink("b", "a"),
        "hard link a: b is not a file in the tree");
    refused(
        CpioArchive.builder().directory("d", 0755).hardLink("a", "d"),
        "hard link a: d is not a file in the tree");
  }

  @Test
  void contentOf4GiBIsRefusedByName(@TempDir Path directory) throws Exception {
    Path sparse = directory.resolve("big");
    try (FileChannel channel =
        FileChannel.open(sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), (1L << 32) - 1);
    }
    try (FileChannel channel = FileChannel.open(sparse);
        Arena arena = Arena.ofConfined()) {
      refused(
          CpioArchive.builder()
              .file("d/big", 0644, channel.map(MapMode.READ_ONLY, 0, 1L << 32, arena)),
          "d/big has 4 GiB of content or more, and c_filesize has 32 bits");
    }
    assertThatThrownBy(() -> HostTree.pack(directory))
        .isInstanceOf(CpioException.class)
        .hasMessage("big has 4 GiB of content or more, and c_filesize has 32 bits");
  }

  @Test
  void aNameOf4095BytesIsWrittenAndRead() throws CpioException {
    String name = "n".repeat(4095);
    CpioArchive tree = CpioArchive.builder().file(name, 0644, NOTHING).build();
    assertThat(CpioReaderTest.names(CpioReader.read(CpioWriter.toBytes(tree))))
        .containsExactly(name);
  }

  @Test
  void charsThatAreNoBytesAreTheCallersMistake() {
    assertThatThrownBy(() -> CpioArchive.builder().file("\u20ac", 0644, NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("char U+20AC is not a byte; see CpioNames.ofText");
  }

  @Test
  void theTargetStreamStaysOpen() throws Exception {
    boolean[] closed = {false};
    OutputStream target =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    for (Compression compression : Compression.values()) {
      CpioWriter.write(CpioArchive.builder().build(), compression, target);
      assertThat(closed[0]).as(compression.name()).isFalse();
    }
  }
}
