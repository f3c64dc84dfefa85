package dev.seedkernel.kernel.fs;

import static dev.seedkernel.kernel.fs.Files.errno;
import static dev.seedkernel.kernel.fs.Files.read;
import static dev.seedkernel.kernel.fs.Files.source;
import static dev.seedkernel.kernel.fs.Files.succeed;
import static dev.seedkernel.kernel.fs.Files.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading and writing as read(2), write(2), lseek(2), getdents(2), null(4) and full(4) say. */
class OpenFilesTest {
  private static final int PAGE = RegularFile.PAGE_SIZE;
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private final Files files = new Files();

  private static OpenRegularFile open(RegularFile file, int flags) {
    OpenRegularFile open = new OpenRegularFile(file, "/f", flags);
    open.retain();
    return open;
  }

  private static long seek(OpenFile file, long offset, int whence) {
    return succeed(() -> file.seek(offset, whence));
  }

  // Regular files

  @Test
  void readIsShortAtTheEndAndNothingBehindIt() {
    OpenFile open = open(files.file("/f", "hello"), OpenFlags.O_RDONLY);
    assertThat(read(open, 3)).isEqualTo("hel");
    assertThat(read(open, 10)).isEqualTo("lo");
    assertThat(read(open, 10)).isEmpty();
    assertThat(seek(open, 1000, SEEK_SET)).isEqualTo(1000);
    assertThat(read(open, 10)).isEmpty();
  }

  @Test
  void transferStopsWhereTheOtherEndDoes() {
    RegularFile file = files.file("/f", "x".repeat(3 * PAGE));
    int[] room = {PAGE + 10};
    int count =
        file.read(
            5,
            (from, offset, length) -> {
              int part = Math.min(room[0], length);
              room[0] -= part;
              return part;
            },
            3 * PAGE);
    assertThat(count).isEqualTo(PAGE + 10);
    // A write whose buffer ends in a fault writes what there is.
    int[] left = {7};
    int written =
        succeed(() ->
            file.write(
                5 * PAGE,
                (to, offset, length) -> {
                  int part = Math.min(left[0], length);
                  left[0] -= part;
                  return part;
                },
                3 * PAGE));
    assertThat(written).isEqualTo(7);
    assertThat(file.size()).isEqualTo(5L * PAGE + 7);
  }

  @Test
  void writeOfAFaultingBufferChangesNothing() {
    RegularFile file = files.file("/f", "");
    file.changed(false);
    assertThat(succeed(() -> file.write(9 * PAGE, (to, offset, length) -> 0, 10))).isZero();
    assertThat(file.size()).isZero();
    assertThat(file.changed()).isFalse();
    assertThat(files.system.bytes().used()).isZero();
  }

  @Test
  void appendGoesToTheEndWhereverThePositionIs() {
    RegularFile file = files.file("/f", "one");
    OpenFile first = open(file, OpenFlags.O_RDWR | OpenFlags.O_APPEND);
    OpenFile second = open(file, OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
    seek(first, 0, SEEK_SET);
    succeed(() -> second.write(source("two"), 3));
    succeed(() -> first.write(source("three"), 5));
    assertThat(seek(first, 0, SEEK_CUR)).isEqualTo(11);
    succeed(() -> first.writeAt(0, source("!"), 1));
    assertThat(read(file, 0, 100)).isEqualTo("onetwothree!");
    first.statusFlags(0);
    succeed(() -> first.writeAt(0, source("O"), 1));
    assertThat(read(file, 0, 3)).isEqualTo("One");
    assertThat(seek(first, 0, SEEK_CUR)).as("pwrite leaves the position").isEqualTo(11);
  }

  @Test
  void appendingNothingLeavesThePosition() {
    RegularFile file = files.file("/f", "content");
    OpenFile appending = open(file, OpenFlags.O_RDWR | OpenFlags.O_APPEND);
    OpenFile usual = open(file, OpenFlags.O_RDWR);
    seek(appending, 2, SEEK_SET);
    seek(usual, 3, SEEK_SET);
    Transfer.Source faulting = (to, offset, length) -> 0;
    for (int length : List.of(0, 10)) {
      assertThat(succeed(() -> appending.write(faulting, length))).isZero();
      assertThat(succeed(() -> usual.append(faulting, length))).isZero();
    }
    assertThat(appending.position()).isEqualTo(2);
    assertThat(usual.position()).isEqualTo(3);
    assertThat(succeed(() -> usual.append(source("!"), 1))).isOne();
    assertThat(usual.position()).isEqualTo(8);
    assertThat(read(file, 0, 100)).isEqualTo("content!");
  }

  @Test
  void accessModeIsHeldTo() {
    RegularFile file = files.file("/f", "text");
    OpenFile reader = open(file, OpenFlags.O_RDONLY);
    OpenFile writer = open(file, OpenFlags.O_WRONLY);
    assertThat(errno(() -> reader.write(source("x"), 1))).isEqualTo(Errno.EBADF);
    assertThat(errno(() -> writer.read((from, offset, length) -> length, 1)))
        .isEqualTo(Errno.EBADF);
    assertThat(
            errno(() -> {
              reader.truncate(0);
              return 0;
            }))
        .isEqualTo(Errno.EINVAL);
    reader.statusFlags(OpenFlags.O_WRONLY | OpenFlags.O_APPEND | OpenFlags.O_CREAT);
    assertThat(reader.flags()).isEqualTo(OpenFlags.O_APPEND);
  }

  @Test
  void seekGoesBeyondTheEndAndAWriteThereLeavesAHole() {
    RegularFile file = files.file("/f", "start");
    OpenFile open = open(file, OpenFlags.O_RDWR);
    assertThat(seek(open, 10, SEEK_END)).isEqualTo(15);
    assertThat(file.size()).isEqualTo(5);
    succeed(() -> open.write(source("end"), 3));
    assertThat(read(file, 0, 100)).isEqualTo("start" + "\0".repeat(10) + "end");
    assertThat(errno(() -> open.seek(-1, SEEK_SET))).isEqualTo(Errno.EINVAL);
    assertThat(errno(() -> open.seek(-19, SEEK_END))).isEqualTo(Errno.EINVAL);
    assertThat(errno(() -> open.seek(Long.MAX_VALUE, SEEK_CUR))).isEqualTo(Errno.EINVAL);
    assertThat(errno(() -> open.seek(0, 5))).isEqualTo(Errno.EINVAL);
    assertThat(seek(open, 0, SEEK_CUR)).as("a refused seek moves nothing").isEqualTo(18);
  }

  @Test
  void dataAndHolesAreFound() {
    RegularFile file = files.file("/f", "");
    write(file, PAGE + 5, "x");
    write(file, 2 * PAGE, "y");
    succeed(() -> {
      file.truncate(5L * PAGE + 1);
      return 0;
    });
    OpenFile open = open(file, OpenFlags.O_RDONLY);
    assertThat(seek(open, 0, SEEK_DATA)).isEqualTo(PAGE);
    assertThat(seek(open, PAGE + 7, SEEK_DATA)).isEqualTo(PAGE + 7);
    assertThat(seek(open, 0, SEEK_HOLE)).isZero();
    assertThat(seek(open, PAGE, SEEK_HOLE)).isEqualTo(3 * PAGE);
    assertThat(seek(open, 4 * PAGE + 9, SEEK_HOLE)).isEqualTo(4 * PAGE + 9);
    assertThat(errno(() -> open.seek(3 * PAGE, SEEK_DATA))).isEqualTo(Errno.ENXIO);
    assertThat(errno(() -> open.seek(file.size(), SEEK_HOLE))).isEqualTo(Errno.ENXIO);
    assertThat(errno(() -> open.seek(-1, SEEK_DATA))).isEqualTo(Errno.ENXIO);
    write(file, 5 * PAGE, "z");
    assertThat(seek(open, 5 * PAGE, SEEK_HOLE))
        .as("a hole is behind the end")
        .isEqualTo(file.size());
  }

  @Test
  void sparseFileCostsNothing() {
    RegularFile file = files.file("/f", "");
    succeed(() -> {
      file.truncate(RegularFile.MAX_SIZE);
      return 0;
    });
    assertThat(files.system.bytes().used()).isZero();
    assertThat(read(file, RegularFile.MAX_SIZE - 3, 10)).isEqualTo("\0\0\0");
    write(file, 1L << 40, "x");
    assertThat(file.allocatedBytes()).isEqualTo(PAGE);
    assertThat(
            errno(() -> {
              file.truncate(RegularFile.MAX_SIZE + 1);
              return 0;
            }))
        .isEqualTo(Errno.EFBIG);
  }

  @Test
  void writeAtTheLargestSizeIsShortAndThenRefused() {
    RegularFile file = files.file("/f", "");
    assertThat(write(file, RegularFile.MAX_SIZE - 2, "abcd")).isEqualTo(2);
    assertThat(errno(() -> file.write(RegularFile.MAX_SIZE, source("x"), 1)))
        .isEqualTo(Errno.EFBIG);
    assertThat(errno(() -> file.write(Long.MAX_VALUE, source("x"), 1))).isEqualTo(Errno.EFBIG);
  }

  @Test
  void writeBeyondTheQuotaIsShortAndThenRefused() {
    Files small = new Files(Limits.DEFAULT.with(Limit.FILE_BYTES, 2 * PAGE + 100));
    RegularFile file = small.file("/f", "");
    assertThat(write(file, 10, "x".repeat(3 * PAGE))).isEqualTo(2 * PAGE - 10);
    assertThat(errno(() -> file.write(2 * PAGE, source("x"), 1))).isEqualTo(Errno.ENOSPC);
    assertThat(write(file, 0, "y".repeat(PAGE)))
        .as("what is there can be rewritten")
        .isEqualTo(PAGE);
    assertThat(file.size()).isEqualTo(2 * PAGE);
    succeed(() -> {
      file.truncate(PAGE);
      return 0;
    });
    assertThat(write(file, PAGE, "x")).isEqualTo(1);
  }

  @Test
  void whatWasCutOffReadsAsZeroWhenTheFileGrowsAgain() {
    RegularFile file = files.file("/f", "secret secret");
    for (long size : new long[] {3, 20}) {
      succeed(() -> {
        file.truncate(size);
        return 0;
      });
    }
    assertThat(read(file, 0, 100)).isEqualTo("sec" + "\0".repeat(17));
  }

  @Test
  void removedFileLivesUntilTheLastCloseAndIsFreedOnce() {
    RegularFile file = files.file("/f", "x".repeat(PAGE + 1));
    OpenFile open = open(file, OpenFlags.O_RDWR);
    open.retain(); // As after a fork.
    files.remove("/f");
    assertThat(files.system.files().used()).isEqualTo(1);
    assertThat(read(open, 3)).isEqualTo("xxx");
    open.release();
    assertThat(files.system.bytes().used()).isEqualTo(2 * PAGE);
    open.release();
    assertThat(files.system.bytes().used()).isZero();
    assertThat(files.system.files().used()).isZero();
    assertThatIllegalStateException().isThrownBy(file::released);
  }

  @Test
  void hardLinksCountAsFiles() {
    Files small = new Files(Limits.DEFAULT.with(Limit.FILES, 3));
    RegularFile file = small.file("/f", "");
    for (String name : List.of("g", "h")) {
      assertThat(
              errno(() -> {
                small.root.link(name, file);
                return 0;
              }))
          .isNull();
    }
    assertThat(
            errno(() -> {
              small.root.link("i", file);
              return 0;
            }))
        .isEqualTo(Errno.ENOSPC);
    assertThat(errno(() -> small.system.newDirectory(0755))).isEqualTo(Errno.ENOSPC);
    assertThat(file.links()).isEqualTo(3);
    small.remove("/f");
    small.directory("/d");
  }

  @Test
  void directoryThatGetsNoNameGivesItsPlaceBack() {
    Directory removed = files.directory("/d");
    removed.opened();
    files.remove("/d");
    Directory child = succeed(() -> files.system.newDirectory(0755));
    child.opened();
    assertThat(
            errno(() -> {
              removed.link("x", child);
              return 0;
            }))
        .isEqualTo(Errno.ENOENT);
    child.released();
    removed.released();
    assertThat(files.system.files().used()).isZero();
  }

  /** The source would be gone from its old place and not arrive at the new one. */
  @Test
  void renameIntoARemovedDirectoryLeavesAllAsItWas() {
    RegularFile file = files.file("/f", "kept");
    Directory removed = files.directory("/d");
    removed.opened();
    files.remove("/d");
    assertThat(
            errno(() -> {
              files.root.move("f", removed, "g");
              return 0;
            }))
        .isEqualTo(Errno.ENOENT);
    assertThat(
            errno(() -> {
              files.root.move("f", files.root, "n".repeat(256));
              return 0;
            }))
        .isEqualTo(Errno.ENAMETOOLONG);
    assertThat(files.at("/f")).isSameAs(file);
    assertThat(file.links()).isEqualTo(1);
  }

  // Directories

  private static List<String> names(OpenDirectory open, int count) {
    List<String> names = new ArrayList<>();
    for (OpenDirectory.Entry entry : succeed(open::upcoming)) {
      if (names.size() == count) {
        break;
      }
      names.add(entry.name());
      open.passed(entry);
    }
    return names;
  }

  @Test
  void directoryReadsInByteOrderWhateverTheOrderOfCreation() {
    for (String name : List.of("b", "\u00ff", "B", "a", "~", "0")) {
      files.file("/" + name, "");
    }
    OpenDirectory open = new OpenDirectory(files.root, "/", OpenFlags.O_RDONLY);
    assertThat(names(open, 100)).containsExactly(".", "..", "0", "B", "a", "b", "~", "\u00ff");
    assertThat(names(open, 100)).isEmpty();
    assertThat(seek(open, 0, SEEK_SET)).isZero();
    assertThat(names(open, 3)).containsExactly(".", "..", "0");
  }

  @Test
  void directoryThatChangesWhileReadNeitherRepeatsNorHidesOthers() {
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      files.file("/" + name, "");
    }
    OpenDirectory open = new OpenDirectory(files.root, "/", OpenFlags.O_RDONLY);
    assertThat(names(open, 5)).containsExactly(".", "..", "a", "b", "c");
    long behindC = seek(open, 0, SEEK_CUR);
    files.remove("/a");
    files.remove("/c");
    files.remove("/d");
    files.file("/aa", "");
    files.file("/dd", "");
    assertThat(names(open, 100)).containsExactly("dd", "e", "f");
    // telldir and seekdir: the position still stands behind c.
    seek(open, behindC, SEEK_SET);
    assertThat(names(open, 100)).containsExactly("dd", "e", "f");
    seek(open, 0, SEEK_SET);
    assertThat(names(open, 100)).containsExactly(".", "..", "aa", "b", "dd", "e", "f");
    assertThat(errno(() -> open.seek(0, SEEK_END))).isEqualTo(Errno.EINVAL);
    assertThat(errno(() -> open.seek(-1, SEEK_SET))).isEqualTo(Errno.EINVAL);
  }

  /** Else a guest could fill the heap: each of its open directories would remember all names. */
  @Test
  void positionsThatAreRememberedMeetALimitAndAreCountedThen() {
    Files few = new Files(Limits.DEFAULT.with(Limit.FILES, 6));
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      few.file("/" + name, "");
    }
    List<OpenDirectory> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      OpenDirectory open = new OpenDirectory(few.root, "/", OpenFlags.O_RDONLY);
      open.retain();
      assertThat(names(open, 6)).containsExactly(".", "..", "a", "b", "c", "d");
      all.add(open);
    }
    assertThat(few.system.positions().used()).isEqualTo(6);
    few.remove("/a");
    assertThat(names(all.getLast(), 100)).as("where it stands").containsExactly("e", "f");
    seek(all.getFirst(), 3, SEEK_SET);
    assertThat(names(all.getFirst(), 1)).as("behind a").containsExactly("b");
    seek(all.getLast(), 3, SEEK_SET);
    assertThat(names(all.getLast(), 1)).as("behind the first").containsExactly("c");
    all.forEach(OpenFile::release);
    assertThat(few.system.positions().used()).isZero();
  }

  @Test
  void directoryHasNothingBehindItsLastEntry() {
    Directory directory = files.directory("/d");
    files.file("/d/a", "");
    OpenDirectory open = new OpenDirectory(directory, "/d", OpenFlags.O_RDONLY);
    assertThat(seek(open, Long.MAX_VALUE, SEEK_SET)).isEqualTo(Long.MAX_VALUE);
    assertThat(open.position()).isEqualTo(Long.MAX_VALUE);
    files.file("/d/b", "");
    assertThat(names(open, 10)).isEmpty();
    assertThat(seek(open, 2, SEEK_SET)).isEqualTo(2);
    assertThat(names(open, 10)).containsExactly("a", "b");
  }

  /** What rm -r does. */
  @Test
  void directoryIsEmptiedWhileItIsRead() {
    for (int i = 0; i < 100; i++) {
      files.file("/f" + i, "");
    }
    OpenDirectory open = new OpenDirectory(files.root, "/", OpenFlags.O_RDONLY);
    names(open, 2);
    for (List<String> some = names(open, 7); !some.isEmpty(); some = names(open, 7)) {
      some.forEach(name -> files.remove("/" + name));
    }
    assertThat(files.root.isEmpty()).isTrue();
  }

  @Test
  void directoryIsNoFileAndARemovedOneHasNoEntries() {
    Directory directory = files.directory("/d");
    OpenDirectory open = new OpenDirectory(directory, "/d", OpenFlags.O_RDONLY);
    open.retain();
    assertThat(errno(() -> open.read((from, offset, length) -> length, 1))).isEqualTo(Errno.EISDIR);
    assertThat(errno(() -> open.write(source("x"), 1))).isEqualTo(Errno.EBADF);
    files.remove("/d");
    assertThat(errno(open::upcoming)).isEqualTo(Errno.ENOENT);
    open.release();
    assertThat(files.system.files().used()).isZero();
  }

  // Devices

  private static final class Script implements Console {
    final StringBuilder output = new StringBuilder();
    final StringBuilder errors = new StringBuilder();
    String input = "";

    @Override
    public int read(byte[] to, int offset, int length) {
      if (input.isEmpty()) {
        return -1;
      }
      int count = Math.min(length, input.length());
      byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, 0, to, offset, count);
      input = input.substring(count);
      return count;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {
      String text = new String(from, offset, length, StandardCharsets.ISO_8859_1);
      (stream == Stream.OUTPUT ? output : errors).append(text);
    }
  }

  private final Script console = new Script();

  private OpenFile device(Device.Driver driver, int flags, Console.Stream stream) {
    SpecialFile file = files.device("/" + driver + files.system.files().used(), driver);
    Devices devices = new Devices(console, new RandomBytes(1));
    return succeed(() -> devices.open(file, "/dev/x", flags, stream));
  }

  private OpenFile device(Device.Driver driver) {
    return device(driver, OpenFlags.O_RDWR, Console.Stream.OUTPUT);
  }

  @Test
  void nullZeroAndFull() {
    OpenFile nothing = device(Device.Driver.NULL);
    assertThat(read(nothing, 10)).isEmpty();
    assertThat(succeed(() -> nothing.write(source("gone"), 4))).isEqualTo(4);
    assertThat(seek(nothing, 99, SEEK_SET)).isZero();
    OpenFile zero = device(Device.Driver.ZERO);
    assertThat(read(zero, 200_000)).isEqualTo("\0".repeat(200_000));
    assertThat(succeed(() -> zero.write(source("gone"), 4))).isEqualTo(4);
    OpenFile full = device(Device.Driver.FULL);
    assertThat(read(full, 3)).isEqualTo("\0\0\0");
    assertThat(errno(() -> full.write(source("x"), 1))).isEqualTo(Errno.ENOSPC);
    assertThat(
            errno(() -> {
              full.truncate(0);
              return 0;
            }))
        .isEqualTo(Errno.EINVAL);
    OpenFile reader = device(Device.Driver.NULL, OpenFlags.O_RDONLY, Console.Stream.OUTPUT);
    assertThat(errno(() -> reader.write(source("x"), 1))).isEqualTo(Errno.EBADF);
  }

  @Test
  void randomIsTheSameInEveryRunAndNotConstant() {
    String first = read(device(Device.Driver.URANDOM), 100_000);
    assertThat(first).isEqualTo(read(device(Device.Driver.RANDOM), 100_000));
    assertThat(first.chars().distinct().count()).isEqualTo(256);
    assertThat(first.substring(0, 1000)).isNotEqualTo(first.substring(1000, 2000));
  }

  @Test
  void consoleGivesWhatIsThereAndTakesAll() {
    OpenFile out = device(Device.Driver.CONSOLE);
    console.input = "line\n";
    assertThat(read(out, 100)).isEqualTo("line\n");
    assertThat(read(out, 100)).isEmpty();
    assertThat(read(out, 0)).isEmpty();
    String text = "y".repeat(200_001);
    assertThat(succeed(() -> out.write(source(text), text.length()))).isEqualTo(text.length());
    assertThat(console.output).hasToString(text);
    OpenFile err = device(Device.Driver.TTY, OpenFlags.O_WRONLY, Console.Stream.ERROR);
    succeed(() -> err.write(source("oops"), 4));
    assertThat(console.errors).hasToString("oops");
    assertThat(errno(() -> err.seek(0, SEEK_CUR))).isEqualTo(Errno.ESPIPE);
    assertThat(errno(() -> err.writeAt(0, source("x"), 1))).isEqualTo(Errno.ESPIPE);
    assertThat(errno(() -> out.readAt(0, Transfer.into(MemorySegment.ofArray(new byte[1])), 1)))
        .isEqualTo(Errno.ESPIPE);
  }

  @Test
  void whatHasNoDriverCannotBeOpened() {
    Devices devices = new Devices(console, new RandomBytes(1));
    for (int mode : new int[] {FileMode.S_IFCHR, FileMode.S_IFBLK, FileMode.S_IFIFO}) {
      // The number of /dev/null, but for the character device, is that of something else.
      int minor = mode == FileMode.S_IFCHR ? 77 : 3;
      SpecialFile file = succeed(() -> files.system.newSpecialFile(mode, new Device(1, minor)));
      assertThat(errno(() -> devices.open(file, "/x", 0, Console.Stream.OUTPUT)))
          .isEqualTo(Errno.ENXIO);
    }
  }

  @Test
  void deviceNumbersHaveTwelveAndTwentyBits() {
    assertThat(new Device(0xfff, 0xfffff).encoded()).isEqualTo(0xffff_ffffL);
    assertThat(new Device(5, 1).encoded()).isEqualTo(0x501);
    assertThat(new Device(1, 0x12345).encoded()).isEqualTo(0x1230_0145L);
    assertThatIllegalArgumentException().isThrownBy(() -> new Device(0x1000, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Device(0, 0x10_0000));
    assertThatIllegalArgumentException().isThrownBy(() -> new Device(-1, 0));
  }
}
