package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.List;
import java.util.Optional;

/** Steps that look at what a program was started with; sp is still where it was at the start. */
final class ImageParts {
  private static final String STRINGS =
      """
      str     x10, [x0], #8
      1:
      ldr     x11, [x9], #8
      cbz     x11, 3f
      2:
      ldrb    w12, [x11]
      strb    w12, [x11]              // it can be written to
      ldrb    w12, [x11], #1
      strb    w12, [x0], #1
      cbnz    w12, 2b
      b       1b
      3:
      """;

  /** Copies the strings of argv to x0, and gives argc. */
  static final String ARGUMENTS =
      "mov x9, sp\n ldr x10, [x9], #8\n" + STRINGS.substring(STRINGS.indexOf("1:")) + "mov x0, x10";

  /** Copies the strings of the environment to x0, and gives 0. */
  static final String ENVIRONMENT =
      "mov x9, sp\n ldr x10, [x9], #8\n add x9, x9, x10, lsl #3\n add x9, x9, #8\n"
          + STRINGS.substring(STRINGS.indexOf("1:"))
          + "mov x0, #0";

  private ImageParts() {}

  /** Copies argc and the strings of argv. */
  static Step strings(ProgramBuilder p, List<String> expected) {
    return copied(p, "mov x9, sp\n ldr x10, [x9], #8\n" + STRINGS, expected.size(), expected);
  }

  /** Copies the strings of the environment. */
  static Step environment(ProgramBuilder p, List<String> expected) {
    String find = "mov x9, sp\n ldr x10, [x9], #8\n add x9, x9, x10, lsl #3\n ldr x10, [x9], #8\n";
    return copied(p, find + STRINGS, 0, expected);
  }

  private static Step copied(ProgramBuilder p, String code, long count, List<String> expected) {
    Bytes bytes = Bytes.ofNumber(count, 8);
    for (String text : expected) {
      bytes = bytes.then(Bytes.ofText(text + "\0"));
    }
    return stores(p, code, bytes);
  }

  /** Adds room for bytes, and returns code that gets its address in x0 and has to store them. */
  static Step stores(ProgramBuilder p, String code, Bytes expected) {
    Range place = p.allot(expected.length());
    Step.Effect effect =
        new Step.Effect.Returns(Optional.empty(), List.of(new Step.Effect.Stored(place, expected)));
    return Parts.run(code, effect, ProgramBuilder.address(place)).output(place);
  }
}
