package dev.seedkernel.kernel.syscall;

import java.util.Locale;

/**
 * What an argument of a system call is, for traces and documentation.
 *
 * @param name as the manual page names it
 * @param type how it is shown
 */
record Argument(String name, Type type) {
  enum Type {
    /** A file descriptor, or AT_FDCWD. */
    FD,
    /** A signed decimal number of 32 bits: the upper half of the register is ignored. */
    INT,
    /** A signed decimal number of 64 bits. */
    LONG,
    /** An unsigned decimal number: a size or a count. */
    SIZE,
    /** Bits in hexadecimal. */
    HEX,
    /** A mode in octal. */
    MODE,
    /** An address. */
    POINTER,
    /** The address of a NUL-terminated string. */
    STRING,
    /** The address of a NULL-terminated array of strings. */
    STRINGS,
    /** The address of bytes that the caller gives; the argument behind it is their number. */
    INPUT,
    /** The address of bytes that the kernel gives; the result is their number. */
    OUTPUT,
    /** Flags of openat. */
    OPEN_FLAGS,
    /** PROT_ bits. */
    PROTECTION,
    /** A signal number. */
    SIGNAL,
    /** A clock by its number. */
    CLOCK,
    /** TIMER_ABSTIME. */
    TIMER_FLAGS,
    /** A timer of setitimer by its number. */
    ITIMER,
    /** The address of a struct timespec that the caller gives. */
    TIMESPEC,
    /** The address of a struct timespec that the kernel gives. */
    TIMESPEC_OUT,
    /** The address of a struct timeval that the caller gives. */
    TIMEVAL,
    /** The address of a struct timeval that the kernel gives. */
    TIMEVAL_OUT,
    /** The address of a struct itimerval that the caller gives. */
    ITIMERVAL,
    /** The address of a struct itimerval that the kernel gives. */
    ITIMERVAL_OUT,
    /** The address of a struct itimerspec that the caller gives. */
    ITIMERSPEC,
    /** The address of a struct itimerspec that the kernel gives. */
    ITIMERSPEC_OUT,
    /** A kind of resource limit. */
    RLIMIT_KIND,
    /** The address of a struct rlimit64 that the caller gives. */
    RLIMIT,
    /** The address of a struct rlimit64 that the kernel gives. */
    RLIMIT_OUT,
    /** The address of a struct new_utsname that the kernel gives. */
    UTSNAME,
    /** The address of a struct stat that the kernel gives. */
    STAT_OUT,
    /** The address of a wait status that the kernel gives. */
    WAIT_STATUS,
    /** Options of wait4 and waitid. */
    WAIT_OPTIONS,
    /** CLONE_ bits and the signal at the end. */
    CLONE_FLAGS,
    /** MAP_ bits. */
    MAP_FLAGS,
    /** AT_ bits. */
    AT_FLAGS,
    /** R_OK, W_OK, X_OK. */
    ACCESS,
    /** Where lseek counts from. */
    WHENCE,
    /** SIG_BLOCK and the like. */
    SIGNAL_HOW,
    /** The address of a set of signals that the caller gives. */
    SIGSET,
    /** The address of a set of signals that the kernel gives. */
    SIGSET_OUT,
    /** The address of a struct sigaction that the caller gives. */
    SIGACTION,
    /** The address of a struct sigaction that the kernel gives. */
    SIGACTION_OUT,
    /** The address of buffers to write; the argument behind it is their number. */
    IOVEC_IN
  }

  /** Reads {@code name:type}, the type as the constant in lower case with hyphens. */
  static Argument parse(String text) {
    int colon = text.indexOf(':');
    return new Argument(
        text.substring(0, colon),
        Type.valueOf(text.substring(colon + 1).toUpperCase(Locale.ROOT).replace('-', '_')));
  }
}
