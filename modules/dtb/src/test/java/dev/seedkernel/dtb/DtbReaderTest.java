package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Reading blobs: what is accepted, and the place and rule of what is not. */
class DtbReaderTest {
  private static Blob small() {
    return new Blob().strings("a\0").begin("").property(0, 1).begin("n").end().end();
  }

  private static void assertRefused(byte[] blob, long offset, String rule) {
    DtbException e = catchThrowableOfType(DtbException.class, () -> DeviceTree.parse(blob));
    assertThat(e).as(rule).isNotNull();
    assertThat(e.rule()).isEqualTo(rule);
    assertThat(e.offset()).as(rule).isEqualTo(offset);
  }

  private static byte[] withField(int offset, int value) {
    byte[] blob = small().bytes();
    ByteBuffer.wrap(blob).putInt(offset, value);
    return blob;
  }

  @Test
  void readsNativeMemoryThatIsLargerThanTheTree() throws DtbException {
    byte[] blob = small().bytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(4096, 8);
      MemorySegment.copy(blob, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, blob.length);

      assertThat(DeviceTree.parse(memory)).isEqualTo(DeviceTree.parse(blob));
    }
  }

  @Test
  void blocksMayStandInAnyOrderAndLeaveSpace() throws DtbException {
    Blob blob = small().reservation(0x1000, 0x2000);
    blob.bootCpu = -2;
    DeviceTree tree = DeviceTree.parse(blob.bytes());

    assertThat(tree.memoryReservations()).containsExactly(new MemoryReservation(0x1000, 0x2000));
    assertThat(tree.bootCpuId()).isEqualTo(0xffff_fffeL);
    blob.trailing = 100;
    assertThat(DeviceTree.parse(blob.bytes())).isEqualTo(tree);
    assertThat(DeviceTree.parse(blob.reordered())).isEqualTo(tree);
    assertThat(DeviceTree.parse(tree.toBytes())).isEqualTo(tree);
  }

  @Test
  void refusesABrokenHeader() {
    assertRefused(new byte[0], 0, "the input ends inside the header");
    assertRefused(Arrays.copyOf(small().bytes(), 35), 35, "the input ends inside the header");
    assertRefused(
        withField(0, 0xedfe0dd0),
        0,
        "the first 4 bytes are 0xedfe0dd0, not the magic number 0xd00dfeed");
    assertRefused(withField(4, 8), 4, "totalsize 8 is less than the header");
    assertRefused(withField(4, 39), 4, "totalsize 39 is less than the header");
    assertRefused(withField(4, -1), 4, "totalsize 4294967295 is more than the input's 102 bytes");
    assertRefused(
        withField(20, 15), 20, "version 15 is too old, only 16 and 17 and what they can read");
    assertRefused(withField(8, 36), 8, "the structure block starts at 36, not within the blob");
    assertRefused(withField(8, 58), 8, "the structure block starts at 58, not 4-aligned");
    assertRefused(
        withField(36, -1),
        36,
        "the structure block of 4294967295 bytes does not end within the blob");
    assertRefused(
        withField(12, -1), 12, "the strings block starts at 4294967295, not within the blob");
    assertRefused(
        withField(32, 3), 32, "the strings block of 3 bytes does not end within the blob");
    assertRefused(
        withField(16, 44), 16, "the memory reservation block starts at 44, not 8-aligned");
    assertRefused(
        withField(16, 96), 96, "the memory reservation block has no entry of zeros at its end");
  }

  @Test
  void refusesATreeThatIsLargerThanTheLimit() {
    byte[] blob = Arrays.copyOf(small().bytes(), DeviceTree.MAX_SIZE + 1);
    ByteBuffer.wrap(blob).putInt(4, blob.length);

    assertRefused(blob, 4, "totalsize 16777217 is more than 16777216");
  }

  @Test
  void refusesAReservationOfNoBytes() {
    assertRefused(small().reservation(1, 0).bytes(), 40, Names.EMPTY_RESERVATION);
  }

  @Test
  void refusesABrokenStructure() {
    int start = 56;
    assertRefused(new Blob().bytes(), start, "FDT_END without a root node");
    assertRefused(new Blob().begin("").bytes(), start + 8, "FDT_END inside a node");
    assertRefused(new Blob().end().bytes(), start, "FDT_END_NODE without a node");
    assertRefused(new Blob().begin("").end().begin("").bytes(), start + 12, "a second root node");
    assertRefused(new Blob().begin("x").bytes(), start + 4, "the root node's name is empty");
    assertRefused(new Blob().token(5).bytes(), start, "0x5 is not a token");
    assertRefused(
        new Blob().strings("a\0").property(0).bytes(), start, "FDT_PROP outside the root node");
    assertRefused(
        new Blob().strings("a\0").begin("").begin("n").end().property(0).bytes(),
        start + 20,
        "a property after a child node");
    assertRefused(
        new Blob().begin("").token(3).token(-1).token(0).bytes(),
        start + 12,
        "a value of 4294967295 bytes does not end within the structure block");
    assertRefused(
        new Blob().begin("").property(0).bytes(),
        start + 16,
        "the name at 0 is outside the strings block");
    assertRefused(
        new Blob().strings("abc").begin("").property(1).bytes(),
        start + 24 + 1,
        "the block ends inside a name");
    Blob cut = new Blob().begin("");
    byte[] blob = cut.bytes();
    ByteBuffer.wrap(blob).putInt(36, 8);
    assertRefused(blob, start + 8, "the structure block ends too early");
  }

  @Test
  void refusesNamesThatNoTextCouldHave() {
    Blob blob = new Blob().strings("\0a b\0" + "x".repeat(256) + "\0");
    assertRefused(new Blob().begin("").begin("").bytes(), 68, "a node name is not empty");
    assertRefused(
        new Blob().begin("").begin("a/b").bytes(), 68, "a node name has no character 0x2f");
    assertRefused(
        new Blob().begin("").begin("a@1@2").bytes(), 68, "a node name has at most one '@'");
    assertRefused(
        new Blob().begin("").begin("n".repeat(256)).bytes(),
        68,
        "a name is at most 255 bytes long");
    assertRefused(blob.begin("").property(0).bytes(), 80, "a property name is not empty");
    assertRefused(
        new Blob().strings("a\u00e9\0").begin("").property(0).bytes(),
        80,
        "a property name has no character 0xe9");
  }

  @Test
  void refusesWhatIsThereTwice() {
    assertRefused(
        new Blob().strings("a\0").begin("").property(0).property(0).bytes(),
        76,
        "a second property named a");
    assertRefused(
        new Blob().begin("").begin("n").end().begin("n").bytes(), 80, "a second child named n");
    assertRefused(
        new Blob()
            .strings("phandle\0")
            .begin("")
            .property(0, 1)
            .begin("n")
            .property(0, 1)
            .end()
            .end()
            .bytes(),
        100,
        "property phandle is the phandle of another node too");
  }

  @Test
  void refusesPhandlesThatAreNone() {
    Blob names = new Blob().strings("phandle\0linux,phandle\0");
    assertRefused(
        new Blob().strings("phandle\0").begin("").property(0, 1, 2).end().bytes(),
        76,
        "property phandle is 8 bytes long, an integer of 32 bits has 4");
    assertRefused(
        new Blob().strings("phandle\0").begin("").property(0, 0).end().bytes(),
        76,
        "property phandle is 0x0, which is no phandle");
    assertRefused(
        new Blob().strings("phandle\0").begin("").property(0, -1).end().bytes(),
        76,
        "property phandle is 0xffffffff, which is no phandle");
    assertRefused(
        names.begin("").property(0, 1).property(8, 2).end().bytes(),
        92,
        "property linux,phandle differs from the node's phandle");
  }

  @Test
  void readsAsDeepAsTheLimitAndNoDeeper() throws DtbException {
    assertThat(DeviceTree.parse(nested(64)).nodes()).hasSize(64);
    assertRefused(nested(65), 56 + 64 * 8, "nodes are nested more than 64 deep");
  }

  private static byte[] nested(int depth) {
    Blob blob = new Blob().begin("");
    for (int i = 1; i < depth; i++) {
      blob.begin("n");
    }
    for (int i = 0; i < depth; i++) {
      blob.end();
    }
    return blob.bytes();
  }
}
