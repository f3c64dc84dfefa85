package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.vector.IntLanes;
import java.lang.constant.ClassDesc;

/**
 * What a vector of the host has for elements, as HotSpot tells registers' types apart. Classes are
 * named, not loaded: where the JDK's package is not open to this module, they cannot be.
 */
enum HostShape {
  BYTES("Bytes", "ByteLanes"),
  SHORTS("Shorts", "ShortLanes"),
  INTS("Ints", "IntLanes"),
  LONGS("Longs", "LongLanes"),
  FLOATS("Floats", ""),
  DOUBLES("Doubles", "");

  /** Stands for the type of the vectors of a shape in {@link Bytecode#lanes}. */
  static final ClassDesc VECTOR = named("HostVector");

  private final String type;
  private final String lanes;

  HostShape(String type, String lanes) {
    this.type = type;
    this.lanes = lanes;
  }

  private static ClassDesc named(String name) {
    return ClassDesc.of(IntLanes.class.getPackageName(), name);
  }

  /** Returns that of integers, by the logarithm of their bytes. */
  static HostShape ofSize(int size) {
    return values()[size];
  }

  boolean isInteger() {
    return !lanes.isEmpty();
  }

  /** Returns the class of its vectors. */
  ClassDesc type() {
    return named("HostVector$" + type);
  }

  /** Returns the class of the arithmetic on them, which is integers'. */
  ClassDesc lanes() {
    return named(lanes);
  }
}
