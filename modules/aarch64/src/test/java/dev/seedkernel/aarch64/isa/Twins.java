package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Two machines that are treated alike: one is interpreted and one translated, and after each slice
 * all that a program or a kernel could see of them is the same.
 */
final class Twins implements AutoCloseable {
  private final AddressSpace first;
  private final AddressSpace second;

  /** The interpreter's. */
  final Cpu expected;

  /** The translator's. */
  final Cpu actual;

  private Twins(AddressSpace first, AddressSpace second) {
    this.first = first;
    this.second = second;
    this.expected = new Cpu(first);
    this.actual = new Cpu(second);
  }

  /** Creates machines with windows of a size. */
  static Twins create(long size) {
    return new Twins(
        AddressSpace.create(size, PageAccount.UNLIMITED),
        AddressSpace.create(size, PageAccount.UNLIMITED));
  }

  /** Does the same to both. */
  void both(Consumer<Cpu> action) {
    action.accept(expected);
    action.accept(actual);
  }

  /** Does the same to the memory of both. */
  void memory(Consumer<AddressSpace> action) {
    action.accept(first);
    action.accept(second);
  }

  /** Puts instructions at an address, in pages that have rights afterwards. */
  void code(long address, int rights, String... lines) {
    int[] words = new int[lines.length];
    for (int n = 0; n < words.length; n++) {
      words[n] = TableAssembler.assemble(lines[n], address + n * 4L);
    }
    code(address, rights, words);
  }

  /** Like the other, of words. */
  void code(long address, int rights, int[] words) {
    long from = address & -4096;
    long length = (address + words.length * 4L + 4095 & -4096) - from;
    memory(space -> {
      for (long page = from; page < from + length; page += 4096) {
        if (!space.isMapped(page, 4096)) {
          space.map(page, 4096, 0);
        }
      }
      space.protect(from, length, Rights.READ | Rights.WRITE);
      space.write(address, MemorySegment.ofArray(words), 0, words.length * 4L);
      space.protect(from, length, rights);
    });
  }

  /** Copies of both, as fork makes them; these here live on. */
  Twins fork() {
    Twins copy =
        new Twins(Objects.requireNonNull(first.fork()), Objects.requireNonNull(second.fork()));
    copy.expected.copyRegisters(expected);
    copy.actual.copyRegisters(actual);
    return copy;
  }

  /** Runs both for a number of instructions, and compares them. */
  Exit run(Engine translator, long budget, String what) {
    Exit exit = runFirst(budget);
    runSecond(translator, exit, budget, what);
    return exit;
  }

  /** Interprets the first. */
  Exit runFirst(long budget) {
    return new Interpreter().run(expected, budget);
  }

  /** Runs the second, and compares. */
  void runSecond(Engine translator, Exit exit, long budget, String what) {
    Exit other = translator.run(actual, budget);
    String place = what + ", slice of " + budget;
    assertThat(other.toString()).as(place).isEqualTo(exit.toString());
    assertThat(EnginesAgreeTest.state(actual))
        .as(place)
        .isEqualTo(EnginesAgreeTest.state(expected));
  }

  /** Compares what is in a range of both, where it is mapped. */
  void compare(long from, long to, String what) {
    for (long page = from; page < to; page += 4096) {
      int rights = first.rights(page);
      assertThat(second.rights(page)).as(what).isEqualTo(rights);
      if (rights >= 0) {
        byte[] one = new byte[4096];
        byte[] other = new byte[4096];
        first.copyCode(page, one);
        second.copyCode(page, other);
        if (!Arrays.equals(one, other)) {
          int at = Arrays.mismatch(one, other);
          assertThat(other[at]).as("%s: memory at 0x%x", what, page + at).isEqualTo(one[at]);
        }
      }
    }
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
