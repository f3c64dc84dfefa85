package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.arith.FpEnvironment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one processing element at EL0: what a context switch would save.
 *
 * <p>General registers are addressed by slot: 0 to 30 are X0 to X30, {@link #SP} is the stack
 * pointer, {@link #ZR} always reads as zero, and a write to {@link #DISCARD} goes nowhere. An
 * instruction's register 31 means one of these, and the decoder says which.
 */
public final class Cpu {
  /** Slot of the stack pointer. */
  public static final int SP = 31;

  /** Slot that reads as zero and must not be written. */
  public static final int ZR = 32;

  /** Slot for results that are thrown away; must not be read. */
  public static final int DISCARD = 33;

  /** CNTFRQ_EL0: {@link #counter()} counts nanoseconds. */
  public static final long COUNTER_FREQUENCY = 1_000_000_000;

  // The registers are for translated code, too, which is in this package.
  final long[] x = new long[34];

  /** Low and high halves of V0 to V31 in turn. */
  final long[] v = new long[64];

  private final FeatureSet features;
  private AddressSpace memory;
  private long pc;
  private int nzcv;
  private final FpEnvironment fp;
  private long tpidr;
  private boolean dit;
  private boolean ssbs = true;
  private LongSupplier counter = () -> 0;
  private @Nullable LongSupplier random;
  private PointerKeys pointerKeys = PointerKeys.ZERO;

  /** Whether the next entry into EL0 is to leave the exclusive monitor as it is. */
  private boolean keepsExclusive;

  /** Address of the exclusive monitor, or -1 while it is open. */
  private long monitorAddress = -1;

  private int monitorSize;
  private long instructions;
  private @Nullable Exit pendingExit;
  private volatile boolean interrupted;

  /** Creates a processor that has all that is implemented, with all registers 0. */
  public Cpu(AddressSpace memory) {
    this(memory, FeatureSet.ALL);
  }

  /**
   * Creates a processor with all registers 0 and PSTATE.SSBS 1, as Linux starts programs.
   *
   * @param features what it has; all other instructions are undefined
   */
  public Cpu(AddressSpace memory, FeatureSet features) {
    this.memory = memory;
    this.features = features;
    this.fp = new FpEnvironment(features.contains(Feature.FP16));
  }

  /** Returns the features that this processor has. */
  public FeatureSet features() {
    return features;
  }

  /**
   * Copies all registers of another processor, for a fork, with the keys of pointer authentication;
   * the exclusive monitor is left open.
   */
  public void copyRegisters(Cpu from) {
    System.arraycopy(from.x, 0, x, 0, x.length);
    System.arraycopy(from.v, 0, v, 0, v.length);
    pc = from.pc;
    nzcv = from.nzcv;
    fp.control(from.fp.control());
    fp.status(from.fp.status());
    tpidr = from.tpidr;
    dit = from.dit;
    ssbs = from.ssbs;
    pointerKeys = from.pointerKeys;
    clearExclusive();
  }

  /** Sets all registers to what they are in a new processor, keys included, as execve does. */
  public void reset() {
    copyRegisters(new Cpu(memory));
  }

  public AddressSpace memory() {
    return memory;
  }

  /** Changes the memory that is executed and accessed. Not while an engine runs. */
  public void memory(AddressSpace newMemory) {
    memory = newMemory;
  }

  // General registers

  /** Returns the 64 bits of a slot. */
  public long x(int slot) {
    return x[slot];
  }

  public void x(int slot, long value) {
    x[slot] = value;
  }

  /** Returns the low 32 bits of a slot. */
  public int w(int slot) {
    return (int) x[slot];
  }

  /** Writes the low 32 bits of a slot and clears the high ones. */
  public void w(int slot, int value) {
    x[slot] = value & 0xffff_ffffL;
  }

  public long sp() {
    return x[SP];
  }

  public void sp(long value) {
    x[SP] = value;
  }

  /**
   * Returns the program counter. While an instruction executes this is the address of the next one;
   * see {@link #currentPc()}.
   */
  public long pc() {
    return pc;
  }

  public void pc(long value) {
    pc = value;
  }

  /** Returns the address of the instruction that executes, before it has branched. */
  public long currentPc() {
    return pc - 4;
  }

  /** Returns the condition flags: N, Z, C, V in bits 3 to 0. */
  public int nzcv() {
    return nzcv;
  }

  public void nzcv(int value) {
    nzcv = value;
  }

  // Vector registers

  /** Returns bits 63:0 of a vector register. */
  public long vLow(int register) {
    return v[register << 1];
  }

  /** Returns bits 127:64 of a vector register. */
  public long vHigh(int register) {
    return v[(register << 1) + 1];
  }

  public void v(int register, long low, long high) {
    v[register << 1] = low;
    v[(register << 1) + 1] = high;
  }

  /** Writes bits 63:0 of a vector register and clears the rest, as writes to D, S, H and B do. */
  public void d(int register, long value) {
    v(register, value, 0);
  }

  // System registers

  /** Returns FPCR. */
  public int fpcr() {
    return fp.control();
  }

  /** Writes FPCR: AHP, DN, FZ, RMode and, with FEAT_FP16, FZ16; the other bits read as zero. */
  public void fpcr(int value) {
    fp.control(value);
  }

  /** Returns FPSR. */
  public int fpsr() {
    return fp.status();
  }

  /** Writes FPSR: QC and the cumulative exception flags; the other bits read as zero. */
  public void fpsr(int value) {
    fp.status(value);
  }

  /** For instructions: FPCR and FPSR, as arithmetic takes them. */
  @SuppressWarnings("exports") // Instructions are in this module, and nobody else needs it.
  public FpEnvironment fp() {
    return fp;
  }

  /** Returns TPIDR_EL0, the thread pointer. */
  public long tpidr() {
    return tpidr;
  }

  public void tpidr(long value) {
    tpidr = value;
  }

  /** Returns CNTVCT_EL0, the virtual count. */
  public long counter() {
    return counter.getAsLong();
  }

  /** Sets where CNTVCT_EL0 comes from; without it the register reads as 0. */
  public void counter(LongSupplier source) {
    counter = source;
  }

  /** Returns PSTATE.DIT, which changes nothing here. */
  public boolean dit() {
    return dit;
  }

  public void dit(boolean value) {
    dit = value;
  }

  /** Returns PSTATE.SSBS, which changes nothing here: nothing is speculated. */
  public boolean ssbs() {
    return ssbs;
  }

  public void ssbs(boolean value) {
    ssbs = value;
  }

  /** Returns where RNDR and RNDRRS come from, or null if they find no random number. */
  public @Nullable LongSupplier random() {
    return random;
  }

  /**
   * Sets where RNDR and RNDRRS come from; without it each of them fails, as the manual allows. A
   * run is as deterministic as the source.
   */
  public void random(LongSupplier source) {
    random = source;
  }

  /** Returns the keys of pointer authentication. */
  public PointerKeys pointerKeys() {
    return pointerKeys;
  }

  /** Sets the keys of pointer authentication, which no instruction at EL0 can. */
  public void pointerKeys(PointerKeys keys) {
    pointerKeys = keys;
  }

  // Exclusive monitor (Arm ARM B2.12)

  /** Marks a range for exclusive access. */
  public void markExclusive(long address, int size) {
    monitorAddress = AddressSpace.withoutTag(address);
    monitorSize = size;
  }

  /** Returns whether the range is marked, and clears the mark. */
  public boolean passExclusive(long address, int size) {
    boolean pass = monitorAddress == AddressSpace.withoutTag(address) && monitorSize == size;
    clearExclusive();
    return pass;
  }

  /** Clears the mark, as CLREX and every return from an exception do. */
  public void clearExclusive() {
    monitorAddress = -1;
  }

  /**
   * Lets the next {@link #enter} leave the mark: for a kernel that stops a program by a budget and
   * goes on later, which is no exception to the program.
   */
  public void keepExclusive() {
    keepsExclusive = true;
  }

  /**
   * For engines, when they begin to run: entering EL0 is a return from an exception, and that
   * clears the mark (Arm ARM D1.3.4).
   */
  public void enter() {
    if (!keepsExclusive) {
      clearExclusive();
    }
    keepsExclusive = false;
  }

  // Running

  /** Returns how many instructions this processor has executed. */
  public long instructions() {
    return instructions;
  }

  /** For engines: counts instructions. */
  public void addInstructions(long count) {
    instructions += count;
  }

  /** Makes a running engine come back soon. May be called by any thread. */
  public void interrupt() {
    interrupted = true;
  }

  /** For engines: returns whether {@link #interrupt()} was called, and forgets it. */
  public boolean takeInterrupt() {
    if (!interrupted) {
      return false;
    }
    interrupted = false;
    return true;
  }

  /**
   * For instructions: makes the engine come back with {@code exit} when this instruction is done.
   *
   * <p>The program counter is complemented until the engine takes the exit: so it leaves the page
   * of code, which is what the engine's inner loop watches anyway, and no instruction pays for a
   * further test.
   */
  public void leave(Exit exit) {
    pendingExit = exit;
    pc = ~pc;
  }

  /** For engines: returns the exit that an instruction asked for, or null. */
  public @Nullable Exit takeExit() {
    Exit exit = pendingExit;
    if (exit != null) {
      pendingExit = null;
      pc = ~pc;
    }
    return exit;
  }
}
