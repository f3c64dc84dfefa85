package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.signal.SignalActions.Action;
import dev.seedkernel.kernel.signal.SignalInfo;
import dev.seedkernel.kernel.signal.SignalSet;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What lies on the stack while a handler runs: struct rt_sigframe of Linux on arm64 (uapi
 * asm/sigcontext.h, asm/ucontext.h), and above it a frame record for who walks the stack.
 *
 * <pre>
 *    0  siginfo_t                     128 bytes
 *  128  ucontext_t: flags, link       16
 *  144    uc_stack                    24
 *  168    uc_sigmask                  8, padded to 128
 *  304    uc_mcontext: fault_address  8
 *  312      x0 to x30, sp, pc, pstate 272
 *  592      records                   4096: fpsimd_context, esr_context, the end
 * </pre>
 */
final class SignalFrame {
  private static final int UCONTEXT = SignalInfo.SIZE;
  private static final int STACK = UCONTEXT + 16;
  private static final int MASK = STACK + 24;
  private static final int FAULT_ADDRESS = UCONTEXT + 176;
  private static final int REGISTERS = FAULT_ADDRESS + 8;
  private static final int RECORDS = FAULT_ADDRESS + 288;
  private static final int SIZE = RECORDS + 4096;

  private static final int FRAME_RECORD = 16;

  private static final int FPSIMD_MAGIC = 0x4650_8001;
  private static final int FPSIMD_SIZE = 528;
  private static final int ESR_MAGIC = 0x4553_5201;
  private static final int ESR_SIZE = 16;

  private static final int PSTATE_NZCV_SHIFT = 28;
  private static final long PSTATE_DIT = 1L << 24;
  private static final long PSTATE_SSBS = 1L << 12;

  /** Bits of PSTATE that are not flags and must be 0 at EL0 in AArch64 state: M, D, A, I, F. */
  private static final long PSTATE_NOT_EL0 = 0x3df;

  private SignalFrame() {}

  /**
   * Puts a frame on the stack and lets the thread stand at the start of the handler.
   *
   * @throws MemoryFault if there is no room; then nothing has happened
   */
  static void push(GuestThread thread, SignalInfo info, Action action) {
    Cpu cpu = thread.cpu();
    SignalStack stack = thread.signalStack();
    boolean switches =
        action.has(Action.SA_ONSTACK) && !stack.isDisabled() && !stack.holds(cpu.sp());
    long top = switches ? stack.base() + stack.size() : cpu.sp();
    long record = (top & -16) - FRAME_RECORD;
    long frame = record - SIZE;
    UserMemory memory = thread.process().memory();
    memory.requireWritable(frame, SIZE + FRAME_RECORD);

    byte[] content = encode(thread, info, cpu);
    // Without SA_SIGINFO, x1, x2 and the room for the siginfo_t stay as they were.
    int start = action.has(Action.SA_SIGINFO) ? 0 : UCONTEXT;
    memory.space().write(frame + start, MemorySegment.ofArray(content), start, (long) SIZE - start);
    memory.writeLong(record, cpu.x(29));
    memory.writeLong(record + 8, cpu.x(30));
    cpu.x(0, info.signal());
    if (action.has(Action.SA_SIGINFO)) {
      cpu.x(1, frame);
      cpu.x(2, frame + UCONTEXT);
    }
    cpu.x(29, record);
    cpu.x(30, action.has(Action.SA_RESTORER) ? action.restorer() : memory.signalTrampoline());
    cpu.sp(frame);
    cpu.pc(action.handler());
    if (switches && (stack.flags() & SignalStack.SS_AUTODISARM) != 0) {
      thread.signalStack(SignalStack.NONE);
    }
  }

  private static byte[] encode(GuestThread thread, SignalInfo info, Cpu cpu) {
    ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.put(info.encode());
    SignalStack stack = thread.signalStack();
    out.putLong(STACK, stack.base());
    out.putInt(STACK + 8, stack.flags() | (stack.holds(cpu.sp()) ? SignalStack.SS_ONSTACK : 0));
    out.putLong(STACK + 16, stack.size());
    out.putLong(MASK, thread.maskAfterHandler());
    out.putLong(FAULT_ADDRESS, thread.faultAddress());
    out.position(REGISTERS);
    for (int i = 0; i <= 30; i++) {
      out.putLong(cpu.x(i));
    }
    out.putLong(cpu.sp()).putLong(cpu.pc()).putLong(processState(cpu));
    out.position(RECORDS);
    out.putInt(FPSIMD_MAGIC).putInt(FPSIMD_SIZE).putInt(cpu.fpsr()).putInt(cpu.fpcr());
    for (int i = 0; i < 32; i++) {
      out.putLong(cpu.vLow(i)).putLong(cpu.vHigh(i));
    }
    if (thread.faultSyndrome() != 0) {
      out.putInt(ESR_MAGIC).putInt(ESR_SIZE).putLong(thread.faultSyndrome() & 0xffff_ffffL);
    }
    return out.array(); // The end is a record of zeroes.
  }

  private static long processState(Cpu cpu) {
    return (long) cpu.nzcv() << PSTATE_NZCV_SHIFT
        | (cpu.dit() ? PSTATE_DIT : 0)
        | (cpu.ssbs() ? PSTATE_SSBS : 0);
  }

  /**
   * Takes the frame at the stack pointer off again (rt_sigreturn): registers, mask and alternate
   * stack are what the handler left in it.
   *
   * @return false if it is no frame; what was restored of it until then stays restored
   * @throws MemoryFault if it cannot be read
   */
  static boolean pop(GuestThread thread) {
    Cpu cpu = thread.cpu();
    long frame = cpu.sp();
    if ((frame & 15) != 0) {
      return false;
    }
    UserMemory memory = thread.process().memory();
    ByteBuffer in = ByteBuffer.wrap(memory.readBytes(frame, SIZE)).order(ByteOrder.LITTLE_ENDIAN);
    thread.signalMask(in.getLong(MASK) & ~SignalSet.NEVER_BLOCKED);
    in.position(REGISTERS);
    for (int i = 0; i <= 30; i++) {
      cpu.x(i, in.getLong());
    }
    cpu.sp(in.getLong());
    cpu.pc(in.getLong());
    long state = in.getLong();
    cpu.nzcv((int) (state >>> PSTATE_NZCV_SHIFT) & 0xf);
    cpu.dit((state & PSTATE_DIT) != 0);
    cpu.ssbs((state & PSTATE_SSBS) != 0);
    if ((state & PSTATE_NOT_EL0) != 0 || !popRecords(cpu, in)) {
      return false;
    }
    SignalStack stack =
        new SignalStack(
            in.getLong(STACK),
            in.getInt(STACK + 8) & ~SignalStack.SS_ONSTACK,
            in.getLong(STACK + 16));
    // A stack that sigaltstack would refuse is not restored, and that is no error.
    if (stack.isDisabled() || stack.size() >= SignalStack.MINIMUM_SIZE) {
      thread.signalStack(stack.isDisabled() ? SignalStack.NONE : stack);
    }
    return true;
  }

  private static boolean popRecords(Cpu cpu, ByteBuffer in) {
    boolean floatingPoint = false;
    int at = RECORDS;
    while (at + 8 <= SIZE) {
      int magic = in.getInt(at);
      int size = in.getInt(at + 4);
      if (magic == 0) {
        return size == 0 && floatingPoint;
      }
      if (size < 8 || (size & 15) != 0 || size > SIZE - at) {
        return false;
      }
      switch (magic) {
        case FPSIMD_MAGIC -> {
          if (floatingPoint || size != FPSIMD_SIZE) {
            return false;
          }
          floatingPoint = true;
          popFloatingPoint(cpu, in, at + 8);
        }
        case ESR_MAGIC -> {}
        default -> {
          return false;
        }
      }
      at += size;
    }
    return false;
  }

  private static void popFloatingPoint(Cpu cpu, ByteBuffer in, int at) {
    cpu.fpsr(in.getInt(at));
    cpu.fpcr(in.getInt(at + 4));
    for (int i = 0; i < 32; i++) {
      cpu.v(i, in.getLong(at + 8 + 16 * i), in.getLong(at + 16 + 16 * i));
    }
  }
}
