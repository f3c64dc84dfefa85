package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;

/** Floating point and Advanced SIMD: finds the emitter of an instruction. */
final class VectorEmitter {
  private final boolean usesVectors;
  private final HostVectorEmitter vectors;
  private final FloatEmitter floats;
  private final SimdFloatEmitter simdFloats;
  private final SimdIntegerEmitter integers;
  private final SimdShiftEmitter shifts;
  private final SimdMoveEmitter moves;
  private final SimdSaturatingEmitter saturating;

  VectorEmitter(Emitter e) {
    Halves halves = new Halves(e);
    this.usesVectors = e.code.usesVectors();
    this.vectors = new HostVectorEmitter(e, halves);
    this.floats = new FloatEmitter(e);
    this.simdFloats = new SimdFloatEmitter(e, halves);
    this.integers = new SimdIntegerEmitter(e, halves);
    this.shifts = new SimdShiftEmitter(e, halves);
    this.moves = new SimdMoveEmitter(e, halves);
    this.saturating = new SimdSaturatingEmitter(e, halves);
  }

  /** Emits an instruction; returns false if it has to execute itself. */
  boolean emit(Instruction i) {
    return (usesVectors && vectors.emit(i))
        || floats.emit(i)
        || simdFloats.emit(i)
        || moves.emit(i)
        || integers.emit(i)
        || shifts.emit(i)
        || saturating.emit(i);
  }
}
