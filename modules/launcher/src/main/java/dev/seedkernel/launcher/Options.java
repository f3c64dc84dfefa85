package dev.seedkernel.launcher;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options of the commands that have to start fast, made by calls.
 *
 * <p>To read picocli's annotations costs a cold JVM 40 ms: each kind of annotation becomes a proxy
 * class, which no AOT cache keeps. Commands that people wait for less have annotations.
 */
final class Options {
  private Options() {}

  /** An option with a value that is a text. */
  static OptionSpec text(String name, String label, String value, String... description) {
    return of(name, label, description).type(String.class).initialValue(value).build();
  }

  /** An option that may be repeated. */
  static OptionSpec.Builder list(
      String name, String label, Class<?> element, String... description) {
    return of(name, label, description)
        .type(List.class)
        .auxiliaryTypes(element)
        .initialValue(List.of());
  }

  /** An option that names a file of the host. */
  static OptionSpec path(String name, String label, String... description) {
    return of(name, label, description).type(Path.class).build();
  }

  /** An option with a size; {@link Size} says what that is. */
  static OptionSpec size(String name, String label, String... description) {
    return of(name, label, description).type(Long.class).converters(new Size()).build();
  }

  /** An option {@code --name[=FILE]}: a file's name, {@code -} for stderr, or an empty text. */
  static OptionSpec optionalFile(String name, String... description) {
    return of(name, "FILE", description)
        .type(String.class)
        .arity("0..1")
        .initialValue("")
        .fallbackValue(AttachedValue.STANDARD_ERROR)
        .preprocessor(new AttachedValue())
        .build();
  }

  static OptionSpec.Builder of(String name, String label, String... description) {
    return OptionSpec.builder(name).paramLabel(label).description(description);
  }

  /** Returns the value of an option that has a default. */
  static String text(OptionSpec option) {
    String value = option.getValue();
    return value == null ? "" : value;
  }

  /** Returns all values of an option that may be repeated. */
  static <T> List<T> values(ArgSpec option) {
    @Nullable List<T> values = option.getValue();
    return values == null ? List.of() : values;
  }
}
