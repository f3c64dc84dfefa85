package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.signal.SignalInfo;
import java.util.ArrayList;
import java.util.List;

/** Signals as strace shows them. */
final class SignalText {
  private SignalText() {}

  /** Returns a siginfo_t: {@code {si_signo=SIGCHLD, si_code=CLD_EXITED, …}}. */
  static String of(SignalInfo info) {
    String head =
        "{si_signo=%s, si_code=%s"
            .formatted(Signal.nameOf(info.signal()), code(info.signal(), info.code()));
    return head
        + switch (info.fields()) {
          case SignalInfo.Fields.Sender(int pid, int uid, long _) ->
              info.code() == SignalInfo.SI_KERNEL
                  ? ""
                  : ", si_pid=%d, si_uid=%d".formatted(pid, uid);
          case SignalInfo.Fields.Child(int pid, int uid, int status, long user, long system) ->
              ", si_pid=%d, si_uid=%d, si_status=%s, si_utime=%d, si_stime=%d"
                  .formatted(
                      pid,
                      uid,
                      info.code() == SignalInfo.CLD_EXITED
                          ? Integer.toString(status)
                          : Signal.nameOf(status),
                      user,
                      system);
          case SignalInfo.Fields.Fault(long address) ->
              ", si_addr=" + (address == 0 ? "NULL" : "0x" + Long.toHexString(address));
          case SignalInfo.Fields.Timer(int id, int overrun, long value) ->
              ", si_timerid=%d, si_overrun=%d, si_value={sival_int=%d, sival_ptr=0x%x}"
                  .formatted(id, overrun, (int) value, value);
          case SignalInfo.Fields.Poll(long band, int fd) ->
              ", si_band=%d, si_fd=%d".formatted(band, fd);
          case SignalInfo.Fields.Raw _ -> "";
        }
        + "}";
  }

  private static String code(int signal, int code) {
    return switch (code) {
      case SignalInfo.SI_USER -> "SI_USER";
      case SignalInfo.SI_KERNEL -> "SI_KERNEL";
      case SignalInfo.SI_QUEUE -> "SI_QUEUE";
      case SignalInfo.SI_TIMER -> "SI_TIMER";
      case SignalInfo.SI_TKILL -> "SI_TKILL";
      default -> ofKernel(signal, code);
    };
  }

  private static String ofKernel(int signal, int code) {
    String[] names =
        switch (Signal.nameOf(signal)) {
          case "SIGCHLD" ->
              new String[] {
                "CLD_EXITED",
                "CLD_KILLED",
                "CLD_DUMPED",
                "CLD_TRAPPED",
                "CLD_STOPPED",
                "CLD_CONTINUED"
              };
          case "SIGSEGV" -> new String[] {"SEGV_MAPERR", "SEGV_ACCERR"};
          case "SIGBUS" -> new String[] {"BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR"};
          case "SIGILL" -> new String[] {"ILL_ILLOPC"};
          case "SIGTRAP" -> new String[] {"TRAP_BRKPT", "TRAP_TRACE"};
          default -> new String[0];
        };
    return code >= 1 && code <= names.length ? names[code - 1] : Integer.toString(code);
  }

  /** Returns a set of signals: {@code [INT TERM]}, or {@code ~[INT]} where most are in it. */
  static String set(long set) {
    boolean complement = Long.bitCount(set) > Signal.LAST / 2;
    long listed = complement ? ~set : set;
    List<String> names = new ArrayList<>();
    for (int signal = 1; signal <= Signal.LAST; signal++) {
      if ((listed >>> (signal - 1) & 1) != 0) {
        String name = Signal.nameOf(signal);
        names.add(name.substring(3));
      }
    }
    return (complement ? "~[" : "[") + String.join(" ", names) + "]";
  }
}
