package dev.seedkernel.aarch64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSpaceTest {
  private static final long PAGE = AddressSpace.PAGE_SIZE;
  private static final long MIB = 1L << 20;
  private static final int READ_WRITE = Rights.READ | Rights.WRITE;

  /** The two ways to get memory from the host. */
  enum Means {
    BEST,
    PORTABLE;

    AddressSpace make(long size) {
      return this == BEST
          ? AddressSpace.create(size, PageAccount.UNLIMITED)
          : AddressSpace.createPortable(size, PageAccount.UNLIMITED);
    }
  }

  private static MemoryFault fault(Runnable access) {
    return Objects.requireNonNull(catchThrowableOfType(MemoryFault.class, access::run));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -4096, 1, 4095, 4097, AddressSpace.MAX_SIZE + 4096, Long.MIN_VALUE})
  void sizeThatIsNoWindowIsRefused(long size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressSpace.create(size, PageAccount.UNLIMITED))
        .withMessageContaining("" + size);
  }

  @Test
  void rangesThatAreNotPagesOfTheWindowAreRefused() {
    long size = 16 * PAGE;
    long[][] ranges = {
      {1, PAGE},
      {0, 1},
      {0, size + PAGE},
      {size, PAGE},
      {-PAGE, PAGE},
      {PAGE, -PAGE},
      {PAGE, Long.MAX_VALUE & -PAGE},
      {Long.MAX_VALUE & -PAGE, PAGE},
      {Long.MIN_VALUE, PAGE},
      {PAGE, Long.MIN_VALUE},
    };
    try (AddressSpace space = AddressSpace.create(size, PageAccount.UNLIMITED)) {
      for (long[] range : ranges) {
        String what = Arrays.toString(range);
        assertThatIllegalArgumentException()
            .as(what)
            .isThrownBy(() -> space.map(range[0], range[1], Rights.ALL));
        assertThatIllegalArgumentException()
            .as(what)
            .isThrownBy(() -> space.unmap(range[0], range[1]));
        assertThatIllegalArgumentException()
            .as(what)
            .isThrownBy(() -> space.protect(range[0], range[1], Rights.ALL));
        assertThatIllegalArgumentException()
            .as(what)
            .isThrownBy(() -> space.clear(range[0], range[1]));
        assertThatIllegalArgumentException()
            .as(what)
            .isThrownBy(() -> space.move(range[0], 0, range[1]));
        assertThatIllegalArgumentException()
            .as(what)
            .isThrownBy(() -> space.move(0, range[0], range[1]));
      }
      space.map(size, 0, Rights.ALL); // An empty range at the end is a range.
      assertThat(space.rights(0)).isEqualTo(-1);
    }
  }

  /** A raw access outside the window would end the JVM: this test would not end. */
  @ParameterizedTest
  @EnumSource(Means.class)
  void noAddressReachesOutOfTheWindow(Means means) {
    long size = 8 * MIB;
    SplittableRandom random = new SplittableRandom(47);
    try (AddressSpace space = means.make(size)) {
      space.map(0, size, Rights.ALL);
      for (int i = 0; i < 300_000; i++) {
        // Of every magnitude, either sign, and close to the borders.
        long address = random.nextLong() >> random.nextInt(64);
        address = i % 3 == 0 ? size + (address >> 44) : address;
        for (int width = 1; width <= 8; width *= 2) {
          boolean inside = address >= 0 && address <= size - width;
          long at = address;
          int bytes = width;
          assertThat(succeeds(() -> load(space, at, bytes))).isEqualTo(inside);
          assertThat(succeeds(() -> store(space, at, bytes))).isEqualTo(inside);
        }
      }
    }
  }

  private static boolean succeeds(Runnable access) {
    try {
      access.run();
      return true;
    } catch (MemoryFault fault) {
      assertThat(fault.reason()).isEqualTo(Cause.UNMAPPED);
      return false;
    }
  }

  private static long load(AddressSpace space, long address, int width) {
    return switch (width) {
      case 1 -> space.load8(address);
      case 2 -> space.load16(address);
      case 4 -> space.load32(address);
      default -> space.load64(address);
    };
  }

  private static void store(AddressSpace space, long address, int width) {
    switch (width) {
      case 1 -> space.store8(address, (byte) 1);
      case 2 -> space.store16(address, (short) 1);
      case 4 -> space.store32(address, 1);
      default -> space.store64(address, 1);
    }
  }

  @Test
  void faultNamesTheFirstByteThatIsRefused() {
    try (AddressSpace space = AddressSpace.create(8 * PAGE, PageAccount.UNLIMITED)) {
      space.map(PAGE, PAGE, READ_WRITE);
      space.map(2 * PAGE, PAGE, Rights.READ);
      assertThat(fault(() -> space.store64(2 * PAGE - 3, -1)))
          .returns(2 * PAGE, MemoryFault::address)
          .returns(Cause.PERMISSION, MemoryFault::reason)
          .returns(Access.STORE, MemoryFault::access)
          .hasMessage("STORE at 0x2000: PERMISSION");
      assertThat(space.load64(2 * PAGE - 8)).as("nothing was stored").isZero();
      assertThat(space.touchedPages()).isZero();
      assertThat(fault(() -> space.load64(3 * PAGE - 1)).address()).isEqualTo(3 * PAGE);
      assertThat(fault(() -> space.load32(PAGE - 2)).address()).isEqualTo(PAGE - 2);
      assertThat(fault(() -> space.fetch(PAGE)).reason()).isEqualTo(Cause.PERMISSION);
      assertThat(fault(() -> space.load8(-1)).address()).isEqualTo(-1);
    }
  }

  @Test
  void refusedChargeLeavesAllAsItWas() {
    CountingAccount account = new CountingAccount(2);
    try (AddressSpace space = AddressSpace.create(8 * PAGE, account)) {
      space.map(0, 8 * PAGE, READ_WRITE);
      space.store8(0, (byte) 1);
      // Two pages more, one is left: neither is charged, and the fault is at the first of them.
      assertThat(fault(() -> space.store64(2 * PAGE - 4, -1)))
          .returns(2 * PAGE - 4, MemoryFault::address)
          .returns(Cause.OUT_OF_PAGES, MemoryFault::reason);
      MemorySegment three = MemorySegment.ofArray(new byte[3 * 4096]);
      assertThat(fault(() -> space.write(1, three, 0, 3 * PAGE - 1)).address()).isEqualTo(PAGE);
      assertThat(account.charged).isEqualTo(1);
      assertThat(space.touchedPages()).isEqualTo(1);
      assertThat(space.load64(2 * PAGE - 8)).isZero();
      space.store8(PAGE, (byte) 1);
      assertThat(space.fork()).as("no room for a copy").isNull();
      assertThat(account.charged).isEqualTo(2);
      space.clear(0, PAGE);
      space.store64(2 * PAGE - 8, -1);
      space.store8(5 * PAGE, (byte) 1);
      assertThat(account.charged).isEqualTo(2);
    }
    assertThat(account.charged).isZero();
  }

  @Test
  void askingWhatIsAccessibleChargesNothing() {
    CountingAccount account = new CountingAccount(1);
    try (AddressSpace space = AddressSpace.create(8 * PAGE, account)) {
      space.map(0, 4 * PAGE, READ_WRITE);
      assertThat(space.accessible(10, 6 * PAGE, Access.STORE)).isEqualTo(4 * PAGE - 10);
      assertThat(space.accessible(10, Long.MAX_VALUE, Access.LOAD)).isEqualTo(4 * PAGE - 10);
      assertThat(space.accessible(-1, 10, Access.LOAD)).isZero();
      assertThat(space.accessible(0, -1, Access.LOAD)).isZero();
      assertThat(account.charged).isZero();
    }
  }

  @Test
  void moveNeedsTwoMappedRangesThatDoNotOverlap() {
    try (AddressSpace space = AddressSpace.create(16 * PAGE, PageAccount.UNLIMITED)) {
      space.map(0, 8 * PAGE, READ_WRITE);
      assertThatIllegalArgumentException().isThrownBy(() -> space.move(0, PAGE, 2 * PAGE));
      assertThatIllegalArgumentException().isThrownBy(() -> space.move(PAGE, 0, 2 * PAGE));
      assertThatIllegalArgumentException().isThrownBy(() -> space.move(0, 8 * PAGE, PAGE));
      assertThatIllegalArgumentException().isThrownBy(() -> space.move(8 * PAGE, 0, PAGE));
      space.store64(0, 42);
      space.store64(4 * PAGE, 43);
      space.move(0, 4 * PAGE, 2 * PAGE);
      assertThat(space.load64(4 * PAGE)).isEqualTo(42);
      assertThat(space.load64(0)).isZero();
      assertThat(space.touchedPages()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Means.class)
  void closedSpaceFaultsAndDoesNotCrash(Means means) {
    AddressSpace space = means.make(MIB);
    space.map(0, MIB, Rights.ALL);
    space.store64(0, 1);
    space.close();
    space.close();
    assertThat(fault(() -> space.load64(0)).reason()).isEqualTo(Cause.UNMAPPED);
    assertThat(fault(() -> space.store8(5, (byte) 0)).reason()).isEqualTo(Cause.UNMAPPED);
    assertThat(fault(() -> space.fetch(0)).reason()).isEqualTo(Cause.UNMAPPED);
    assertThat(space.rights(0)).isEqualTo(-1);
    assertThat(space.touchedPages()).isZero();
    assertThatThrownBy(() -> space.map(0, MIB, Rights.ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoWatchesCodeIsToldOfEveryChangeButNotOfStores() {
    List<String> told = new ArrayList<>();
    try (AddressSpace space = AddressSpace.create(16 * PAGE, PageAccount.UNLIMITED)) {
      space.observeCode((address, length) -> told.add(address / PAGE + "+" + length / PAGE));
      space.map(0, 8 * PAGE, Rights.ALL);
      space.store32(0, 1);
      assertThat(told).containsExactly("0+8");
      space.protect(PAGE, PAGE, Rights.READ);
      assertThat(space.protect(PAGE, 15 * PAGE, Rights.READ)).as("not all mapped").isFalse();
      space.clear(2 * PAGE, PAGE);
      space.move(0, 4 * PAGE, PAGE);
      space.unmap(3 * PAGE, PAGE);
      space.codeChanged(5 * PAGE, 2 * PAGE);
      assertThat(told).containsExactly("0+8", "1+1", "2+1", "0+1", "4+1", "3+1", "5+2");
      AddressSpace copy = Objects.requireNonNull(space.fork());
      assertThat(copy.codeObserver()).as("a fork is watched by nobody").isNull();
      copy.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Means.class)
  void hostWithoutRoomIsOutOfMemoryAndChargesNothing(Means means) {
    // More than any process can map (2^47 bytes) after at most 128 of the largest windows.
    List<AddressSpace> spaces = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 256; i++) {
                spaces.add(means.make(AddressSpace.MAX_SIZE));
              }
            })
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("the host refused a mapping");
    spaces.forEach(AddressSpace::close);
    means.make(MIB).close();
  }

  /** The list of touched pages drops those that were cleared, and must drop no others. */
  @Test
  void forkHasEveryPageAfterManyWereClearedAndTouchedAgain() {
    int pages = 2000;
    try (AddressSpace space = AddressSpace.create(pages * PAGE, PageAccount.UNLIMITED)) {
      space.map(0, pages * PAGE, READ_WRITE);
      for (int round = 1; round <= 3; round++) {
        for (int page = 0; page < pages; page += round) {
          space.store64(page * PAGE, page + 1);
        }
        space.clear(round * 100L * PAGE, 700 * PAGE);
        AddressSpace copy = Objects.requireNonNull(space.fork());
        for (int page = 0; page < pages; page++) {
          assertThat(copy.load64(page * PAGE)).isEqualTo(space.load64(page * PAGE));
        }
        assertThat(copy.load64((pages - 6) * PAGE)).isEqualTo(pages - 5);
        assertThat(copy.touchedPages()).isEqualTo(space.touchedPages());
        copy.close();
      }
    }
  }

  // Costs

  private static long residentPages() throws IOException {
    Path statm = Path.of("/proc/self/statm");
    if (!Files.exists(statm)) {
      System.err.println("skipped: no /proc/self/statm on this host");
      Assumptions.abort("no /proc/self/statm on this host");
    }
    return Long.parseLong(Files.readString(statm).split(" ", -1)[1]);
  }

  @ParameterizedTest
  @EnumSource(Means.class)
  void untouchedHalfGigabyteCostsNoMemory(Means means) throws IOException {
    try (AddressSpace space = means.make(4L << 30)) {
      space.map(0, PAGE, READ_WRITE);
      space.store8(0, (byte) 1);
      long before = residentPages();
      // The largest image of the chain: a 512 MiB BSS at 0x60_0000.
      space.map(0x60_0000, 512 * MIB, READ_WRITE);
      assertThat(space.protect(0x60_0000, 512 * MIB, READ_WRITE)).isTrue();
      assertThat(space.isMapped(0x60_0000, 512 * MIB)).isTrue();
      space.clear(0x60_0000, 512 * MIB);
      assertThat(space.touchedPages()).isEqualTo(1);
      // Its page map is 128 KiB; the JVM itself may take some meanwhile.
      assertThat(residentPages() - before).isLessThan(8 * MIB / PAGE);
      assertThat(space.load64(0x60_0000 + 511 * MIB)).isZero();
    }
  }

  @Test
  void longRunOfClearedPagesGoesBackToTheHost() throws IOException {
    long length = 64 * MIB;
    try (AddressSpace space = AddressSpace.create(128 * MIB, PageAccount.UNLIMITED)) {
      space.map(0, length, READ_WRITE);
      for (long at = 0; at < length; at += PAGE) {
        space.store64(at, at);
      }
      long full = residentPages();
      space.clear(0, length);
      if (HostMemory.Source.best() == HostMemory.Source.ANONYMOUS_MAPPING) {
        assertThat(full - residentPages()).isGreaterThan(48 * MIB / PAGE);
      }
      assertThat(space.load64(PAGE)).isZero();
      assertThat(space.touchedPages()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Means.class)
  void freshSpaceAndForkOfASmallOneAreQuick(Means means) {
    long[] fresh = new long[200];
    long[] fork = new long[fresh.length];
    for (int i = 0; i < fresh.length; i++) {
      long start = System.nanoTime();
      AddressSpace space = means.make(4L << 30);
      space.map(0x60_0000, MIB, Rights.ALL);
      space.store64(0x60_0000, 1);
      fresh[i] = System.nanoTime() - start;
      space.map((4L << 30) - 16 * MIB, 16 * MIB, READ_WRITE);
      for (int page = 0; page < 50; page++) {
        space.store64(0x60_0000 + page * PAGE, page);
      }
      start = System.nanoTime();
      AddressSpace copy = Objects.requireNonNull(space.fork());
      fork[i] = System.nanoTime() - start;
      assertThat(copy.load64(0x60_0000 + 49 * PAGE)).isEqualTo(49);
      copy.close();
      space.close();
    }
    Arrays.sort(fresh);
    Arrays.sort(fork);
    System.err.printf(
        "%s: fresh 4 GiB space %d us, fork of 50 pages %d us (median)%n",
        means, fresh[fresh.length / 2] / 1000, fork[fork.length / 2] / 1000);
    assertThat(fresh[fresh.length / 2]).isLessThan(50_000_000);
    assertThat(fork[fork.length / 2]).isLessThan(50_000_000);
  }

  @ParameterizedTest
  @EnumSource(Means.class)
  void thousandSpacesLeakNothing(Means means) throws IOException {
    long before = 0;
    for (int i = 0; i < 1000; i++) {
      if (i == 100) {
        before = residentPages();
      }
      try (AddressSpace space = means.make(4L << 30)) {
        space.map(MIB, MIB, READ_WRITE);
        for (int page = 0; page < 64; page++) {
          space.store64(MIB + page * PAGE, -1);
        }
      }
    }
    // 900 leaked spaces would be 225 MiB.
    assertThat(residentPages() - before).isLessThan(64 * MIB / PAGE);
    assertThat(mappings()).isLessThan(600);
  }

  private static long mappings() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }
}
