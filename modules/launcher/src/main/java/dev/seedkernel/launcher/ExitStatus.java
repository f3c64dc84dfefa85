package dev.seedkernel.launcher;

import dev.seedkernel.kernel.boot.BootException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** The exit statuses that are not the guest's: those of env(1), nohup(1) and other starters. */
final class ExitStatus {
  static final int SUCCESS = 0;

  /** A comparison has found a difference. */
  static final int DIFFERENT = 1;

  /** A source text has errors, as compilers say it. */
  static final int SOURCE_ERROR = 1;

  /** The launcher's own failure: a bad option, bad input, the host's files. */
  static final int FAILED = 125;

  /** The program is there and cannot be executed. */
  static final int NOT_EXECUTABLE = 126;

  /** There is no such program. */
  static final int NOT_FOUND = 127;

  /** The reader of the output has gone: 128 and the number of SIGPIPE, as a shell says it. */
  static final int BROKEN_PIPE = 141;

  private ExitStatus() {}

  /** Says in a command's help what its exit status means. */
  static void describe(String command, CommandLine line) {
    Map<String, String> meanings = new LinkedHashMap<>();
    switch (command) {
      case "run", "boot", "" -> {
        meanings.put("0-255", "the guest's own");
        meanings.put("124", "the guest was stopped: the instructions of --budget are used up");
        meanings.put("128+N", "the guest's first process was killed by signal N");
      }
      case "gate" -> {
        meanings.put("0", "PASS: all is as expected");
        meanings.put("1", "FAIL: a check failed, or the program's exit status was not 0");
      }
      case "demo" -> {
        meanings.put("0", "all is as expected");
        meanings.put("1", "something is not");
      }
      case "asm" -> {
        meanings.put("0", "done");
        meanings.put("1", "the source has errors, which stderr lists; nothing is written");
      }
      default -> meanings.put("0", "done");
    }
    meanings.put("125", "seedkernel itself failed; one line on stderr says why");
    if (!meanings.containsValue("done")) {
      meanings.put("126", "the program is there and cannot be executed");
      meanings.put("127", "there is no such program");
    }
    meanings.put("141", "the reader of stdout closed it early (SIGPIPE)");
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(meanings);
    line.getSubcommands().values().stream()
        .filter(_ -> command.equals("gate") || command.equals("disk"))
        .forEach(tier -> describe(command, tier));
  }

  static int of(BootException.Kind kind) {
    return kind.exitStatus();
  }
}
