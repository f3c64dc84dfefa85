package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.vector.HostVector;
import dev.seedkernel.aarch64.vector.IntLanes;
import java.lang.constant.ClassDesc;

/** What a vector of the host has for elements, as HotSpot tells registers' types apart. */
enum HostShape {
  BYTES(HostVector.Bytes.class, "ByteLanes"),
  SHORTS(HostVector.Shorts.class, "ShortLanes"),
  INTS(HostVector.Ints.class, "IntLanes"),
  LONGS(HostVector.Longs.class, "LongLanes"),
  FLOATS(HostVector.Floats.class, ""),
  DOUBLES(HostVector.Doubles.class, "");

  /** Stands for the type of the vectors of a shape in {@link Bytecode#lanes}. */
  static final ClassDesc VECTOR = ClassDesc.ofDescriptor(HostVector.class.descriptorString());

  private final Class<?> type;
  private final String lanes;

  HostShape(Class<?> type, String lanes) {
    this.type = type;
    this.lanes = lanes;
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
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** Returns the class of the arithmetic on them, which is integers'. */
  ClassDesc lanes() {
    return ClassDesc.of(IntLanes.class.getPackageName(), lanes);
  }
}
