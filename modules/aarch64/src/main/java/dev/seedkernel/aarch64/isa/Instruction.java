package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;

/**
 * An instruction word, decoded once and executed often.
 *
 * <p>It depends on the word alone and not on where it stands: branch targets are kept as offsets.
 * What the fields hold is decided by the operands of its {@link Encoding}; a register is a slot of
 * {@link Cpu}, so that register 31 is already the stack pointer, zero, or nowhere.
 */
public final class Instruction {
  public final Encoding encoding;
  public final int word;

  /** Destination: Rd or Rt (of a store, the source Rt). */
  public final int d;

  /** First source or base: Rn. */
  public final int n;

  /** Second source: Rm, or Rs of exclusives and atomics. */
  public final int m;

  /** Third source or second transfer register: Ra or Rt2. */
  public final int a;

  /** Immediate, shifted and extended as the instruction uses it: offset in bytes, mask, amount. */
  public final long imm;

  /** Second immediate: shift amount, bit position, condition. */
  public final int aux;

  private final Semantics semantics;

  Instruction(Encoding encoding, int word, Slots slots) {
    this.encoding = encoding;
    this.word = word;
    this.d = slots.d;
    this.n = slots.n;
    this.m = slots.m;
    this.a = slots.a;
    this.imm = slots.imm;
    this.aux = slots.aux;
    this.semantics = encoding.semantics();
  }

  public void execute(Cpu cpu) {
    semantics.execute(cpu, this);
  }

  /**
   * Returns what {@link #execute} calls: where it is a constant, the JVM can compile it in place.
   */
  public Semantics semantics() {
    return semantics;
  }

  /** Returns whether {@link #execute} is known to do nothing. */
  public boolean doesNothing() {
    return semantics.equals(InstructionTable.NO_OPERATION);
  }

  /** Returns the logarithm of the bytes of an element, of an instruction on SIMD&FP registers. */
  public int elementSize() {
    return aux & VectorShape.SIZE;
  }

  /** Returns whether a vector of an instruction on SIMD&FP registers has 128 bits. */
  public boolean isFull() {
    return (aux & VectorShape.FULL) != 0;
  }

  /** Returns whether an instruction on SIMD&FP registers is on one element. */
  public boolean isScalar() {
    return (aux & VectorShape.SCALAR) != 0;
  }

  /** Returns a field of the word by its letter in the encoding's bit string, unsigned. */
  public int field(char letter) {
    return encoding.field(letter, word);
  }

  /** What operands fill in while a word is decoded. */
  static final class Slots {
    int d;
    int n;
    int m;
    int a;
    long imm;
    int aux;
  }
}
