package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.properties.Script.Action;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** CALL: what a system call is, shown by calls of files. */
final class CallProperties {
  private static final int CANARY = 0xa5;

  private CallProperties() {}

  /** The number of a call has 32 bits, those of int and u32 arguments, too. */
  @Clause({"CALL-1", "CALL-2", "CALL-4"})
  static Arbitrary<CallProgram> numbersHave32Bits() {
    Arbitrary<Long> high = Arbitraries.longs().map(bits -> bits << 32);
    return Combinators.combine(
            high, high, high, Arbitraries.integers().between(0, 2), FileActions.offset())
        .as((first, second, third, whence, offset) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, "abcdef");
          Arg wide = plus(opened, first);
          script.call("lseek", second | Calls.LSEEK, wide, Arg.of(offset), Arg.of(third | whence));
          script.call(
              "openat",
              third | Calls.OPENAT,
              Arg.of(first | 0xffff_ff9cL),
              script.text("b"),
              Arg.of(second | O_RDWR | O_CREAT),
              Arg.of(third | 0640));
          script.stat("b");
          script.call("close", first | Calls.CLOSE, plus(opened, second));
          return script.build();
        });
  }

  private static Arg plus(Arg argument, long more) {
    return argument instanceof Arg.Result(int step, long plus)
        ? new Arg.Result(step, plus + more)
        : argument;
  }

  /** Structures and bytes are asked for where they cannot be, or only in part. */
  @Clause({"CALL-5", "CALL-6", "CALL-7", "FS-41"})
  static Arbitrary<CallProgram> badPointersAreNoSignals() {
    return Arbitraries.of(true, false)
        .flatMap(stores -> FileActions.around(badCall(stores), 4, badCall(stores)));
  }

  /**
   * Calls that store, or that do not: before EFAULT a part may have been stored, which nothing in
   * the same program may read. Linux stores the second word of a directory's entry first, so that
   * is not to be where the buffer begins.
   */
  private static Arbitrary<Action> badCall(boolean stores) {
    Arbitrary<Arg> address =
        Arbitraries.oneOf(
            Arbitraries.of(Abi.BAD_ADDRESSES).map(Arg::of),
            Arbitraries.integers().between(1, 7).map(left -> new Arg.Buffer(0x1_0000 - left)),
            Arbitraries.integers()
                .between(stores ? -60 : -20, stores ? -24 : -1)
                .map(Arg.Buffer::new));
    Arbitrary<Integer> calls =
        stores ? Arbitraries.of(0, 2, 4, 5, 6, 7, 14) : Arbitraries.of(1, 3, 8, 9, 10, 11, 12, 13);
    return Combinators.combine(address, calls)
        .as((bad, which) -> script -> badCall(script, bad, which));
  }

  private static void badCall(Script script, Arg bad, int which) {
    Arg here = Calls.AT_FDCWD;
    Arg good = script.text("a");
    Arg zero = Arg.of(0);
    Arg opened = script.open("a", O_RDWR | O_CREAT);
    script.write(opened, "abc");
    script.lseek(opened, 1, 0);
    switch (which) {
      case 0 -> script.call("read", Calls.READ, opened, bad, Arg.of(10));
      case 1 -> script.call("write", Calls.WRITE, opened, bad, Arg.of(10));
      case 2 -> script.call("newfstatat", Calls.NEWFSTATAT, here, good, bad, zero);
      case 3 -> script.call("newfstatat", Calls.NEWFSTATAT, here, bad, bad, zero);
      case 4 -> script.call("fstat", Calls.FSTAT, opened, bad);
      case 5 -> script.call("getcwd", Calls.GETCWD, bad, Arg.of(100));
      case 6 -> {
        script.symlink("target", "s");
        script.call("readlinkat", Calls.READLINKAT, here, script.text("s"), bad, Arg.of(20));
      }
      case 7 -> script.call("pipe2", Calls.PIPE2, bad, zero);
      case 8 -> script.call("mkdirat", Calls.MKDIRAT, here, bad, Arg.of(0755));
      case 9 -> script.call("symlinkat", Calls.SYMLINKAT, bad, here, good);
      case 10 -> script.call("unlinkat", Calls.UNLINKAT, here, bad, zero);
      case 11 -> script.call("renameat2", Calls.RENAMEAT2, here, good, here, bad, zero);
      case 12 -> script.call("chdir", Calls.CHDIR, bad);
      case 13 -> script.call("truncate", Calls.TRUNCATE, bad, zero);
      default -> {
        Arg directory = script.open(".", 0);
        script.call("getdents64", Calls.GETDENTS64, directory, bad, Arg.of(24));
      }
    }
    script.stat("a");
    script.lseek(opened, 0, 1);
    script.open("new", O_RDWR | O_CREAT);
    script.unlink("new");
  }

  /** What stands before and behind a buffer, and behind the bytes that are reported. */
  @Clause({"CALL-8", "RW-1", "FS-45", "FS-51", "FS-36"})
  static Arbitrary<CallProgram> nothingElseIsStored() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, 4))
        .as((there, asked, offset, which) -> {
          Script script = new Script();
          ProgramBuilder builder = script.builder();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, FileActions.letters(there, 'A'));
          script.lseek(opened, 0, 0);
          script.symlink(FileActions.letters(there + 1, 'a'), "s");
          Range around = builder.content(Bytes.filled(CANARY, 200));
          Arg buffer = new Arg.Buffer(around.offset() + 16 + offset);
          Arg here = Calls.AT_FDCWD;
          Arg count = Arg.of(asked);
          script.step(
              (switch (which) {
                    case 0 -> Calls.read(opened, buffer, count);
                    case 1 ->
                        Calls.call("pread64", Calls.PREAD64, opened, buffer, count, Arg.of(1));
                    case 2 ->
                        Calls.call(
                            "readlinkat", Calls.READLINKAT, here, script.text("s"), buffer, count);
                    case 3 -> Calls.call("getcwd", Calls.GETCWD, buffer, count);
                    default -> Calls.call("fstat", Calls.FSTAT, opened, buffer);
                  })
                  .output(around));
          return script.build();
        });
  }

  /** After each error things are as they were. */
  @Clause("CALL-7")
  static Arbitrary<CallProgram> errorsChangeNothing() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.change(),
            FileActions.look(),
            FileActions.transfer(),
            FileActions.ftruncate(),
            FileActions.truncate(),
            FileActions.getcwd()),
        16);
  }
}
