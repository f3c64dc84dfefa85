package dev.seedkernel.kernel;

import java.util.List;

/**
 * A program to run. Strings are byte strings, one char a byte ({@link
 * dev.seedkernel.cpio.CpioNames#ofText} makes them from text).
 *
 * @param path path of the file in the guest
 * @param arguments argv, the name of the program first
 * @param environment envp, {@code NAME=VALUE} each
 * @param workingDirectory absolute path of a directory in the guest
 */
public record Program(
    String path, List<String> arguments, List<String> environment, String workingDirectory) {
  public Program {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }
}
