package dev.seedkernel.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.dtb.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Room in RAM for what the kernel needs itself. */
final class PhysicalMemoryTest {
  private static final int PAGE = 4096;
  private static final int PAGES = 40;

  @Provide
  Arbitrary<List<AddressRange>> ranges() {
    return Combinators.combine(
            Arbitraries.integers().between(0, PAGES * PAGE),
            Arbitraries.oneOf(
                Arbitraries.integers().between(0, 6 * PAGE),
                Arbitraries.integers().between(0, 6).map(pages -> pages * PAGE)))
        .as((address, size) -> new AddressRange(address, size))
        .list()
        .ofMaxSize(5);
  }

  private static boolean isFree(PhysicalMemory memory, AddressRange bank, long start, long bytes) {
    return bank.contains(start)
        && bank.contains(start + bytes - 1)
        && memory.inUse().stream()
            .noneMatch(used ->
                used.size() > 0
                    && used.address() < start + bytes
                    && start < used.address() + used.size());
  }

  /** What is found is free, and where nothing is found there is none. */
  @Property
  void roomIsFree(
      @ForAll("ranges") List<AddressRange> banks,
      @ForAll("ranges") List<AddressRange> inUse,
      @ForAll("sizes") int bytes) {
    PhysicalMemory memory = new PhysicalMemory(banks, inUse);
    OptionalLong room = memory.room(bytes);
    List<Long> free = new ArrayList<>();
    for (AddressRange bank : banks) {
      for (long at = 0; at <= 2L * PAGES * PAGE; at += PAGE) {
        if (isFree(memory, bank, at, bytes)) {
          free.add(at);
        }
      }
    }
    if (room.isPresent()) {
      assertThat(free).contains(room.getAsLong());
    } else {
      assertThat(free).isEmpty();
    }
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 5 * PAGE),
        Arbitraries.integers().between(1, 5).map(pages -> pages * PAGE));
  }

  /** Addresses are unsigned, and no sum of them overflows. */
  @Test
  void theEndOfAllAddressesIsNoRoomBehindIt() {
    AddressRange last = new AddressRange(-2L * PAGE, 2 * PAGE);
    assertThat(new PhysicalMemory(List.of(last), List.of()).room(2 * PAGE)).hasValue(-2L * PAGE);
    assertThat(new PhysicalMemory(List.of(last), List.of()).room(2 * PAGE + 1)).isEmpty();
    assertThat(
            new PhysicalMemory(List.of(last), List.of(new AddressRange(-2L * PAGE, 1))).room(PAGE))
        .hasValue(-PAGE);
    assertThat(new PhysicalMemory(List.of(last), List.of(last)).room(1)).isEmpty();
    AddressRange all = new AddressRange(0, -1);
    assertThat(new PhysicalMemory(List.of(all), List.of(all)).room(1)).isEmpty();
  }
}
