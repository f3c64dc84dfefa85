package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.image.TreeBlob;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** BOOT: the hand-over, and what /init starts with. */
final class BootProperties {
  private BootProperties() {}

  private static final int MOST_TREE = 2 << 20;
  private static final String DUMP = "dumpfs";

  /** /init is process 1, of root, in the root directory, after calls that may fail. */
  @Clause("BOOT-4")
  static Arbitrary<BootCase> initIsProcessOne() {
    return integer(3, 40)
        .map(closed -> {
          InitProgram init = new InitProgram();
          init.gives(Calls.close(Arg.of(closed)), -9);
          init.gives(Calls.call("getpid", Calls.GETPID), 1);
          init.gives(Calls.call("getppid", Calls.GETPPID), 0);
          for (long number : List.of(174L, 175L, 176L, 177L)) {
            init.gives(Calls.call("getid", number), 0);
          }
          Range directory = init.program().allot(16);
          init.gives(
              Calls.call("getcwd", Calls.GETCWD, ProgramBuilder.address(directory), Arg.of(16))
                  .output(directory),
              2,
              Bytes.ofText("/\0"));
          return init.boot("/init is process 1");
        });
  }

  /** The console stands behind descriptors 0 to 2 and behind no other. */
  @Clause({"BOOT-5", "BOOT-6"})
  static Arbitrary<BootCase> initHasTheConsole() {
    return Combinators.combine(
            Arbitraries.strings().alpha().ofMinLength(5).ofMaxLength(20),
            integer(0, 5).list().ofMinSize(1).ofMaxSize(6),
            integer(3, 40))
        .as((text, writers, closed) -> {
          InitProgram init = new InitProgram();
          for (int descriptor = 0; descriptor < 3; descriptor++) {
            Range flags = init.program().allot(8);
            init.step(
                Calls.call("fcntl", Calls.FCNTL, Arg.of(descriptor), Arg.of(Abi.F_GETFL))
                    .output(flags),
                answer ->
                    (answer.result() & 3) == Abi.O_RDWR
                        ? Optional.empty()
                        : Optional.of("gave " + answer.result()));
          }
          StringBuilder wanted = new StringBuilder();
          for (int writer : writers) {
            String line = writer + text + "\n";
            wanted.append(line);
            Arg descriptor = Arg.of(writer % 3);
            if (writer < 3) {
              init.gives(
                  Calls.write(descriptor, init.program().content(Bytes.ofText(line))),
                  line.length());
            } else {
              Arg child =
                  Parts.child(
                      init.program(),
                      c -> c.step(Calls.write(descriptor, c.content(Bytes.ofText(line)))));
              Parts.wait(init.program(), child);
            }
          }
          init.gives(Calls.close(Arg.of(closed)), -9);
          init.gives(Calls.close(Arg.of(3)), -9);
          BootCase plain = init.boot("/init and children write to the console");
          return BootCase.of(
              plain.title(),
              plain.input(),
              plain.init(),
              seen ->
                  plain
                      .check()
                      .apply(seen)
                      .or(() ->
                          withoutRecords(seen.console().text()).contains(wanted)
                              ? Optional.empty()
                              : Optional.of("the console does not have " + wanted)));
        });
  }

  /** Returns what was printed without the lines that the kit prints. */
  private static String withoutRecords(String console) {
    return console.replace("\r", "").replaceAll("\n=== RECORD [0-9a-f]*\n", "");
  }

  /** Where the device tree is. */
  @Clause({"BOOT-1", "BOOT-3"})
  static Arbitrary<BootCase> misalignedTreesAreRefused() {
    return integer(0, 64)
        .map(offset -> {
          Bytes archive = Board.helloArchive();
          Bytes tree = TreeBlob.of(Board.root(Board.memory(), Board.chosen(archive))).bytes();
          BootInput input =
              new BootInput.Memory(
                  List.of(
                      new BootInput.Chunk(Board.RAM, Bytes.filled(0xff, offset).then(tree)),
                      new BootInput.Chunk(Board.INITRD, archive)),
                  Board.RAM + offset);
          return runsIf(offset % 8 == 0, "a device tree at " + offset, input);
        });
  }

  /** Returns a boot of the program that says hello, or a refusal of it. */
  static BootCase runsIf(boolean right, String title, BootInput input) {
    InitProgram hello = Board.hello();
    return right
        ? hello.boot(title, hello.build(), input)
        : BootCase.of(title, input, Optional.empty(), seen -> Board.refused(seen, Board.UNFIT));
  }

  /** How large the device tree is. */
  @Clause({"BOOT-2", "BOOT-3"})
  static Arbitrary<BootCase> largeTreesAreRefused() {
    return Arbitraries.oneOf(integer(-40, 40), integer(-MOST_TREE / 2, MOST_TREE))
        .map(more -> {
          Bytes archive = Board.helloArchive();
          TreeBlob tree = TreeBlob.of(Board.root(Board.memory(), Board.chosen(archive)));
          int slack = MOST_TREE + more - tree.bytes().length();
          TreeBlob.Layout layout = new TreeBlob.Layout(0, false, 17, slack);
          Bytes blob = new TreeBlob(tree.root(), List.of(), layout).bytes();
          return runsIf(more <= 0, "a device tree of " + blob.length(), Board.input(blob, archive));
        });
  }

  /** A device in an initramfs: not there, there with permissions, or something else. */
  private static List<Member> device(String name, int major, int minor, int how) {
    Member device =
        Member.of("dev/" + name, Member.S_IFCHR, Bytes.EMPTY)
            .with(Field.RDEVMAJOR, major)
            .with(Field.RDEVMINOR, minor);
    return switch (how) {
      case 0 -> List.of();
      case 1 -> List.of(device.with(Field.MODE, Member.S_IFCHR | 0600));
      case 2 -> List.of(device.with(Field.MODE, Member.S_IFCHR | 0444));
      case 3 -> List.of(Member.of("dev/" + name, Member.S_IFREG | 0640, Bytes.ofText("own")));
      default -> List.of(Member.of("dev/" + name, Member.S_IFLNK | 0777, Bytes.ofText("console")));
    };
  }

  /** Devices that the initramfs has and has not. */
  @Clause("BOOT-7")
  static Arbitrary<BootCase> devicesAreThere() {
    return Combinators.combine(integer(0, 2), integer(0, 4), integer(0, 4))
        .as((console, none, zero) -> {
          List<Member> members = new ArrayList<>();
          members.addAll(device("console", 5, 1, console));
          members.addAll(device("null", 1, 3, none));
          members.addAll(device("zero", 1, 5, zero));
          InitProgram init = new InitProgram();
          boolean directory = !members.isEmpty();
          Member dev = Member.of("dev", Member.S_IFDIR | 0755, Bytes.EMPTY);
          List<Member> all = new ArrayList<>(directory ? List.of(dev) : List.of());
          all.addAll(members);
          TreeProbe.devices(init, members);
          CallProgram built = init.build();
          all.add(Member.of("init", Member.S_IFREG | 0755, InitProgram.file(built)));
          return init.boot(
              "devices " + members,
              built,
              new BootInput.Files(Member.archive(all), Optional.empty()));
        });
  }

  private static Arbitrary<String> blank() {
    return Arbitraries.strings()
        .withChars(' ', '\t', '\n', '\u000b', '\f', '\r')
        .ofMinLength(1)
        .ofMaxLength(3);
  }

  private static Arbitrary<String> token(char low, char high) {
    return Arbitraries.strings()
        .withCharRange(low, high)
        .excludeChars(' ')
        .ofMinLength(1)
        .ofMaxLength(10)
        .filter(token -> !token.equals(DUMP));
  }

  private static String joined(List<String> tokens, List<String> blanks) {
    StringBuilder text = new StringBuilder(blanks.getFirst());
    for (int i = 0; i < tokens.size(); i++) {
      text.append(tokens.get(i)).append(blanks.get(1 + i % (blanks.size() - 1)));
    }
    return text.toString();
  }

  private static BootCase hasArguments(
      List<String> expected, Optional<String> arguments, List<Member> more) {
    InitProgram init = new InitProgram();
    init.hasArguments(expected);
    return init.boot("bootargs '" + arguments.orElse("none") + "'", arguments, more);
  }

  /** bootargs are argv. */
  @Clause("BOOT-8")
  static Arbitrary<BootCase> tokensAreArguments() {
    return Combinators.combine(
            token('!', '~').list().ofMinSize(1).ofMaxSize(8), blank().list().ofSize(4))
        .as((tokens, blanks) ->
            hasArguments(tokens, Optional.of(joined(tokens, blanks)), List.of()));
  }

  /** Any bytes in bootargs, which end at a NUL. */
  @Clause({"BOOT-9", "BOOT-8"})
  static Arbitrary<BootCase> bytesReachArguments() {
    return Combinators.combine(
            token('!', '\u00ff').list().ofMinSize(1).ofMaxSize(5),
            blank().list().ofSize(3),
            Arbitraries.of("", "\0", "\0x y", "\0\0\0z"))
        .as((tokens, blanks, end) -> {
          InitProgram init = new InitProgram();
          init.hasArguments(tokens);
          CallProgram built = init.build();
          Bytes archive = Member.archive(InitProgram.members(built));
          String text = joined(tokens, blanks) + end;
          TreeBlob tree =
              TreeBlob.of(
                  Board.root(
                      Board.memory(), Board.chosen(archive).with("bootargs", Bytes.ofText(text))));
          return init.boot("bootargs " + tokens, built, Board.input(tree.bytes(), archive));
        });
  }

  /** The kernel's own token. */
  @Clause({"BOOT-10", "DUMP-1"})
  static Arbitrary<BootCase> theTokenOfTheDump() {
    Arbitrary<String> tokens =
        Arbitraries.of(
            DUMP, "a", "xdumpfs", "dumpfs=1", "DUMPFS", "dumpfsx", "dump", "\"dumpfs\"", "dumpfs,");
    return Combinators.combine(tokens.list().ofMinSize(1).ofMaxSize(5), blank().list().ofSize(3))
        .as((all, blanks) -> {
          List<String> left = all.stream().filter(token -> !token.equals(DUMP)).toList();
          BootCase plain =
              hasArguments(
                  left.isEmpty() ? List.of("init") : left,
                  Optional.of(joined(all, blanks)),
                  List.of());
          return BootCase.of(
              plain.title(),
              plain.input(),
              plain.init(),
              seen ->
                  plain.check().apply(seen).or(() -> Board.wrongFrame(seen, all.contains(DUMP))));
        });
  }

  /** Where bootargs has nothing. */
  @Clause({"BOOT-11", "BOOT-10"})
  static Arbitrary<BootCase> argumentsOfAFile() {
    return Combinators.combine(
            Arbitraries.of("", " ", "\t \n", DUMP, " dumpfs  dumpfs"),
            token('\u0001', '\u00ff')
                .map(text -> text.replaceAll("[\t\n\u000b\f\r ]", "_"))
                .list()
                .ofMaxSize(4),
            blank().list().ofSize(3),
            Arbitraries.of(true, true, false))
        .as((arguments, tokens, blanks, there) -> {
          boolean used = there && !tokens.isEmpty();
          Member file =
              Member.of("init.argv", Member.S_IFREG | 0644, Bytes.ofText(joined(tokens, blanks)));
          return hasArguments(
              used ? tokens : List.of("init"),
              arguments.isEmpty() ? Optional.empty() : Optional.of(arguments),
              there ? List.of(file) : List.of());
        });
  }

  /** The environment of /init, whatever its arguments. */
  @Clause("BOOT-12")
  static Arbitrary<BootCase> theEnvironmentIsTwoStrings() {
    return token('!', '~')
        .list()
        .ofMaxSize(4)
        .map(tokens -> {
          InitProgram init = new InitProgram();
          init.hasEnvironment(List.of("HOME=/", "TERM=linux"));
          return init.boot("arguments " + tokens, Optional.of(String.join(" ", tokens)), List.of());
        });
  }
}
