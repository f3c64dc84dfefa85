package dev.seedkernel.aarch64.vector;

import java.util.function.IntToLongFunction;

/** Elements of vectors by their indices. */
final class Indices {
  private Indices() {}

  private static long ones(int bits) {
    return -1L >>> (64 - bits);
  }

  private static long element(HostVector<?> v, int index) {
    int bits = 8 << v.size();
    int at = index * bits;
    return (v.word(at >> 6) >>> at) & ones(bits);
  }

  /** Returns a vector of elements, given from a function of the index. */
  private static <V extends HostVector<?>> V elements(
      int size, IntToLongFunction of, Fallback.OfWords<V> make) {
    long[] words = new long[2];
    int bits = 8 << size;
    for (int i = 0; i < 128 / bits; i++) {
      int at = i * bits;
      words[at >> 6] |= (of.applyAsLong(i) & ones(bits)) << at;
    }
    return make.make(words[0], words[1]);
  }

  /** Returns the indices of the upper half, twice. */
  static <V extends HostVector<?>> V ofUpperHalf(V like, Fallback.OfWords<V> make) {
    int half = 8 >> like.size();
    return elements(like.size(), i -> half + i % half, make);
  }

  /** Returns elements with indices, whose high bits do not count. */
  static <V extends HostVector<?>> V select(V indices, V of, Fallback.OfWords<V> make) {
    int most = (16 >> of.size()) - 1;
    return elements(of.size(), i -> element(of, (int) element(indices, i) & most), make);
  }
}
