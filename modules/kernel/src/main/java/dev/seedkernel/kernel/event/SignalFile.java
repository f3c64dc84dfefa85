package dev.seedkernel.kernel.event;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Scheduler;
import dev.seedkernel.kernel.signal.SignalInfo;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Takes the signals that wait for whoever reads it (signalfd(2)). */
public final class SignalFile extends EventFile {
  /** Bytes of struct signalfd_siginfo. */
  public static final int RECORD = 128;

  private final Scheduler scheduler;
  private long signals;

  /**
   * Creates one.
   *
   * @param scheduler knows who reads
   * @param signals those that it takes, a set as of {@link dev.seedkernel.kernel.signal.SignalSet}
   */
  public SignalFile(SpecialFile file, Scheduler scheduler, long signals, boolean nonblocking) {
    super(file, "signalfd", nonblocking);
    this.scheduler = scheduler;
    this.signals = signals;
  }

  /** Changes which signals it takes. */
  public void signals(long set) {
    signals = set;
    changes().wakeAll(PollEvents.POLLIN);
  }

  private GuestThread reader() {
    return Objects.requireNonNull(scheduler.next(), "no thread has its turn");
  }

  @Override
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    if (length < RECORD) {
      throw Errno.EINVAL.exception();
    }
    int done = 0;
    GuestThread reader = reader();
    while (done + RECORD <= length) {
      SignalInfo info = reader.pendingSignals().take(signals);
      if (info == null) {
        info = reader.process().pendingSignals().take(signals);
      }
      if (info == null) {
        break;
      }
      info = reader.process().timers().taken(info); // A timer goes on when its signal is taken.
      if (to.put(MemorySegment.ofArray(encode(info)), 0, RECORD) < RECORD) {
        return done;
      }
      done += RECORD;
    }
    if (done == 0) {
      throw Errno.EAGAIN.exception();
    }
    return done;
  }

  private static byte[] encode(SignalInfo info) {
    ByteBuffer out = ByteBuffer.allocate(RECORD).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0, info.signal()).putInt(8, info.code());
    switch (info.fields()) {
      case SignalInfo.Fields.Sender(int pid, int uid, long value) -> {
        out.putInt(12, pid).putInt(16, uid);
        out.putInt(44, (int) value).putLong(48, value);
      }
      case SignalInfo.Fields.Child(int pid, int uid, int status, long user, long system) -> {
        out.putInt(12, pid).putInt(16, uid).putInt(40, status);
        out.putLong(56, user).putLong(64, system);
      }
      case SignalInfo.Fields.Fault(long address) -> out.putLong(72, address);
      case SignalInfo.Fields.Timer(int id, int overrun, long value) -> {
        out.putInt(24, id).putInt(32, overrun);
        out.putInt(44, (int) value).putLong(48, value);
      }
      case SignalInfo.Fields.Poll(long band, int fd) -> out.putInt(20, fd).putInt(28, (int) band);
      case SignalInfo.Fields.Raw(int errno, ByteBuffer bytes) -> {
        out.putInt(4, errno);
        ByteBuffer raw = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int start = raw.position();
        out.putInt(12, raw.getInt(start)).putInt(16, raw.getInt(start + 4));
        out.putInt(44, raw.getInt(start + 8)).putLong(48, raw.getLong(start + 8));
      }
    }
    return out.array();
  }

  @Override
  public int readiness() {
    GuestThread reader = reader();
    long pending = reader.pendingSignals().set() | reader.process().pendingSignals().set();
    return (pending & signals) == 0 ? 0 : PollEvents.POLLIN;
  }

  /** As on Linux, an epoll that watches it is told of the signals of the process that added it. */
  @Override
  public WaitQueue changes() {
    return reader().process().signalEvents();
  }
}
