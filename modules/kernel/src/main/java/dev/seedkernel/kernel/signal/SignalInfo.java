package dev.seedkernel.kernel.signal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is known of one signal: siginfo_t (sigaction(2), asm-generic/siginfo.h).
 *
 * @param signal 1 to 64
 * @param code {@code si_code}: why it was sent
 * @param fields what depends on the code
 * @param reason what raised it, in half a sentence, for who looks at the run
 */
public record SignalInfo(int signal, int code, Fields fields, String reason) {
  /** Bytes of siginfo_t. */
  public static final int SIZE = 128;

  /** From kill. */
  public static final int SI_USER = 0;

  /** From the kernel. */
  public static final int SI_KERNEL = 0x80;

  /** From sigqueue. */
  public static final int SI_QUEUE = -1;

  /** From a timer of timer_create. */
  public static final int SI_TIMER = -2;

  /** From tkill and tgkill. */
  public static final int SI_TKILL = -6;

  public static final int ILL_ILLOPC = 1;
  public static final int SEGV_MAPERR = 1;
  public static final int SEGV_ACCERR = 2;
  public static final int BUS_ADRALN = 1;
  public static final int BUS_ADRERR = 2;
  public static final int TRAP_BRKPT = 1;
  public static final int CLD_EXITED = 1;
  public static final int CLD_KILLED = 2;
  public static final int CLD_STOPPED = 5;
  public static final int CLD_CONTINUED = 6;

  /** What depends on the code: the union of siginfo_t. */
  public sealed interface Fields {
    /** Of a signal that a process sent, with the value of sigqueue. */
    record Sender(int pid, int uid, long value) implements Fields {}

    /** Of SIGCHLD; times in clock ticks. */
    record Child(int pid, int uid, int status, long userTime, long systemTime) implements Fields {}

    /** Of a fault. */
    record Fault(long address) implements Fields {}

    /** Of a timer of timer_create. */
    record Timer(int id, int overrun, long value) implements Fields {}

    /** Of SIGIO and SIGPOLL. */
    record Poll(long band, int fd) implements Fields {}

    /** {@code si_errno}, and the 112 bytes behind the header, as rt_sigqueueinfo was given them. */
    record Raw(int errno, ByteBuffer bytes) implements Fields {}
  }

  /** Returns a signal that a process sent. */
  public static SignalInfo sent(int signal, int code, int pid, int uid) {
    return new SignalInfo(signal, code, new Fields.Sender(pid, uid, 0), "sent by process " + pid);
  }

  /** Returns a signal of the kernel that tells nothing more. */
  public static SignalInfo ofKernel(int signal, String reason) {
    return new SignalInfo(signal, SI_KERNEL, new Fields.Sender(0, 0, 0), reason);
  }

  /** Returns a signal that a fault raised. */
  public static SignalInfo ofFault(int signal, int code, long address, String reason) {
    return new SignalInfo(signal, code, new Fields.Fault(address), reason);
  }

  /** Returns the {@value #SIZE} bytes of siginfo_t. */
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(signal).putInt(0).putInt(code).putInt(0);
    switch (fields) {
      case Fields.Sender(int pid, int uid, long value) ->
          out.putInt(pid).putInt(uid).putLong(value);
      case Fields.Child(int pid, int uid, int status, long userTime, long systemTime) ->
          out.putInt(pid)
              .putInt(uid)
              .putInt(status)
              .putInt(0)
              .putLong(userTime)
              .putLong(systemTime);
      case Fields.Fault(long address) -> out.putLong(address);
      case Fields.Timer(int id, int overrun, long value) ->
          out.putInt(id).putInt(overrun).putLong(value);
      case Fields.Poll(long band, int fd) -> out.putLong(band).putInt(fd);
      case Fields.Raw(int errno, ByteBuffer bytes) -> out.put(bytes.duplicate()).putInt(4, errno);
    }
    return out.array();
  }
}
