package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.image.ResultDisk;
import dev.seedkernel.spec.image.ResultDisk.BrokenException;
import dev.seedkernel.spec.image.Unpacked;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Disk;
import dev.seedkernel.spec.program.Disk.Flaw;
import dev.seedkernel.spec.program.DiskCase;
import dev.seedkernel.spec.program.DiskLog;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** DISK: what becomes of the output. */
final class DiskResultProperties {
  private DiskResultProperties() {}

  private static final int SECTOR = ResultDisk.SECTOR;
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final long LATEST = 0xffff_ffffL;

  /** Returns what is wrong with a disk that has to have a result, if anything is. */
  static Optional<String> wrongResult(DiskLog disk) {
    try {
      ResultDisk.members(disk.content());
      return Optional.empty();
    } catch (BrokenException e) {
      return Optional.of("the output: " + e.getMessage());
    }
  }

  /** What an output may hold at the start. */
  @Clause("DISK-8")
  static Arbitrary<BootCase> oldResultsAreTakenAway() {
    Bytes old = ResultDisk.of(DiskParts.fileArchive("old"), 9);
    Arbitrary<Bytes> mine =
        Arbitraries.oneOf(
            Arbitraries.just(old),
            Arbitraries.just(Bytes.zeros(8 * SECTOR)),
            integer(SECTOR, 8 * SECTOR - 1)
                .map(at -> Bytes.zeros(8 * SECTOR).with(at, Bytes.of(1))),
            Combinators.combine(integer(8, SECTOR - 1), integer(1, 255))
                .as((at, bits) -> old.with(at, Bytes.of(old.at(at) ^ bits))));
    Arbitrary<Bytes> foreign =
        Arbitraries.oneOf(
            Combinators.combine(integer(0, SECTOR - 1), integer(1, 255))
                .as((at, value) -> Bytes.zeros(8 * SECTOR).with(at, Bytes.of(value))),
            Combinators.combine(integer(0, 7), integer(1, 255))
                .as((at, bits) -> old.with(at, Bytes.of(old.at(at) ^ bits))),
            Arbitraries.just(DiskParts.fileArchive("precious").resized(8 * SECTOR)));
    Arbitrary<BootCase> taken =
        mine.map(content ->
            DiskParts.boot(
                "an output that may be used",
                Board.hello(),
                List.of(Disk.of("out", false, content)),
                seen -> wrongWiping(seen.disks().getFirst(), seen)));
    return Arbitraries.oneOf(
        taken,
        foreign.map(content ->
            DiskParts.refused(
                "an output with something else", List.of(Disk.of("out", false, content)))));
  }

  private static Optional<String> wrongWiping(DiskLog disk, BootObservation seen) {
    if (!seen.console().text().contains(Board.HELLO)) {
      return Optional.of("/init was not executed");
    }
    List<DiskLog.Event> before =
        disk.events().stream().filter(event -> event.printed() == 0).toList();
    if (before.isEmpty() || !before.getLast().isFlush()) {
      return Optional.of("there is no flush before /init");
    }
    Bytes sector = Bytes.filled(1, SECTOR);
    for (DiskLog.Event event : before) {
      if (!event.isFlush() && event.offset() == 0) {
        sector = sector.with(0, event.bytes().slice(0, Math.min(SECTOR, event.bytes().length())));
      }
    }
    return sector.equals(Bytes.zeros(SECTOR))
        ? wrongResult(disk)
        : Optional.of("sector 0 is not made zeros before /init");
  }

  /**
   * What /init does to one file, and what is to come of it.
   *
   * @param kind 0 to 2 a new file, 3 a directory with a file in it, 4 a symbolic link, 5 a hard
   *     link, 6 a change to a file of the initramfs, 7 to its permissions, 8 a new name for it, 9 a
   *     file that is made and removed
   */
  private record Change(int kind, Bytes content, int permissions, long time) {}

  private static Arbitrary<Change> change() {
    return Combinators.combine(
            integer(0, 9),
            InitramfsParts.content(),
            integer(0, 0777),
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, LATEST),
                Arbitraries.of(-1L, -1_000_000L, 0L, LATEST, LATEST + 1, 1L << 33)))
        .as(Change::new);
  }

  /** Files that are made, changed, renamed, linked and removed; what is on the disk, and when. */
  @Clause({"DISK-9", "DISK-10", "DISK-14"})
  static Arbitrary<BootCase> changesAreOnTheOutput() {
    return Combinators.combine(
            change().list().ofMaxSize(6), integer(0, 255), Arbitraries.of(true, false, false))
        .as(DiskResultProperties::changed);
  }

  private static BootCase changed(List<Change> changes, int status, boolean killed) {
    InitProgram init = new InitProgram();
    Map<String, Member> expected = new TreeMap<>();
    List<Member> there = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      there.add(Member.of("t" + i, Member.S_IFREG | 0600, Bytes.ofText("there")));
      apply(init, changes.get(i), i, expected);
    }
    init.prints("at the end\n");
    init.program().step(killed ? new Step.Undefined() : Calls.exitGroup(status));
    CallProgram built = init.build();
    there.addAll(InitProgram.members(built));
    Disk disk = DiskParts.output(200);
    BootCase plain =
        init.boot(
            "changes %s, %s".formatted(changes, killed ? "killed" : "exit " + status),
            built,
            new BootInput.Disks(
                new BootInput.Files(Member.archive(there), Optional.empty()), List.of(disk)));
    return BootCase.of(
            plain.title(),
            plain.input(),
            plain.init(),
            seen ->
                plain
                    .check()
                    .apply(seen)
                    .or(() -> Board.wrongStatus(seen, killed ? Board.KILLED + 4 : status))
                    .or(() -> wrongFiles(seen.disks().getFirst(), expected))
                    .or(() -> wrongOrder(seen.disks().getFirst(), seen.console().length())))
        .repeated();
  }

  private static void apply(
      InitProgram init, Change change, int number, Map<String, Member> expected) {
    String name = "n" + number;
    String old = "t" + number;
    ProgramBuilder program = init.program();
    Arg path = program.string("/" + name);
    Arg oldPath = program.string("/" + old);
    switch (change.kind) {
      case 0, 1, 2 -> makes(init, name, change, expected);
      case 3 -> {
        init.gives(call("mkdirat", Calls.MKDIRAT, Calls.AT_FDCWD, path, Arg.of(0700)), 0);
        makes(init, name + "/inner", change, expected);
        expected.put(name, Member.of(name, Member.S_IFDIR | 0700, Bytes.EMPTY));
      }
      case 4 -> {
        String target = "../" + "t".repeat(1 + change.permissions % 90);
        init.gives(
            call("symlinkat", Calls.SYMLINKAT, program.string(target), Calls.AT_FDCWD, path), 0);
        expected.put(name, Member.of(name, Member.S_IFLNK | 0777, Bytes.ofText(target)));
      }
      case 5 -> {
        makes(init, name, change, expected);
        Arg second = program.string("/" + name + "second");
        init.gives(
            call("linkat", Calls.LINKAT, Calls.AT_FDCWD, path, Calls.AT_FDCWD, second, Arg.of(0)),
            0);
        Member file = expected.get(name);
        expected.put(name + "second", file);
      }
      case 6 -> {
        Arg open =
            program.result(
                init.succeeds(Calls.openat(Calls.AT_FDCWD, oldPath, 0x201, 0))); // O_TRUNC
        writes(init, open, change.content);
        expected.put(old, Member.of(old, Member.S_IFREG | 0600, change.content));
      }
      case 7 -> {
        init.gives(
            call("fchmodat", Calls.FCHMODAT, Calls.AT_FDCWD, oldPath, Arg.of(change.permissions)),
            0);
        expected.put(
            old, Member.of(old, Member.S_IFREG | change.permissions, Bytes.ofText("there")));
      }
      case 8 -> {
        init.gives(
            call(
                "renameat2",
                Calls.RENAMEAT2,
                Calls.AT_FDCWD,
                oldPath,
                Calls.AT_FDCWD,
                path,
                Arg.of(0)),
            0);
        expected.put(name, Member.of(name, Member.S_IFREG | 0600, Bytes.ofText("there")));
      }
      default -> {
        makes(init, name, change, expected);
        init.gives(Calls.unlinkat(Calls.AT_FDCWD, path, 0), 0);
        expected.remove(name);
      }
    }
  }

  private static Step.Call call(String name, long number, Arg... arguments) {
    return Calls.call(name, number, arguments);
  }

  /** Makes a file with permissions, and a time that is the nearest that 32 bits can hold. */
  private static void makes(
      InitProgram init, String name, Change change, Map<String, Member> expected) {
    ProgramBuilder program = init.program();
    Arg path = program.string("/" + name);
    Arg open =
        program.result(init.succeeds(Calls.openat(Calls.AT_FDCWD, path, 0x41, 0600))); // O_CREAT
    init.gives(call("fchmod", Calls.FCHMOD, open, Arg.of(change.permissions)), 0);
    writes(init, open, change.content);
    Bytes times =
        Bytes.zeros(16).then(Bytes.ofNumber(change.time, 8)).then(Bytes.ofNumber(999_999_999, 8));
    init.gives(call("utimensat", 88, Calls.AT_FDCWD, path, program.bytes(times), Arg.of(0)), 0);
    expected.put(
        name,
        Member.of(name, Member.S_IFREG | change.permissions, change.content)
            .with(Field.MTIME, Math.clamp(change.time, 0, LATEST)));
  }

  private static void writes(InitProgram init, Arg open, Bytes content) {
    init.gives(Calls.write(open, init.program().content(content)), content.length());
    init.gives(Calls.close(open), 0);
  }

  private static Optional<String> wrongFiles(DiskLog disk, Map<String, Member> expected) {
    List<Member> members;
    try {
      members = ResultDisk.members(disk.content());
    } catch (BrokenException e) {
      return Optional.of("the output: " + e.getMessage());
    }
    Map<String, Unpacked.Node> nodes = new TreeMap<>(Unpacked.of(List.of(members)).nodes());
    nodes.remove(".");
    if (members.size() != new HashSet<>(members.stream().map(Member::text).toList()).size()) {
      return Optional.of("a name is twice in the archive");
    }
    Set<String> names = nodes.keySet();
    if (!names.equals(expected.keySet())) {
      return Optional.of("the files are %s, not %s".formatted(names, expected.keySet()));
    }
    for (Map.Entry<String, Member> entry : expected.entrySet()) {
      String name = entry.getKey();
      boolean linked = expected.containsKey(name + "second") || name.endsWith("second");
      Unpacked.Node node = nodes.get(name);
      if (node == null || !isAsExpected(node, entry.getValue(), linked ? 2 : 1)) {
        return Optional.of("%s is %s, not %s".formatted(name, node, entry.getValue()));
      }
    }
    return Optional.empty();
  }

  private static boolean isAsExpected(Unpacked.Node node, Member member, int links) {
    boolean symbolic =
        member.mode() >>> 12 == Member.S_IFLNK >>> 12; // Its permissions mean nothing.
    long time = member.field(Field.MTIME);
    return (symbolic ? node.type() == Member.S_IFLNK : node.mode() == member.mode())
        && node.content().equals(member.content())
        && (time == 0 || node.time().equals(Optional.of(time)))
        && (node.links().isEmpty() || node.links().get() == links);
  }

  /** The header last, behind a flush of the archive, and flushed itself; all at the end. */
  private static Optional<String> wrongOrder(DiskLog disk, int printed) {
    List<DiskLog.Event> events = disk.events();
    int header = -1;
    for (int i = 0; i < events.size(); i++) {
      DiskLog.Event event = events.get(i);
      boolean sector0 = !event.isFlush() && event.offset() < SECTOR;
      if (sector0 && !event.bytes().slice(0, SECTOR).equals(Bytes.zeros(SECTOR))) {
        if (header >= 0) {
          return Optional.of("two headers");
        }
        header = i;
      }
    }
    if (header < 1 || !events.get(header - 1).isFlush()) {
      return Optional.of("no flush before the header");
    }
    if (events.get(header).printed() != printed) {
      return Optional.of("the header was there before the end of /init");
    }
    if (events.get(header).bytes().length() != SECTOR) {
      return Optional.of("the header was written with something else");
    }
    return events.size() == header + 2 && events.getLast().isFlush()
        ? Optional.empty()
        : Optional.of("behind the header there is not one flush: " + events.size());
  }

  /** Outputs that are too small. */
  @Clause({"DISK-11", "DISK-8"})
  static Arbitrary<BootCase> whatDoesNotFitIsNoResult() {
    return Combinators.combine(integer(1, 12), integer(0, 2000), integer(0, 3))
        .as((sectors, beyond, files) -> {
          InitProgram init = Board.hello();
          // The contents alone are more than fits behind the header.
          int length = (sectors - 1) * SECTOR + 1 + beyond;
          Map<String, Member> made = new TreeMap<>();
          makes(init, "large", new Change(0, Bytes.filled('l', length), 0644, 1), made);
          for (int i = 0; i < files; i++) {
            makes(init, "f" + i, new Change(0, Bytes.of(i), 0644, 1), made);
          }
          return DiskParts.boot(
              "%d bytes on %d sectors".formatted(length, sectors),
              init,
              List.of(DiskParts.output(sectors)),
              seen -> noResult(seen).or(() -> tellsNeed(seen, sectors * SECTOR, length + SECTOR)));
        });
  }

  private static Optional<String> noResult(BootObservation seen) {
    DiskLog disk = seen.disks().getFirst();
    if (!disk.content().slice(0, SECTOR).equals(Bytes.zeros(SECTOR))) {
      return Optional.of("sector 0 is not zeros");
    }
    return Board.wrongStatus(seen, Board.UNFIT)
        .or(() ->
            seen.message().orElse("").isBlank() ? Optional.of("no message") : Optional.empty());
  }

  private static Optional<String> tellsNeed(BootObservation seen, long has, long atLeast) {
    Matcher numbers = NUMBER.matcher(seen.message().orElse(""));
    while (numbers.find()) {
      long number = Long.parseLong(numbers.group());
      if (number > has && number >= atLeast && number % SECTOR == 0) {
        return Optional.empty();
      }
    }
    return Optional.of("the message does not say what is needed: " + seen.message().orElse(""));
  }

  /** A file that is too large for newc by its holes. */
  @Clause("DISK-11")
  static Arbitrary<BootCase> whatNoArchiveHoldsIsNamed() {
    return Arbitraries.longs()
        .between(1L << 32, 1L << 40)
        .map(size -> {
          InitProgram init = Board.hello();
          ProgramBuilder program = init.program();
          Arg open =
              program.result(
                  init.succeeds(
                      Calls.openat(Calls.AT_FDCWD, program.string("/full-of-holes"), 0x41, 0600)));
          init.gives(call("ftruncate", Calls.FTRUNCATE, open, Arg.of(size)), 0);
          return DiskParts.boot(
              "a file of %d bytes".formatted(size),
              init,
              List.of(DiskParts.output(100)),
              seen ->
                  noResult(seen)
                      .or(() ->
                          Board.said(seen).contains("full-of-holes")
                              ? Optional.empty()
                              : Optional.of("the message is " + seen.message().orElse(""))));
        });
  }

  /** Disks that fail, at the start and at the end. */
  @Clause({"DISK-12", "DISK-8", "DISK-10"})
  static Arbitrary<BootCase> brokenDisksAreErrors() {
    Arbitrary<BootCase> inputs =
        Arbitraries.of(Flaw.READS_FAIL, Flaw.SILENT, Flaw.BAD_RING)
            .map(flaw ->
                DiskParts.refused("a broken input", List.of(DiskParts.input("f").with(flaw))));
    Arbitrary<BootCase> outputs =
        Arbitraries.of(
                Flaw.READS_FAIL, Flaw.WRITES_FAIL, Flaw.FLUSHES_FAIL, Flaw.SILENT, Flaw.BAD_RING)
            .map(flaw ->
                BootCase.of(
                    "a broken output, " + flaw,
                    DiskParts.machine(
                        Board.hello().build(), List.of(DiskParts.output(9).with(flaw))),
                    Optional.empty(),
                    seen -> Board.refused(seen, Board.UNFIT)));
    Arbitrary<BootCase> later =
        Combinators.combine(
                Arbitraries.of(
                    Flaw.LATER_WRITES_FAIL,
                    Flaw.LATER_FLUSHES_FAIL,
                    Flaw.LATER_SILENT,
                    Flaw.LATER_BAD_RING),
                Arbitraries.of(true, false))
            .as((flaw, old) -> {
              Bytes content =
                  old ? ResultDisk.of(DiskParts.fileArchive("old"), 9) : Bytes.zeros(9 * SECTOR);
              return DiskParts.boot(
                  "an output that breaks",
                  Board.hello(),
                  List.of(Disk.of("out", false, content).with(flaw)),
                  DiskResultProperties::noResult);
            });
    return Arbitraries.oneOf(inputs, outputs, later, later);
  }

  /** Results that are whole, and others. */
  @Clause("DISK-13")
  static Arbitrary<DiskCase> extractorsTakeWholeResults() {
    Arbitrary<List<Member>> files =
        Combinators.combine(InitramfsParts.content().list().ofMaxSize(3), integer(0, 0777))
            .as((contents, permissions) -> {
              List<Member> members = new ArrayList<>();
              for (int i = 0; i < contents.size(); i++) {
                members.add(Member.of("f" + i, Member.S_IFREG | permissions, contents.get(i)));
              }
              return members;
            });
    return Combinators.combine(
            files, integer(0, 3), integer(0, 8), integer(0, 1 << 20), integer(1, 255))
        .as(DiskResultProperties::extracted);
  }

  private static DiskCase extracted(List<Member> files, int behind, int how, int place, int bits) {
    Bytes archive = Member.archive(files);
    int length = archive.length();
    Bytes good = ResultDisk.of(archive, behind);
    Bytes sector = good.slice(0, SECTOR);
    Bytes disk =
        switch (how) {
          case 0 -> good.with(0, Bytes.zeros(SECTOR));
          case 1 -> good.with(place % 8, Bytes.of(good.at(place % 8) ^ bits));
          case 2 -> good.with(0, ResultDisk.header(archive, 1 + bits, length));
          case 3 -> good.with(place % SECTOR, Bytes.of(good.at(place % SECTOR) ^ bits));
          case 4 ->
              good.with(SECTOR + place % length, Bytes.of(good.at(SECTOR + place % length) ^ bits));
          case 5 ->
              good.with(0, ResultDisk.header(archive, 1, good.length() - SECTOR + 1L + place));
          case 6 -> good.slice(0, SECTOR * (1 + place % ((length + SECTOR - 1) / SECTOR)));
          case 7 -> good.with(0, ResultDisk.summed(sector.with(23, Bytes.of(0x80))));
          default -> good;
        };
    boolean whole = how > 7;
    Map<String, Bytes> expected = new TreeMap<>();
    files.forEach(file -> expected.put("/" + file.text(), file.content()));
    return new DiskCase(
        "way %d to be wrong at %d".formatted(how, place),
        disk,
        taken ->
            taken.equals(whole ? Optional.of(expected) : Optional.empty())
                ? Optional.empty()
                : Optional.of("the extractor gave " + taken));
  }
}
