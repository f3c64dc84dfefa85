package dev.seedkernel.spec.program;

import java.util.List;
import java.util.Optional;

/**
 * Another program, put as a file into the directory of a case before it starts. Its record has the
 * name in its {@code argv[1]}, and {@code c} if it has none; so a program that starts it more than
 * once gives each a name of its own.
 *
 * @param name of the file
 * @param steps what it does; then it exits with status 0
 * @param permissions of the file, as 0755
 * @param content of the file, if the property makes it itself; {@code steps} says what it does, and
 *     ends with its end, since it has no record
 */
public record Companion(String name, List<Step> steps, int permissions, Optional<Bytes> content) {
  public Companion {
    steps = List.copyOf(steps);
  }
}
