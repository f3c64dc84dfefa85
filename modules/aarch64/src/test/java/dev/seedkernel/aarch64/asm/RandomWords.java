package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.isa.Aliases;
import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Words of the table: every encoding and alias with random fields, and with those that matter. */
final class RandomWords {
  private RandomWords() {}

  /** Returns about {@code count} words of each encoding and alias; always the same ones. */
  static int[] allocated(int count) {
    return allocated(count, 20260101);
  }

  /** Returns about {@code count} words of each encoding and alias, others for each seed. */
  static int[] allocated(int count, long seed) {
    Random random = new Random(seed);
    List<Encoding> shapes = new ArrayList<>(InstructionSet.a64().encodings());
    Aliases.a64().all().forEach(alias -> shapes.add(alias.encoding()));
    return shapes.stream()
        .flatMapToInt(shape -> random.ints(count).map(i -> fill(shape, i, random)))
        .filter(word -> InstructionSet.a64().owner(word) != null)
        .toArray();
  }

  /** Fills the fields; register 31 and equal registers come up often enough to meet every alias. */
  static int fill(Encoding shape, int fields, Random random) {
    int word = fields;
    switch (random.nextInt(8)) {
      case 0 -> word |= 31;
      case 1 -> word |= 31 << 5;
      case 2 -> word |= 31 << 16;
      case 3 -> word = (word & ~(31 << 16)) | ((word >>> 5 & 31) << 16);
      case 4 -> word &= ~(0x7f << 10);
      default -> {}
    }
    return (word & ~shape.mask()) | shape.value();
  }
}
