package dev.seedkernel.aarch64.asm;

import org.jspecify.annotations.Nullable;

/**
 * What an expression comes to.
 *
 * @param number the number, or the offset in the section
 * @param section the section that it is an address in, or null for a plain number
 */
record Value(long number, @Nullable SectionBuilder section) {
  static Value number(long number) {
    return new Value(number, null);
  }

  boolean isAddress() {
    return section != null;
  }

  /** Returns the number or the address. Addresses are known after the first pass. */
  long absolute() {
    return section == null ? number : section.address() + number;
  }
}
