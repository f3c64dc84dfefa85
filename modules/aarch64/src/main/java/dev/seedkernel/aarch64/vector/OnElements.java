package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.Lanes;
import jdk.internal.vm.vector.VectorSupport.VectorConvertOp;
import jdk.internal.vm.vector.VectorSupport.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * What an intrinsic that changes the size of elements stands for.
 *
 * @param result makes the result of its words
 * @param low the low word of a vector's two
 * @param high the high word
 * @param <W> the type of the result
 */
record OnElements<W extends HostVector<?>>(Fallback.OfWords<W> result, Word low, Word high)
    implements VectorConvertOp<W, HostVector<?>, VectorSpecies<?>> {
  /** Returns a word of the result. */
  interface Word {
    long of(long low, long high, int size);
  }

  /** Takes the same bits. */
  static <W extends HostVector<?>> OnElements<W> same(Fallback.OfWords<W> result) {
    return new OnElements<>(result, (low, high, size) -> low, (low, high, size) -> high);
  }

  /** Extends the elements of the low half. */
  static <W extends HostVector<?>> OnElements<W> widened(
      Fallback.OfWords<W> result, boolean signed) {
    return signed
        ? new OnElements<>(
            result,
            (low, high, size) -> Lanes.widenSigned(low, size),
            (low, high, size) -> Lanes.widenSigned(low >>> 32, size))
        : new OnElements<>(
            result,
            (low, high, size) -> Lanes.widenUnsigned(low, size),
            (low, high, size) -> Lanes.widenUnsigned(low >>> 32, size));
  }

  /** Takes the low halves of elements. */
  static <W extends HostVector<?>> OnElements<W> narrowed(Fallback.OfWords<W> result) {
    return new OnElements<>(
        result, (low, high, size) -> Lanes.even(low, high, size - 1), (low, high, size) -> 0);
  }

  @Override
  public W apply(HostVector<?> v, @Nullable VectorSpecies<?> species) {
    return result.make(
        low.of(v.word(0), v.word(1), v.size()), high.of(v.word(0), v.word(1), v.size()));
  }
}
