package dev.seedkernel.launcher;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * For {@code --option[=VALUE]}: the value is there if it is attached, and else {@link
 * #STANDARD_ERROR}. Picocli by itself would take the next argument, which is the program.
 */
final class AttachedValue implements IParameterPreprocessor {
  /** The file name that stands for the error stream. */
  static final String STANDARD_ERROR = "-";

  @Override
  @SuppressWarnings("JdkObsolete") // The interface is picocli's.
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    if (!"=".equals(info.get("separator"))) {
      arguments.push(STANDARD_ERROR);
    }
    return false;
  }
}
