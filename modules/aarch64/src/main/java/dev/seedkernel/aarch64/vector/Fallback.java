package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.Lanes;
import jdk.internal.vm.vector.VectorSupport;
import jdk.internal.vm.vector.VectorSupport.VectorBlendOp;
import jdk.internal.vm.vector.VectorSupport.VectorCompareOp;
import jdk.internal.vm.vector.VectorSupport.VectorConvertOp;
import jdk.internal.vm.vector.VectorSupport.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * What some intrinsics on a type of vectors stand for.
 *
 * @param vectors makes a vector of two words
 * @param masks makes a mask of two words that are all ones where it is set
 * @param <V> the type of the vector
 * @param <M> the type of its mask
 */
record Fallback<V extends HostVector<?>, M extends HostMask<?>>(
    OfWords<V> vectors, OfWords<M> masks)
    implements VectorConvertOp<V, HostVector<?>, VectorSpecies<?>>,
        VectorCompareOp<V, M>,
        VectorBlendOp<V, M> {
  /**
   * Makes something of two words.
   *
   * @param <T> its type
   */
  interface OfWords<T> {
    T make(long low, long high);
  }

  /** Returns the same bits as a vector of this type. */
  @Override
  public V apply(HostVector<?> v, @Nullable VectorSpecies<?> species) {
    return vectors.make(v.word(0), v.word(1));
  }

  /** Compares integers. */
  @Override
  public M apply(int condition, V a, V b, @Nullable M mask) {
    return masks.make(compared(condition, a, b, 0), compared(condition, a, b, 1));
  }

  /** Takes elements of the second where the mask is set, else of the first. */
  @Override
  public V apply(V a, V b, M mask) {
    return vectors.make(
        Lanes.select(mask.word(0), b.word(0), a.word(0)),
        Lanes.select(mask.word(1), b.word(1), a.word(1)));
  }

  private static long compared(int condition, HostVector<?> x, HostVector<?> y, int index) {
    long a = x.word(index);
    long b = y.word(index);
    int size = x.size();
    return switch (condition) {
      case VectorSupport.BT_eq -> Lanes.equal(a, b, size);
      case VectorSupport.BT_ne -> ~Lanes.equal(a, b, size);
      case VectorSupport.BT_gt -> Lanes.greaterSigned(a, b, size);
      case VectorSupport.BT_ge -> Lanes.greaterOrEqualSigned(a, b, size);
      case VectorSupport.BT_ugt -> Lanes.greaterUnsigned(a, b, size);
      case VectorSupport.BT_uge -> Lanes.greaterOrEqualUnsigned(a, b, size);
      default -> throw new IllegalArgumentException("condition " + condition);
    };
  }
}
