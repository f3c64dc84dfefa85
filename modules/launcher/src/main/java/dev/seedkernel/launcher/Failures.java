package dev.seedkernel.launcher;

import dev.seedkernel.kernel.boot.BootException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Turns whatever went wrong into one line on the error stream and an exit status. */
final class Failures {
  /** A word longer than this is cut in its middle: a path may have kilobytes. */
  private static final int MAX_WORD = 300;

  private static final int MAX_LINE = 2000;
  private static final int MAX_CAUSES = 16;

  private Failures() {}

  /** Reports arguments that cannot be understood, with a hint where to read about them. */
  static int usage(Streams streams, CommandLine.ParameterException e, boolean debug) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    return report(streams, "%s; see '%s --help'".formatted(usageMessage(e), command), e, debug);
  }

  private static String usageMessage(CommandLine.ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !e.getCommandLine().getSubcommands().isEmpty()
        && !unmatched.isUnknownOption()) {
      return oneLine("there is no command '%s'".formatted(unmatched.getUnmatched().getFirst()));
    }
    String message = oneLine(String.valueOf(e.getMessage()));
    return message.isEmpty()
        ? message
        : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  /** Reports what a command threw. */
  static int report(Streams streams, Throwable e, boolean debug) {
    return switch (e) {
      case FailedException failed -> {
        report(streams, message(failed), failed, debug);
        yield failed.status();
      }
      case BootException boot -> {
        report(streams, message(boot), boot, debug);
        yield ExitStatus.of(boot.kind());
      }
      case IOException io -> report(streams, describe(io), io, debug);
      // As SIGPIPE ends other tools: a reader that has seen enough is no failure to talk about.
      case UncheckedIOException io when isBrokenPipe(io) -> ExitStatus.BROKEN_PIPE;
      case UncheckedIOException io ->
          report(streams, "standard streams: " + message(io.getCause()), io, debug);
      case OutOfMemoryError full ->
          report(streams, "the Java heap is too small for this: " + message(full), full, debug);
      default ->
          report(
              streams,
              isOutOfMemory(e)
                  ? "the Java heap is too small for this"
                  : "internal error: %s (--debug shows where)".formatted(oneLine(e.toString())),
              e,
              debug);
    };
  }

  /** EPIPE in the words of strerror(3), which are all that Java keeps of it. */
  private static boolean isBrokenPipe(UncheckedIOException e) {
    return e.getCause() != null && "Broken pipe".equals(e.getCause().getMessage());
  }

  /** Libraries of the JDK wrap it, in the worst case as the text of an AssertionError. */
  private static boolean isOutOfMemory(Throwable e) {
    Throwable at = e;
    for (int i = 0; i < MAX_CAUSES && at != null; i++, at = at.getCause()) {
      if (at instanceof OutOfMemoryError || at.toString().contains("OutOfMemoryError")) {
        return true;
      }
    }
    return false;
  }

  private static int report(Streams streams, String line, Throwable e, boolean debug) {
    streams.complain(shortened(line));
    if (debug) {
      printTrace(streams.error(), e);
    }
    return ExitStatus.FAILED;
  }

  private static void printTrace(OutputStream error, Throwable e) {
    PrintWriter writer = new PrintWriter(error, true, StandardCharsets.UTF_8);
    e.printStackTrace(writer);
    writer.flush();
  }

  /** Returns what the host says of a file, in the words of strerror(3). */
  static String describe(IOException e) {
    if (e instanceof FileSystemException file && file.getFile() != null) {
      String reason =
          switch (file) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "already there";
            case NotDirectoryException _ -> "not a directory";
            case DirectoryNotEmptyException _ -> "directory not empty";
            default -> file.getReason() == null ? "cannot be used" : reason(file.getReason());
          };
      return oneLine(file.getFile()) + ": " + reason;
    }
    return message(e);
  }

  private static String reason(@Nullable String text) {
    return text == null || text.isEmpty()
        ? "unknown reason"
        : oneLine(text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1));
  }

  static String message(@Nullable Throwable e) {
    if (e == null) {
      return "unknown reason";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : oneLine(message);
  }

  /** Joins lines, and shows control characters instead of sending them to a terminal. */
  static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s*[\r\n]+\\s*", " ");
    StringBuilder shown = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (Character.isISOControl(c)) {
        shown.append("\\x%02x".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** Cuts long words, and then the line, in the middle, where a path says least. */
  static String shortened(String line) {
    String words =
        Arrays.stream(line.split(" ", -1))
            .map(word -> cut(word, MAX_WORD))
            .collect(Collectors.joining(" "));
    return cut(words, MAX_LINE);
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int kept = most / 2 - 20;
    return "%s[...%d characters...]%s"
        .formatted(
            text.substring(0, kept),
            text.length() - 2 * kept,
            text.substring(text.length() - kept));
  }
}
