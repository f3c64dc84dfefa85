package dev.seedkernel.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes behind the process's arguments. Java decodes them as UTF-8 and puts U+FFFD where they
 * are not; a guest would silently get other bytes than the caller gave.
 */
final class ProcessArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private ProcessArguments() {}

  /** Tells whether every argument is what the caller gave. */
  static boolean areText(String... arguments) {
    if (Arrays.stream(arguments).noneMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
      return true;
    }
    try {
      return areText(Files.readAllBytes(COMMAND_LINE), arguments);
    } catch (IOException _) {
      return false; // U+FFFD itself is so rare that it may be refused, too.
    }
  }

  /** Tells the same by the bytes of the command line, each argument with a NUL behind it. */
  static boolean areText(byte[] commandLine, String... arguments) {
    String expected = String.join("\0", arguments) + "\0";
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(commandLine)).toString();
      return text.endsWith("\0" + expected);
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  /** Says so, and returns the exit status. */
  static int refuse(Streams streams) {
    streams.complain("an argument is not UTF-8, so the program would get other bytes");
    return ExitStatus.FAILED;
  }
}
