package dev.seedkernel.spec.program;

/**
 * Where things lie in the address space of a case. Fixed, so that addresses may be part of a
 * program, and the same on all systems.
 */
public final class CaseLayout {
  /** The code; it may be read and executed. */
  public static final long TEXT = 0x40_0000;

  /**
   * A handler of signals, for SA_SIGINFO: it appends what it was given to {@link #LOG}. Behind a
   * fault the program goes on with the next step; the result of the step that raised it is {@link
   * #FAULTED}, and 0 for an {@code Execute}.
   */
  public static final long HANDLER = TEXT;

  /** A handler that looks at no siginfo. */
  public static final long PLAIN_HANDLER = TEXT + 4;

  /** Code that does {@code rt_sigreturn}. */
  public static final long RESTORER = TEXT + 8;

  /** The result of a step whose fault was handled. */
  public static final long FAULTED = 0xfa;

  /**
   * The arena, which is what the steps of a case work on. The page before it and the page behind it
   * are not mapped.
   */
  public static final long ARENA = 0x100_0000;

  /** Bytes of the arena. */
  public static final int ARENA_SIZE = 0x1_0000;

  /** The kit's own data, which steps must leave alone; the heap begins behind it. */
  public static final long RECORD = 0x180_0000;

  /**
   * Offset in the arena of what handlers leave: how many entries there are, a mask and a number for
   * V0 that the handler puts into its frame unless they are 0, and from 64 on entries.
   */
  public static final int LOG = 0xe000;

  /** Bytes of an entry of the log. */
  public static final int LOG_ENTRY = 64;

  /** Offset in the arena of 32 bytes that are 0 if the program was started as IMG-15 says. */
  public static final int ENTRY = 0xffe0;

  /**
   * The directory in which a case starts and which has its companions. In the batch each case has
   * one of its own, {@code /case/0007} for instance; the kit puts that name in the place of this
   * one wherever it stands in the arena, and this one back where it is seen.
   */
  public static final String DIRECTORY = "/case/0000";

  private CaseLayout() {}
}
