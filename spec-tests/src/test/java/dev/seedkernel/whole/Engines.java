package dev.seedkernel.whole;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;

/**
 * Which engine the tests with guest programs run with; nothing else of them depends on it.
 *
 * <p>{@code -Dseedkernel.engine=} {@code translator}, which is the default, or {@code interpreter}.
 * The translator has a threshold of {@value #SOON} instructions here, so that most of what a short
 * program executes is translated; {@code -Dseedkernel.threshold=} is another.
 *
 * <p>The build runs all tests with the translator, and those with the tag {@value #GUEST} once more
 * with the interpreter: see the module's pom.xml.
 */
final class Engines {
  /** The tag of tests that are run with each engine. */
  static final String GUEST = "guest";

  private static final int SOON = 500;

  private Engines() {}

  /** Returns a new engine as the system properties say. */
  static Engine chosen() {
    String name = System.getProperty("seedkernel.engine", "translator");
    return switch (name) {
      case "interpreter" -> new Interpreter();
      case "translator" -> new Translator(Integer.getInteger("seedkernel.threshold", SOON));
      default -> throw new IllegalArgumentException("seedkernel.engine=" + name);
    };
  }
}
