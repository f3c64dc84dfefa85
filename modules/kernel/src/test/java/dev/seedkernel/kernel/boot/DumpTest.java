package dev.seedkernel.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DumpTest {
  private static FileSystem system(Map<String, byte[]> files) {
    try {
      FileSystem system = new FileSystem(Limits.DEFAULT, new VirtualClock(0));
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        Directory at = system.root();
        String[] names = entry.getKey().split("/", -1);
        for (int i = 0; i < names.length - 1; i++) {
          if (at.get(names[i]) == null) {
            at.link(names[i], system.newDirectory(0755));
          }
          at = (Directory) Objects.requireNonNull(at.get(names[i]));
        }
        RegularFile file = system.newRegularFile(0644);
        at.link(names[names.length - 1], file);
        byte[] content = entry.getValue();
        file.write(0, Transfer.from(MemorySegment.ofArray(content)), content.length);
      }
      return system;
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> dump(FileSystem system) {
    List<String> lines = new ArrayList<>();
    Dump.write(system.root(), lines::add);
    return lines;
  }

  private static List<String> dump(Map<String, byte[]> files) {
    return dump(system(files));
  }

  private static Map<String, String> extract(String transcript) throws DumpException {
    Map<String, String> files = new TreeMap<>();
    CpioArchive archive = Dump.extract(transcript);
    for (CpioEntry entry : archive.entries()) {
      if (entry.type() == FileType.REGULAR) {
        files.put(entry.name(), HexFormat.of().formatHex(entry.bytes()));
      }
    }
    return files;
  }

  private static Map<String, String> hexadecimal(Map<String, byte[]> files) {
    Map<String, String> texts = new TreeMap<>();
    files.forEach((path, bytes) -> texts.put(path, HexFormat.of().formatHex(bytes)));
    return texts;
  }

  private static void refused(List<String> lines, String what) {
    String transcript = String.join("\n", lines) + "\n";
    try {
      Dump.extract(transcript);
    } catch (DumpException e) {
      assertThat(e.line()).isBetween(1, lines.size() + 1);
      return;
    }
    fail("%s was taken:%n%s", what, transcript);
  }

  /** Directories d, files f: so that no file is where a directory must be. */
  @Provide
  Arbitrary<Map<String, byte[]>> trees() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .withCharRange('\1', '\u00ff')
            .excludeChars('/')
            .ofMinLength(0)
            .ofMaxLength(12);
    Arbitrary<String> paths =
        names
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(list -> {
              List<String> typed = new ArrayList<>();
              for (int i = 0; i < list.size(); i++) {
                typed.add((i == list.size() - 1 ? "f" : "d") + list.get(i));
              }
              return String.join("/", typed);
            });
    Arbitrary<byte[]> contents =
        Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(200);
    return Arbitraries.maps(paths, contents).ofMaxSize(5);
  }

  @Property(tries = 400)
  void extractUndoesWrite(@ForAll("trees") Map<String, byte[]> files) throws DumpException {
    List<String> lines = dump(files);
    Map<String, String> expected = hexadecimal(files);
    assertThat(extract(String.join("\n", lines) + "\n")).isEqualTo(expected);
    assertThat(extract(String.join("\r\n", lines) + "\r\n")).isEqualTo(expected);
    assertThat(extract(String.join("\n", lines))).as("no newline at the end").isEqualTo(expected);
    String around =
        "boot noise\n=== DUMP-BEGIN ===\n=== FILE path=/false size=1 ===\nprompt without newline "
            + String.join("\r\n", lines)
            + "\npower off\n=== FILE path=/late size=0 ===\n";
    assertThat(extract(around)).isEqualTo(expected);
    assertThat(lines).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f));
  }

  private static Map<String, byte[]> sample() {
    Map<String, byte[]> files = new TreeMap<>();
    for (int size : new int[] {1, 63, 64, 65, 128, 200}) {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) 0x5a);
      files.put("dir/f" + size, bytes);
    }
    return files;
  }

  @Test
  void everyDroppedLineIsNoticed() {
    List<String> lines = dump(sample());
    for (int i = 0; i < lines.size(); i++) {
      List<String> dropped = new ArrayList<>(lines);
      dropped.remove(i);
      refused(dropped, "a dump without line " + i);
    }
  }

  @Test
  void everyTruncationIsNoticed() {
    String whole = String.join("\n", dump(sample()));
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatExceptionOfType(DumpException.class).as(cut).isThrownBy(() -> Dump.extract(cut));
    }
  }

  @Test
  void everyCharacterThatIsNoDigitAnyMoreAndEveryMissingOneIsNoticed() {
    List<String> lines = dump(sample());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      for (int at = 0; at < line.length(); at++) {
        if (!line.startsWith("===")) {
          List<String> damaged = new ArrayList<>(lines);
          damaged.set(i, line.substring(0, at) + 'g' + line.substring(at + 1));
          refused(damaged, "a g for a digit");
          damaged.set(i, line.substring(0, at) + line.substring(at + 1));
          refused(damaged, "a digit that is missing");
          damaged.set(i, line.substring(0, at) + "00" + line.substring(at));
          refused(damaged, "a byte too many");
        }
      }
    }
  }

  @Test
  void everyOtherSizeIsNoticed() {
    List<String> lines = dump(sample());
    for (int i = 0; i < lines.size(); i++) {
      for (String size :
          List.of("0", "2", "62", "66", "129", "201", "999999999999999999", "-1", "")) {
        String changed = lines.get(i).replaceAll("size=[0-9]+", "size=" + size);
        if (!changed.equals(lines.get(i))) {
          List<String> damaged = new ArrayList<>(lines);
          damaged.set(i, changed);
          refused(damaged, "size " + size);
        }
      }
    }
  }

  /** The frame has no checksum: what the documentation says cannot be told indeed cannot. */
  @Test
  void digitThatBecameAnotherDigitCannotBeTold() throws DumpException {
    List<String> lines = dump(Map.of("f", new byte[] {0x5a}));
    assertThat(lines.get(2)).isEqualTo("5a");
    lines.set(2, "5b");
    assertThat(extract(String.join("\n", lines))).isEqualTo(Map.of("f", "5b"));
  }

  @Test
  void pathsThatAreNoneOrGivenTwiceAreRefused() {
    for (String path :
        List.of(
            "/../x", "/a/../x", "", "/", "/a b", "/a\\", "/a\\x4", "/a\\xzz", "/\\x41",
            "/\u20ac")) {
      refused(
          List.of(
              "=== DUMP-BEGIN ===", "=== FILE path=" + path + " size=0 ===", "=== DUMP-END ==="),
          path);
    }
    refused(
        List.of(
            "=== DUMP-BEGIN ===",
            "=== FILE path=/a size=0 ===",
            "=== FILE path=a size=0 ===",
            "=== DUMP-END ==="),
        "a path given twice");
    refused(
        List.of(
            "=== DUMP-BEGIN ===",
            "=== FILE path=/a size=0 ===",
            "=== FILE path=/a/b size=0 ===",
            "=== DUMP-END ==="),
        "a file below a file");
  }

  @Test
  void otherWidthsOfLinesAreTaken() throws DumpException {
    String transcript =
        "=== DUMP-BEGIN ===\n=== FILE path=/f size=3 ===\n0A\nfF00\n=== DUMP-END ===\n";
    assertThat(extract(transcript)).isEqualTo(Map.of("f", "0aff00"));
  }

  @Test
  void hardLinksAreDumpedByEachName() throws Exception {
    FileSystem system = system(Map.of("a", new byte[] {1}));
    RegularFile file = (RegularFile) Objects.requireNonNull(system.root().get("a"));
    system.root().link("b", file);
    system.root().link("link", system.newSymbolicLink("a"));
    assertThat(dump(system))
        .containsExactly(
            "=== DUMP-BEGIN ===",
            "=== FILE path=/a size=1 ===",
            "01",
            "=== FILE path=/b size=1 ===",
            "01",
            "=== DUMP-END ===");
  }

  /**
   * A guest can make a file of 8 TiB for nothing; nobody wants 16 TiB of zeros on a serial line.
   */
  @Test
  void fileThatOnlyHolesMakeLargeEndsTheDumpAloud() throws Exception {
    FileSystem system =
        new FileSystem(Limits.DEFAULT.with(Limit.FILE_BYTES, 8192), new VirtualClock(0));
    RegularFile file = system.newRegularFile(0644);
    system.root().link("sparse", file);
    file.truncate(8193);
    List<String> lines = dump(system);
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).contains("path=/sparse", "size=8193", "limit file-bytes");
    refused(lines, "a dump that failed");
    file.truncate(8192);
    assertThat(extract(String.join("\n", dump(system)))).containsOnlyKeys("sparse");
  }

  @Test
  void treeDeeperThanTheStackIsDumped() throws Exception {
    FileSystem system = new FileSystem(Limits.DEFAULT, new VirtualClock(0));
    Directory at = system.root();
    for (int i = 0; i < 50_000; i++) {
      Directory next = system.newDirectory(0755);
      at.link("d", next);
      at = next;
    }
    at.link("f", system.newRegularFile(0644));
    assertThat(dump(system)).hasSize(3);
    assertThat(new PathWalker(system.root()).pathOf(at)).hasSize(100_000);
    ArchivedTree tree = FileTree.archive(system.root(), false);
    assertThat(tree.archive().entries())
        .hasSize(2048)
        .last()
        .satisfies(deepest -> assertThat(deepest.name()).hasSize(4095));
    // The rest of the directories, and the file.
    assertThat(tree.leftOut())
        .containsExactly(
            new ArchivedTree.LeftOut(
                "d/".repeat(2048) + "d", 50_000 - 2049 + 1, "its path has 4096 bytes or more"));
    assertThat(CpioNames.escape("a b")).isEqualTo("a\\x20b");
  }
}
