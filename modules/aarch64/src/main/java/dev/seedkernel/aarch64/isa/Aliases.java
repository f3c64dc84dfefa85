package dev.seedkernel.aarch64.isa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Other names of instructions: {@code cmp} for a {@code subs} whose result is thrown away.
 *
 * <p>An alias is a line like those of {@link InstructionSet}, over a part of the words of the
 * encoding that it stands for, and takes no part in decoding. The assembler reads it always; the
 * disassembler writes it where the manual prefers it, which is where its condition holds.
 */
public final class Aliases {
  private static final Aliases A64 = new Aliases();

  /** Bits 31 to 24 choose a bucket. */
  private static final int BUCKET_SHIFT = 24;

  private final List<Alias> all;
  private final List<List<Alias>> buckets = new ArrayList<>();

  /**
   * One line.
   *
   * @param of the mnemonic of the encoding that owns the words of the alias
   * @param encoding the shape of the alias
   * @param preferred holds for the words for which a disassembler writes the alias
   */
  public record Alias(String of, Encoding encoding, IntPredicate preferred) {}

  private Aliases() {
    AliasTable table = new AliasTable();
    IntegerAliases.define(table);
    VectorAliases.define(table);
    SystemAliases.define(table);
    all = List.copyOf(table.aliases());
    List<Alias> bySpecificity = new ArrayList<>(all);
    bySpecificity.sort(
        Comparator.comparingInt(alias -> -Integer.bitCount(alias.encoding().mask())));
    for (int i = 0; i < 1 << (32 - BUCKET_SHIFT); i++) {
      buckets.add(new ArrayList<>());
    }
    for (Alias alias : bySpecificity) {
      int free = ~alias.encoding().mask() >>> BUCKET_SHIFT;
      int value = alias.encoding().value() >>> BUCKET_SHIFT;
      // Every subset of the free bits, from none to all.
      for (int subset = 0; ; subset = (subset - free) & free) {
        buckets.get(value | subset).add(alias);
        if (subset == free) {
          break;
        }
      }
    }
  }

  /** Returns the aliases of the instruction set. */
  public static Aliases a64() {
    return A64;
  }

  /** Returns every alias, in the order of the table. */
  public List<Alias> all() {
    return all;
  }

  /** Returns the alias by which an allocated word is written, or null if that is its own name. */
  public @Nullable Encoding preferred(int word) {
    for (Alias alias : buckets.get(word >>> BUCKET_SHIFT)) {
      if (alias.encoding().matches(word) && alias.preferred().test(word)) {
        return alias.encoding();
      }
    }
    return null;
  }
}
