package dev.seedkernel.kernel.boot;

import dev.seedkernel.dtb.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where a machine has RAM.
 *
 * @param banks its parts
 * @param inUse what holds something or is reserved, in RAM or not
 */
public record PhysicalMemory(List<AddressRange> banks, List<AddressRange> inUse) {
  private static final int PAGE = 4096;

  /** Copies the lists. */
  public PhysicalMemory {
    banks = List.copyOf(banks);
    inUse = List.copyOf(inUse);
  }

  /**
   * Finds room in one bank: at the start of it, or behind something.
   *
   * @param bytes how much, at least 1
   * @return an address that is a multiple of 4096, or nothing if there is no such room
   */
  public OptionalLong room(long bytes) {
    for (AddressRange bank : banks) {
      List<Long> starts = new ArrayList<>(List.of(bank.address()));
      inUse.forEach(range -> starts.add(range.address() + range.size()));
      for (long start : starts) {
        long at = (start + PAGE - 1) & -PAGE;
        if (isFree(bank, at, bytes)) {
          return OptionalLong.of(at);
        }
      }
    }
    return OptionalLong.empty();
  }

  private boolean isFree(AddressRange bank, long start, long bytes) {
    long last = start + bytes - 1;
    return Long.compareUnsigned(start, last) <= 0
        && bank.contains(start)
        && bank.contains(last)
        && inUse.stream()
            .noneMatch(range ->
                range.contains(start)
                    || range.contains(last)
                    || (range.size() != 0
                        && Long.compareUnsigned(start, range.address()) <= 0
                        && Long.compareUnsigned(range.address(), last) <= 0));
  }
}
