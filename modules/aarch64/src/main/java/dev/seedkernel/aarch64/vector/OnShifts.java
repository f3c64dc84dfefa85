package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.Lanes;
import jdk.internal.vm.vector.VectorSupport.VectorBroadcastIntOp;
import org.jspecify.annotations.Nullable;

/** What an intrinsic that shifts all elements alike stands for: the same on each of two words. */
record OnShifts(Operation operation) implements VectorBroadcastIntOp<HostVector<?>, HostMask<?>> {
  static final OnShifts SHIFT_LEFT = new OnShifts(Lanes::shiftLeft);
  static final OnShifts SHIFT_RIGHT_UNSIGNED = new OnShifts(Lanes::shiftRightUnsigned);
  static final OnShifts SHIFT_RIGHT_SIGNED = new OnShifts(Lanes::shiftRightSigned);

  /** Does it to 64 bits. */
  interface Operation {
    long apply(long a, int amount, int size);
  }

  @Override
  public HostVector<?> apply(HostVector<?> v, int amount, @Nullable HostMask<?> mask) {
    return v.of(
        operation.apply(v.word(0), amount, v.size()), operation.apply(v.word(1), amount, v.size()));
  }

  @SuppressWarnings("unchecked") // It returns what it is given.
  <E, V extends HostVector<E>, M extends HostMask<E>> VectorBroadcastIntOp<V, M> of() {
    return (VectorBroadcastIntOp<V, M>) (VectorBroadcastIntOp<?, ?>) this;
  }
}
