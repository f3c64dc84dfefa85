package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a driver does about a used ring that is wrong, and about its own caller's mistakes. */
class HostileDeviceTest {
  private static final long DATA = Ram.BASE + 1024;

  private final Ram ram = new Ram(4096);
  private final QueueLayout layout = QueueLayout.contiguous(4, Ram.BASE);
  private final long used = layout.deviceArea() - Ram.BASE;
  private DriverQueue driver;

  @BeforeEach
  void create() throws VirtioException {
    driver = DriverQueue.create(ram.memory, layout);
  }

  private void refused(String clause, long offset) {
    Rules.broken(clause, offset, driver::collect);
    Rules.broken(clause, offset, driver::collect);
    ram.checkMargins();
  }

  private int offer(int writable) throws VirtioException {
    int head = driver.add(List.of(), List.of(new GuestBuffer(DATA, writable))).orElseThrow();
    assertThat(driver.publish()).isTrue();
    return head;
  }

  @Test
  void clause2_7_8_aUsedIndexAheadOfWhatWasPublishedIsRefused() throws VirtioException {
    offer(8);
    ram.usedIndex(layout, 2);
    refused("2.7.8", used + 2);
  }

  @Test
  void clause2_7_8_aUsedIndexThatGoesBackIsRefused() throws VirtioException {
    int head = offer(8);
    ram.usedEntry(layout, 0, head, 8).usedIndex(layout, 1);
    assertThat(driver.collect()).contains(new UsedElement(head, 8));
    ram.usedIndex(layout, 0);
    refused("2.7.8", used + 2);
  }

  @Test
  void clause2_7_8_anIdThatIsNoDescriptorIsRefused() throws VirtioException {
    for (long id : new long[] {4, 0x8000_0000L, 0xffff_ffffL, 0x1_0000L}) {
      create();
      offer(8);
      ram.usedEntry(layout, 0, id, 8).usedIndex(layout, 1);
      refused("2.7.8", used + 4);
    }
  }

  @Test
  void clause2_7_8_aChainThatWasNotPublishedIsRefused() throws VirtioException {
    int published = offer(8);
    int added = driver.add(List.of(), List.of(new GuestBuffer(DATA, 8))).orElseThrow();
    assertThat(added).isNotEqualTo(published);
    ram.usedEntry(layout, 0, added, 8).usedIndex(layout, 1);
    refused("2.7.8", used + 4);
  }

  @Test
  void clause2_7_8_aChainThatComesBackTwiceIsRefused() throws VirtioException {
    int head = offer(8);
    offer(8);
    ram.usedEntry(layout, 0, head, 8).usedEntry(layout, 1, head, 8).usedIndex(layout, 2);
    assertThat(driver.collect()).contains(new UsedElement(head, 8));
    refused("2.7.8", used + 4 + 8);
  }

  @Test
  void clause2_7_8_aDescriptorInTheMiddleOfAChainIsNoHead() throws VirtioException {
    GuestBuffer buffer = new GuestBuffer(DATA, 8);
    driver.add(List.of(), List.of(buffer, buffer));
    driver.publish();
    ram.usedEntry(layout, 0, 1, 8).usedIndex(layout, 1);
    refused("2.7.8", used + 4);
  }

  @Test
  void clause2_7_8_2_moreBytesWrittenThanThereWereIsRefused() throws VirtioException {
    int head = offer(8);
    ram.usedEntry(layout, 0, head, 9).usedIndex(layout, 1);
    refused("2.7.8.2", used + 4 + 4);
  }

  @Test
  void clause2_7_5_freeDescriptorsDoNotDependOnTheTableInMemory() throws VirtioException {
    GuestBuffer buffer = new GuestBuffer(DATA, 8);
    int head = driver.add(List.of(buffer), List.of(buffer, buffer)).orElseThrow();
    driver.publish();
    for (int i = 0; i < 4; i++) {
      ram.descriptor(layout, i, -1, -1, -1, 0xffff);
    }
    ram.usedEntry(layout, 0, head, 0).usedIndex(layout, 1);
    assertThat(driver.collect()).contains(new UsedElement(head, 0));
    assertThat(driver.freeDescriptors()).isEqualTo(4);
    assertThat(driver.add(Collections.nCopies(4, buffer), List.of())).isPresent();
  }

  @Test
  void clause2_7_5_badBuffersOfTheCallerAddNothing() throws VirtioException {
    GuestBuffer good = new GuestBuffer(DATA, 8);
    GuestBuffer outside = new GuestBuffer(Ram.BASE + 4090, 8);
    long none = VirtioException.NO_OFFSET;
    Rules.broken("2.7.5", none, () -> driver.add(List.of(good), List.of(good, outside)));
    Rules.broken("2.7.5", none, () -> driver.add(Collections.nCopies(5, good), List.of()));
    GuestBuffer huge = new GuestBuffer(DATA, 0xffff_ffffL);
    Rules.broken("2.7.5.2", none, () -> driver.add(List.of(huge), List.of(huge)));
    assertThatIllegalArgumentException().isThrownBy(() -> driver.add(List.of(), List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new GuestBuffer(DATA, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GuestBuffer(DATA, 1L << 32));
    assertThat(driver.freeDescriptors()).isEqualTo(4);
    assertThat(driver.publish()).isFalse();
    assertThat(driver.add(List.of(good), List.of(good))).isPresent();
  }
}
