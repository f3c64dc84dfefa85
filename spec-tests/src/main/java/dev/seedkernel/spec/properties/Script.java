package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A program of calls of files in the making: what the properties' actions write their steps to.
 * Paths are relative to the working directory unless a directory is given.
 */
final class Script {
  /** A part of a program: it can be left out, and what is left is still a program. */
  interface Action extends Consumer<Script> {}

  static final int STAT_SIZE = 128;
  static final int WORD = 8;

  private final ProgramBuilder program;
  private final Map<String, Arg> paths;
  private final List<Arg> opened = new ArrayList<>();

  /** Whether there are pipes: a write to one that nobody reads ends the process (PIPE-7). */
  private boolean hasPipes;

  Script() {
    this(new ProgramBuilder(), new HashMap<>());
  }

  private Script(ProgramBuilder program, Map<String, Arg> paths) {
    this.program = program;
    this.paths = paths;
  }

  CallProgram build() {
    return program.build();
  }

  ProgramBuilder builder() {
    return program;
  }

  /** Adds a child by {@code clone} that has a copy of all descriptors. */
  Arg fork(Consumer<Script> child) {
    int step =
        program.fork(
            17,
            inner -> {
              Script script = new Script(inner, paths);
              script.hasPipes = hasPipes;
              child.accept(script);
            });
    return program.result(step);
  }

  /** Adds {@code waitid} for any child that ends. */
  void await() {
    program.step(Calls.waitid(Arg.of(0), Arg.of(0), program.allot(STAT_SIZE), 4));
  }

  /** Adds a call of which nothing but the result is recorded. */
  Arg call(String name, long number, Arg... arguments) {
    return step(Calls.call(name, number, arguments));
  }

  Arg step(Step step) {
    return program.result(program.step(step));
  }

  /** Returns the address of a text, which has one place however often it is used. */
  Arg text(String text) {
    return paths.computeIfAbsent(text, program::string);
  }

  /** Remembers a descriptor for {@link #descriptor}. */
  Arg remember(Arg descriptor) {
    opened.add(descriptor);
    return descriptor;
  }

  /** Returns one of the descriptors opened so far; without any, one that is not open. */
  Arg descriptor(int choice) {
    return opened.isEmpty() ? Arg.of(50L + choice) : opened.get(choice % opened.size());
  }

  // Opening.

  Arg open(String path, long flags) {
    return open(path, flags, 0644);
  }

  Arg open(String path, long flags, long mode) {
    return openAt(Calls.AT_FDCWD, path, flags, mode);
  }

  Arg openAt(Arg directory, String path, long flags, long mode) {
    return remember(step(Calls.openat(directory, text(path), flags, mode)));
  }

  Arg close(Arg descriptor) {
    return step(Calls.close(descriptor));
  }

  /** Adds {@code pipe2} and loads of its descriptors: first that for reading. */
  List<Arg> pipe(long flags) {
    hasPipes = true;
    Range both = program.allot(WORD);
    step(
        Calls.call("pipe2", Calls.PIPE2, ProgramBuilder.address(both), Arg.of(flags)).output(both));
    Arg readEnd = step(new Step.Load(new Arg.Buffer(both.offset()), 4));
    Arg writeEnd = step(new Step.Load(new Arg.Buffer(both.offset() + 4), 4));
    return List.of(remember(readEnd), remember(writeEnd));
  }

  Arg dup(Arg descriptor) {
    return remember(call("dup", Calls.DUP, descriptor));
  }

  Arg dup3(Arg old, Arg made, long flags) {
    return remember(call("dup3", Calls.DUP3, old, made, Arg.of(flags)));
  }

  Arg fcntl(Arg descriptor, long command, long argument) {
    return call("fcntl", Calls.FCNTL, descriptor, Arg.of(command), Arg.of(argument));
  }

  // Names.

  void mkdir(String path) {
    mkdirAt(Calls.AT_FDCWD, path, 0755);
  }

  void mkdirAt(Arg directory, String path, long mode) {
    call("mkdirat", Calls.MKDIRAT, directory, text(path), Arg.of(mode));
  }

  void symlink(String target, String path) {
    call("symlinkat", Calls.SYMLINKAT, text(target), Calls.AT_FDCWD, text(path));
  }

  void link(String old, String made, long flags) {
    linkAt(Calls.AT_FDCWD, old, Calls.AT_FDCWD, made, flags);
  }

  void linkAt(Arg directory, String old, Arg other, String made, long flags) {
    call("linkat", Calls.LINKAT, directory, text(old), other, text(made), Arg.of(flags));
  }

  void unlink(String path) {
    unlinkAt(Calls.AT_FDCWD, path, 0);
  }

  void rmdir(String path) {
    unlinkAt(Calls.AT_FDCWD, path, Abi.AT_REMOVEDIR);
  }

  void unlinkAt(Arg directory, String path, long flags) {
    step(Calls.unlinkat(directory, text(path), flags));
  }

  void rename(String old, String made, long flags) {
    renameAt(Calls.AT_FDCWD, old, Calls.AT_FDCWD, made, flags);
  }

  void renameAt(Arg directory, String old, Arg other, String made, long flags) {
    call("renameat2", Calls.RENAMEAT2, directory, text(old), other, text(made), Arg.of(flags));
  }

  // What is there.

  void stat(String path) {
    statAt(Calls.AT_FDCWD, path, 0);
  }

  void lstat(String path) {
    statAt(Calls.AT_FDCWD, path, Abi.AT_SYMLINK_NOFOLLOW);
  }

  void statAt(Arg directory, String path, long flags) {
    Range buffer = program.allot(STAT_SIZE);
    step(
        Calls.call(
                "newfstatat",
                Calls.NEWFSTATAT,
                directory,
                text(path),
                ProgramBuilder.address(buffer),
                Arg.of(flags))
            .output(buffer));
  }

  void fstat(Arg descriptor) {
    Range buffer = program.allot(STAT_SIZE);
    step(
        Calls.call("fstat", Calls.FSTAT, descriptor, ProgramBuilder.address(buffer))
            .output(buffer));
  }

  void readlink(String path, int size) {
    readlinkAt(Calls.AT_FDCWD, path, size);
  }

  void readlinkAt(Arg directory, String path, int size) {
    Range buffer = program.allot(Math.max(8, Math.min(size, 300)));
    step(
        Calls.call(
                "readlinkat",
                Calls.READLINKAT,
                directory,
                text(path),
                ProgramBuilder.address(buffer),
                Arg.of(size))
            .output(buffer));
  }

  void access(String path, long mode) {
    call("faccessat", Calls.FACCESSAT, Calls.AT_FDCWD, text(path), Arg.of(mode));
  }

  void chmod(String path, long mode) {
    call("fchmodat", Calls.FCHMODAT, Calls.AT_FDCWD, text(path), Arg.of(mode));
  }

  void fchmod(Arg descriptor, long mode) {
    call("fchmod", Calls.FCHMOD, descriptor, Arg.of(mode));
  }

  void truncate(String path, long size) {
    call("truncate", Calls.TRUNCATE, text(path), Arg.of(size));
  }

  void ftruncate(Arg descriptor, long size) {
    call("ftruncate", Calls.FTRUNCATE, descriptor, Arg.of(size));
  }

  void chdir(String path) {
    call("chdir", Calls.CHDIR, text(path));
  }

  void fchdir(Arg descriptor) {
    call("fchdir", Calls.FCHDIR, descriptor);
  }

  void getcwd(int size) {
    Range buffer = program.allot(Math.max(size, 16));
    step(
        Calls.call("getcwd", Calls.GETCWD, ProgramBuilder.address(buffer), Arg.of(size))
            .output(buffer));
  }

  Arg umask(long mask) {
    return call("umask", Calls.UMASK, Arg.of(mask));
  }

  void getdents(Arg descriptor, int size) {
    Range buffer = program.allot(Math.max(size, 8));
    step(
        Calls.call(
                "getdents64",
                Calls.GETDENTS64,
                descriptor,
                ProgramBuilder.address(buffer),
                Arg.of(size))
            .output(buffer));
  }

  // Bytes.

  Arg lseek(Arg descriptor, long offset, long whence) {
    return step(Calls.lseek(descriptor, offset, whence));
  }

  void read(Arg descriptor, int count) {
    step(Calls.read(descriptor, program.allot(count)));
  }

  /** Fills memory with letters by reading a file that has them. */
  void fill(Range memory, char first) {
    Arg file = step(Calls.openat(Calls.AT_FDCWD, text("filler"), 0x42, 0644));
    write(file, FileActions.letters(memory.length(), first));
    lseek(file, 0, 0);
    step(Calls.read(file, memory));
    close(file);
  }

  void pread(Arg descriptor, int count, long position) {
    Range buffer = program.allot(count);
    step(
        Calls.call(
                "pread64",
                Calls.PREAD64,
                descriptor,
                ProgramBuilder.address(buffer),
                Arg.of(count),
                Arg.of(position))
            .output(buffer));
  }

  void write(Arg descriptor, Bytes bytes) {
    writing(Calls.write(descriptor, program.content(bytes)));
  }

  private void writing(Step.Call call) {
    step(hasPipes ? call.ending() : call);
  }

  void write(Arg descriptor, String bytes) {
    write(descriptor, Bytes.ofText(bytes));
  }

  void pwrite(Arg descriptor, String bytes, long position) {
    call(
        "pwrite64",
        Calls.PWRITE64,
        descriptor,
        program.bytes(Bytes.ofText(bytes)),
        Arg.of(bytes.length()),
        Arg.of(position));
  }

  /** Adds {@code readv} into buffers of these lengths. */
  void readv(Arg descriptor, List<Integer> lengths) {
    List<Range> buffers = lengths.stream().map(program::allot).toList();
    Step.Call call =
        Calls.call("readv", Calls.READV, descriptor, vector(buffers), Arg.of(buffers.size()));
    for (Range buffer : buffers) {
      call = call.output(buffer);
    }
    step(call);
  }

  void writev(Arg descriptor, List<String> parts) {
    List<Range> buffers = parts.stream().map(part -> program.content(Bytes.ofText(part))).toList();
    writing(
        Calls.call("writev", Calls.WRITEV, descriptor, vector(buffers), Arg.of(buffers.size())));
  }

  private Arg vector(List<Range> buffers) {
    Bytes vector = Bytes.EMPTY;
    for (Range buffer : buffers) {
      vector = vector.then(element(buffer.address(), buffer.length()));
    }
    return program.bytes(vector);
  }

  /** Returns an element of a vector. */
  static Bytes element(long base, long length) {
    return Bytes.ofNumber(base, WORD).then(Bytes.ofNumber(length, WORD));
  }
}
