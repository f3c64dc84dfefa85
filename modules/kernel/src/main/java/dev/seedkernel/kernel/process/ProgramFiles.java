package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file that a program starts from, through interpreter scripts ({@code #!}, execve(2)).
 */
final class ProgramFiles {
  /** Bytes of the first line that are looked at (BINPRM_BUF_SIZE). */
  private static final int SCRIPT_LINE = 256;

  /** Scripts that may stand one behind the other before a program has to (fs/exec.c). */
  private static final int MAX_SCRIPTS = 5;

  private final PathWalker walker;

  ProgramFiles(PathWalker walker) {
    this.walker = walker;
  }

  /**
   * An executable file and what it is started with.
   *
   * @param path its absolute path
   */
  record Found(String path, RegularFile file, ExecImage image) {}

  Found find(Directory start, ExecImage image) throws LoadException {
    ExecImage current = image;
    for (int scripts = 0; scripts <= MAX_SCRIPTS; scripts++) {
      Found found = executable(start, current);
      String line = scriptLine(found.file());
      if (line == null) {
        return found;
      }
      current = interpreted(current, line);
    }
    throw new LoadException(Errno.ELOOP, image.path() + ": too many interpreters of interpreters");
  }

  /** Finds a dynamic linker. */
  Found interpreter(Directory start, String path) throws LoadException {
    return executable(start, new ExecImage(path, List.of(), List.of()));
  }

  private Found executable(Directory start, ExecImage image) throws LoadException {
    String path = image.path();
    PathWalker.Entry entry;
    Inode inode;
    try {
      entry = walker.walk(start, path, true);
      inode = entry.existing();
    } catch (ErrnoException e) {
      throw new LoadException(
          e.errno(), path + ": " + e.errno().message().toLowerCase(Locale.ROOT));
    }
    if (!(inode instanceof RegularFile file)) {
      throw new LoadException(Errno.EACCES, path + ": not a regular file");
    }
    if (!walker.credentials().may(file, Credentials.EXECUTE)) {
      throw new LoadException(Errno.EACCES, path + ": not executable");
    }
    try {
      file.requireNoWriter();
    } catch (ErrnoException e) {
      throw new LoadException(e.errno(), path + ": open for writing");
    }
    file.accessed();
    return new Found(walker.pathOf(entry), file, image);
  }

  /** Returns what follows {@code #!} on the first line, or null if the file is no script. */
  private static @Nullable String scriptLine(RegularFile file) {
    byte[] bytes = new byte[(int) Math.min(SCRIPT_LINE, file.size())];
    file.read(0, Transfer.into(MemorySegment.ofArray(bytes)), bytes.length);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.startsWith("#!")) {
      return null;
    }
    int end = text.indexOf('\n');
    return text.substring(2, end < 0 ? text.length() : end).strip();
  }

  /** Puts the interpreter, its one optional argument, and the script in front of the arguments. */
  private static ExecImage interpreted(ExecImage script, String line) throws LoadException {
    if (line.isEmpty()) {
      throw new LoadException(Errno.ENOEXEC, script.path() + ": no interpreter behind #!");
    }
    int space = 0;
    while (space < line.length() && line.charAt(space) != ' ' && line.charAt(space) != '\t') {
      space++;
    }
    String interpreter = line.substring(0, space);
    List<String> arguments = new ArrayList<>();
    arguments.add(interpreter);
    if (space < line.length()) {
      arguments.add(line.substring(space).strip());
    }
    arguments.add(script.path());
    if (script.arguments().size() > 1) {
      arguments.addAll(script.arguments().subList(1, script.arguments().size()));
    }
    return new ExecImage(interpreter, arguments, script.environment());
  }
}
