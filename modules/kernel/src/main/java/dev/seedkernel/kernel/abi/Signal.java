package dev.seedkernel.kernel.abi;

/** Signals of Linux on arm64 (signal(7)) and what each does by default. */
public enum Signal {
  SIGHUP(1, Default.TERMINATE),
  SIGINT(2, Default.TERMINATE),
  SIGQUIT(3, Default.CORE),
  SIGILL(4, Default.CORE),
  SIGTRAP(5, Default.CORE),
  SIGABRT(6, Default.CORE),
  SIGBUS(7, Default.CORE),
  SIGFPE(8, Default.CORE),
  SIGKILL(9, Default.TERMINATE),
  SIGUSR1(10, Default.TERMINATE),
  SIGSEGV(11, Default.CORE),
  SIGUSR2(12, Default.TERMINATE),
  SIGPIPE(13, Default.TERMINATE),
  SIGALRM(14, Default.TERMINATE),
  SIGTERM(15, Default.TERMINATE),
  SIGSTKFLT(16, Default.TERMINATE),
  SIGCHLD(17, Default.IGNORE),
  SIGCONT(18, Default.CONTINUE),
  SIGSTOP(19, Default.STOP),
  SIGTSTP(20, Default.STOP),
  SIGTTIN(21, Default.STOP),
  SIGTTOU(22, Default.STOP),
  SIGURG(23, Default.IGNORE),
  SIGXCPU(24, Default.CORE),
  SIGXFSZ(25, Default.CORE),
  SIGVTALRM(26, Default.TERMINATE),
  SIGPROF(27, Default.TERMINATE),
  SIGWINCH(28, Default.IGNORE),
  SIGIO(29, Default.TERMINATE),
  SIGPWR(30, Default.TERMINATE),
  SIGSYS(31, Default.CORE);

  /** Signals are numbered from 1 to this; those above {@link #SIGSYS} are real-time signals. */
  public static final int LAST = 64;

  /** What happens when nothing else was arranged. */
  public enum Default {
    TERMINATE,
    CORE,
    IGNORE,
    STOP,
    CONTINUE
  }

  private final int number;
  private final Default action;

  Signal(int number, Default action) {
    this.number = number;
    this.action = action;
  }

  public int number() {
    return number;
  }

  /** Returns the default action of a signal number from 1 to {@link #LAST}. */
  public static Default defaultAction(int number) {
    return number <= SIGSYS.number ? values()[number - 1].action : Default.TERMINATE;
  }

  /** Returns the name of a signal number, {@code SIGRT_n} for real-time signals as strace does. */
  public static String nameOf(int number) {
    return number >= 1 && number <= SIGSYS.number
        ? values()[number - 1].name()
        : "SIGRT_" + (number - 32);
  }
}
