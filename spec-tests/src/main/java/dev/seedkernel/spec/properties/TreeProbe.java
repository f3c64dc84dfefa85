package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Unpacked;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Steps of {@code /init} that look at each file that an initramfs has to become. */
final class TreeProbe {
  private static final int STAT = 128;
  private static final int STAT_INODE = 8;
  private static final int STAT_MODE = 16;
  private static final int STAT_LINKS = 20;
  private static final int STAT_DEVICE = 32;
  private static final int STAT_SIZE = 48;
  private static final int STAT_TIME = 88;
  private static final int DIRENTS = 2048;
  private static final int DIRENT_LENGTH = 16;
  private static final int DIRENT_NAME = 19;
  private static final int LONGEST_LINK = 4096;

  private final InitProgram init;
  private final ProgramBuilder program;
  private final Unpacked tree;
  private final Range status;
  private final Range buffer;

  private TreeProbe(InitProgram init, Unpacked tree) {
    this.init = init;
    this.program = init.program();
    this.tree = tree;
    this.status = program.allot(STAT);
    int most = LONGEST_LINK;
    for (Unpacked.Node node : tree.nodes().values()) {
      most = Math.max(most, node.content().length() + 1);
    }
    this.buffer = program.allot(most);
  }

  /** Adds the steps for all files of a tree; directories hold nothing else. */
  static void of(InitProgram init, Unpacked tree) {
    TreeProbe probe = new TreeProbe(init, tree);
    tree.nodes().forEach(probe::file);
  }

  /** Adds steps that must find the devices of BOOT-7, as members have them where they do. */
  static void devices(InitProgram init, List<Member> members) {
    Unpacked kept = Unpacked.of(List.of(members));
    TreeProbe probe = new TreeProbe(init, kept);
    long[][] numbers = {{5, 1}, {1, 3}, {1, 5}};
    List<String> names = List.of("dev/console", "dev/null", "dev/zero");
    for (int i = 0; i < names.size(); i++) {
      Unpacked.Node there = kept.nodes().get(names.get(i));
      if (there != null) {
        probe.file(names.get(i), there);
        continue;
      }
      long device = numbers[i][0] << 8 | numbers[i][1];
      init.step(
          status(probe.program, names.get(i), probe.status),
          answer -> {
            Bytes seen = answer.outputs().getFirst();
            boolean right =
                answer.result() == 0
                    && (seen.number(STAT_MODE, 4) & Member.S_IFMT) == Member.S_IFCHR
                    && seen.number(STAT_DEVICE, 8) == device;
            return right ? Optional.empty() : Optional.of("is not that device");
          });
    }
  }

  private void file(String path, Unpacked.Node node) {
    Arg name = program.string("/" + path);
    init.step(
        Calls.call(
                "newfstatat",
                Calls.NEWFSTATAT,
                Calls.AT_FDCWD,
                name,
                ProgramBuilder.address(status),
                Arg.of(Abi.AT_SYMLINK_NOFOLLOW))
            .output(status),
        answer -> wrong(node, answer));
    switch (node.type()) {
      case Member.S_IFREG -> {
        Arg open = program.result(init.succeeds(Calls.openat(Calls.AT_FDCWD, name, 0, 0)));
        Range bytes = new Range(buffer.offset(), node.content().length() + 1);
        init.gives(Calls.read(open, bytes), node.content().length(), node.content());
        init.gives(Calls.close(open), 0);
      }
      case Member.S_IFLNK ->
          init.gives(
              Calls.call(
                      "readlinkat",
                      Calls.READLINKAT,
                      Calls.AT_FDCWD,
                      name,
                      ProgramBuilder.address(buffer),
                      Arg.of(LONGEST_LINK))
                  .output(new Range(buffer.offset(), node.content().length())),
              node.content().length(),
              node.content());
      case Member.S_IFDIR -> list(path, name);
      default -> {}
    }
  }

  private static Optional<String> wrong(Unpacked.Node node, Answer answer) {
    Bytes seen = answer.outputs().getFirst();
    if (answer.result() != 0) {
      return Optional.of("gave " + answer.result());
    }
    int mode = (int) seen.number(STAT_MODE, 4);
    boolean link = node.type() == Member.S_IFLNK; // Its permissions mean nothing.
    if (link ? (mode & Member.S_IFMT) != node.type() : mode != node.mode()) {
      return Optional.of("has mode %o, not %o".formatted(mode, node.mode()));
    }
    long device = node.major() << 8 | (node.minor() & 0xff) | (node.minor() & ~0xffL) << 12;
    if (seen.number(STAT_DEVICE, 8) != device) {
      return Optional.of("has device %x".formatted(seen.number(STAT_DEVICE, 8)));
    }
    boolean sized = node.type() == Member.S_IFREG || link;
    if (sized && seen.number(STAT_SIZE, 8) != node.content().length()) {
      return Optional.of("has size " + seen.number(STAT_SIZE, 8));
    }
    if (node.time().isPresent() && seen.number(STAT_TIME, 8) != node.time().get()) {
      return Optional.of("has time " + seen.number(STAT_TIME, 8) + ", not " + node.time().get());
    }
    if (node.links().isPresent() && seen.number(STAT_LINKS, 4) != node.links().get()) {
      return Optional.of("has links " + seen.number(STAT_LINKS, 4));
    }
    return Optional.empty();
  }

  private void list(String path, Arg name) {
    TreeSet<String> expected = new TreeSet<>(Set.of(".", ".."));
    for (Map.Entry<String, Unpacked.Node> entry : tree.nodes().entrySet()) {
      if (entry.getKey().startsWith(path + "/")) {
        expected.add(entry.getKey().substring(path.length() + 1).replaceFirst("(?s)/.*", ""));
      }
    }
    Arg open = program.result(init.succeeds(Calls.openat(Calls.AT_FDCWD, name, 0x4000, 0)));
    Range entries = new Range(buffer.offset(), DIRENTS);
    init.step(
        Calls.call(
                "getdents64",
                Calls.GETDENTS64,
                open,
                ProgramBuilder.address(entries),
                Arg.of(DIRENTS))
            .output(entries),
        answer -> {
          TreeSet<String> seen = new TreeSet<>(names(answer));
          return seen.equals(expected)
              ? Optional.empty()
              : Optional.of("has %s, not %s".formatted(seen, expected));
        });
    init.gives(Calls.close(open), 0);
  }

  /** Returns the names that an answer of getdents64 has, in their order, one char a byte. */
  static List<String> names(Answer answer) {
    List<String> names = new ArrayList<>();
    Bytes entries = answer.outputs().getFirst();
    for (int at = 0; at < answer.result(); ) {
      int length = (int) entries.number(at + DIRENT_LENGTH, 2);
      Bytes name = entries.slice(at + DIRENT_NAME, length - DIRENT_NAME);
      names.add(new String(name.slice(0, name.indexOf(0)).toArray(), StandardCharsets.ISO_8859_1));
      at += length;
    }
    return names;
  }

  /** Adds steps that must find two paths to be one file, or two. */
  static void sameFile(InitProgram init, String one, String other, boolean same) {
    ProgramBuilder program = init.program();
    Range place = program.allot(2 * STAT);
    Range first = new Range(place.offset(), STAT);
    Range second = new Range(place.offset() + STAT, STAT);
    init.gives(status(program, one, first), 0);
    init.step(
        status(program, other, second).output(place),
        answer -> {
          Bytes both = answer.outputs().getLast();
          boolean equal = both.number(STAT_INODE, 8) == both.number(STAT + STAT_INODE, 8);
          return answer.result() == 0 && equal == same
              ? Optional.empty()
              : Optional.of(equal ? "is the same file" : "is another file than " + one);
        });
  }

  private static Step.Call status(ProgramBuilder program, String path, Range place) {
    return Calls.call(
            "newfstatat",
            Calls.NEWFSTATAT,
            Calls.AT_FDCWD,
            program.string("/" + path),
            ProgramBuilder.address(place),
            Arg.of(Abi.AT_SYMLINK_NOFOLLOW))
        .output(place);
  }
}
