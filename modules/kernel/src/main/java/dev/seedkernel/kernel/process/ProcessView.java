package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.OpenFile;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What /proc shows of a process; of a zombie, most is empty. */
public interface ProcessView {
  /**
   * A range of addresses.
   *
   * @param rights bits of {@link dev.seedkernel.aarch64.Rights}
   * @param shared whether others see what is written there
   * @param offset where it starts in the file
   * @param name a path, a name in brackets, or empty
   */
  record MemoryRange(long start, long end, int rights, boolean shared, long offset, String name) {}

  /** A signal's state in the masks of /proc/pid/status: bit n - 1 for signal n. */
  record Signals(long threadPending, long pending, long blocked, long ignored, long caught) {}

  int pid();

  int parentPid();

  int group();

  int session();

  /** Returns the name of the program that runs, up to 15 bytes. */
  String name();

  /** Returns the state's letter: R, S, T or Z. */
  char state();

  /** Returns the numbers of its threads, ascending. */
  List<Integer> threads();

  /** Returns the absolute path of the program that runs. */
  String executable();

  /** Returns the working directory, or null of a zombie. */
  @Nullable Directory workingDirectory();

  int umask();

  Credentials credentials();

  /** Returns where absolute paths start. */
  Directory rootDirectory();

  /** Returns the masks of signals as one of its threads has them. */
  Signals signals(int thread);

  /** Returns the open files by descriptor. */
  SortedMap<Integer, OpenFile> openFiles();

  /** Returns whether execve closes a descriptor, or throws EBADF. */
  boolean closesOnExec(int fd) throws ErrnoException;

  /** Returns what is mapped, by ascending address. */
  List<MemoryRange> memory();

  /** Returns the bytes of the pages that it has stored to. */
  long residentBytes();

  ProgramLayout layout();

  /** Returns bytes of its memory; none where they cannot be read. */
  byte[] bytes(long start, long end);
}
