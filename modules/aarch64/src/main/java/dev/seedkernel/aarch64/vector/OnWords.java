package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.arith.SaturatingLanes;
import jdk.internal.vm.vector.VectorSupport.BinaryOperation;
import org.jspecify.annotations.Nullable;

/** What an intrinsic on two vectors stands for: the same on each of their words. */
record OnWords(Operation operation) implements BinaryOperation<HostVector<?>, HostMask<?>> {
  static final OnWords AND = new OnWords((a, b, size) -> a & b);
  static final OnWords OR = new OnWords((a, b, size) -> a | b);
  static final OnWords XOR = new OnWords((a, b, size) -> a ^ b);
  static final OnWords ADD = new OnWords(Lanes::add);
  static final OnWords SUBTRACT = new OnWords(Lanes::subtract);
  static final OnWords MULTIPLY = new OnWords(Lanes::multiply);
  static final OnWords MAXIMUM_SIGNED = new OnWords(Lanes::maximumSigned);
  static final OnWords MAXIMUM_UNSIGNED = new OnWords(Lanes::maximumUnsigned);
  static final OnWords MINIMUM_SIGNED = new OnWords(Lanes::minimumSigned);
  static final OnWords MINIMUM_UNSIGNED = new OnWords(Lanes::minimumUnsigned);
  static final OnWords ADD_SATURATING_SIGNED = saturating(SaturatingLanes::addSaturatingSigned);
  static final OnWords ADD_SATURATING_UNSIGNED = saturating(SaturatingLanes::addSaturatingUnsigned);
  static final OnWords SUBTRACT_SATURATING_SIGNED =
      saturating(SaturatingLanes::subtractSaturatingSigned);
  static final OnWords SUBTRACT_SATURATING_UNSIGNED =
      saturating(SaturatingLanes::subtractSaturatingUnsigned);

  /** Does it to 64 bits. */
  interface Operation {
    long apply(long a, long b, int size);
  }

  /** Also raises a flag. */
  interface Saturating {
    long apply(long a, long b, int size, FpEnvironment fp);
  }

  /** Returns the result of something that may saturate, without the flag. */
  static OnWords saturating(Saturating operation) {
    return new OnWords((a, b, size) -> operation.apply(a, b, size, new FpEnvironment()));
  }

  @Override
  public HostVector<?> apply(HostVector<?> a, HostVector<?> b, @Nullable HostMask<?> mask) {
    return a.of(
        operation.apply(a.word(0), b.word(0), a.size()),
        operation.apply(a.word(1), b.word(1), a.size()));
  }

  @SuppressWarnings("unchecked") // It returns what it is given.
  <E, V extends HostVector<E>, M extends HostMask<E>> BinaryOperation<V, M> of() {
    return (BinaryOperation<V, M>) (BinaryOperation<?, ?>) this;
  }
}
