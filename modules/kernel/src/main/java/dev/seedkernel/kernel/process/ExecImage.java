package dev.seedkernel.kernel.process;

import java.util.List;

/**
 * What a program is started with. Strings are byte strings, one char a byte.
 *
 * @param path path of the file, as it was given
 * @param arguments argv
 * @param environment envp, {@code NAME=VALUE} each
 */
public record ExecImage(String path, List<String> arguments, List<String> environment) {
  /**
   * Bytes of the longest argument or environment string, its NUL included (Linux's MAX_ARG_STRLEN).
   */
  public static final int LONGEST_STRING = 131_072;

  public ExecImage {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }
}
