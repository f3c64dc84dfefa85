package dev.seedkernel.aarch64;

/**
 * What a byte of the page map says. An access of an instruction tests one bit of it and nothing
 * else; so a page that needs anything done first has that bit cleared.
 *
 * <p>The low three bits are {@link Rights}. Where a page is {@link #ABSENT} they are 0, and the
 * rights are in the bits 4 to 6.
 */
final class PageBits {
  /**
   * Loads and stores need nothing further: readable and writable, and charged or known to have
   * something behind it. Where a page cannot be read, each store asks.
   */
  static final int STORABLE = 8;

  /** A private page that was stored to, so it is charged and may hold something else than zero. */
  static final int TOUCHED = 16;

  /** Something is mapped here, with whatever rights. */
  static final int MAPPED = 32;

  /** Shows shared memory whose page exists. */
  static final int SHARED = 64;

  /** Mapped, but whether there is something behind it has to be asked. */
  static final int ABSENT = 128;

  private static final int ABSENT_RIGHTS_SHIFT = 4;

  private PageBits() {}

  /** Returns the byte of an absent page. */
  static int absent(int rights) {
    return ABSENT | (rights & Rights.ALL) << ABSENT_RIGHTS_SHIFT;
  }

  static boolean isAbsent(int bits) {
    return (bits & ABSENT) != 0;
  }

  static boolean isMapped(int bits) {
    return (bits & (MAPPED | ABSENT)) != 0;
  }

  static boolean isTouched(int bits) {
    return (bits & (TOUCHED | ABSENT)) == TOUCHED;
  }

  static boolean isShared(int bits) {
    return (bits & (SHARED | ABSENT)) == SHARED;
  }

  static int rights(int bits) {
    return (isAbsent(bits) ? bits >>> ABSENT_RIGHTS_SHIFT : bits) & Rights.ALL;
  }

  /** Returns the byte of a page whose rights change. */
  static int withRights(int bits, int rights) {
    if (isAbsent(bits)) {
      return absent(rights);
    }
    // A shared page is asked for again when it is stored to next.
    return withStorable(MAPPED | (rights & Rights.ALL) | (bits & (TOUCHED | SHARED)));
  }

  /** Returns the byte with its {@link #STORABLE} as it follows from the others. */
  static int withStorable(int bits) {
    int all = TOUCHED | Rights.WRITE | Rights.READ;
    return (bits & all) == all ? bits | STORABLE : bits & ~STORABLE;
  }
}
