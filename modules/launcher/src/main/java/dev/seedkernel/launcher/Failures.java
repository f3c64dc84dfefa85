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
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Turns whatever went wrong into one line on the error stream and an exit status. */
final class Failures {
  private Failures() {}

  /** Reports arguments that cannot be understood, with a hint where to read about them. */
  static int usage(Streams streams, CommandLine.ParameterException e, boolean debug) {
    String message = oneLine(String.valueOf(e.getMessage()));
    String first =
        message.isEmpty()
            ? message
            : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    return report(streams, "%s; see '%s --help'".formatted(first, command), e, debug);
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
      case UncheckedIOException io ->
          report(streams, "standard streams: " + message(io.getCause()), io, debug);
      case OutOfMemoryError full ->
          report(streams, "the Java heap is too small for this: " + message(full), full, debug);
      default ->
          report(
              streams,
              "internal error: %s (--debug shows where)".formatted(oneLine(e.toString())),
              e,
              debug);
    };
  }

  private static int report(Streams streams, String line, Throwable e, boolean debug) {
    streams.complain(line);
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

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\r\n]+\\s*", " ");
  }
}
