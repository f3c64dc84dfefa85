package dev.seedkernel.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.MemoryFault.Access;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** An address space against {@link ModelMemory}, by random sequences of everything it can do. */
class AddressSpaceModelTest {
  private static final int PAGE = AddressSpace.PAGE_SIZE;

  /** A little more than one page of the page map, so that a fork has two to copy. */
  private static final long PAGES = 4096 + 300;

  private static final long SIZE = PAGES * PAGE;
  private static final long ACCOUNT = 220;

  /** The space, the model, and the account of both. */
  static final class Pair {
    final CountingAccount account = new CountingAccount(ACCOUNT);
    AddressSpace space;
    ModelMemory model = new ModelMemory(SIZE);

    Pair(boolean portable) {
      space =
          portable
              ? AddressSpace.createPortable(SIZE, account)
              : AddressSpace.create(SIZE, account);
    }

    long room() {
      return ACCOUNT - model.stored.size();
    }

    void checkAccount() {
      assertThat(space.touchedPages()).isEqualTo(model.stored.size());
      assertThat(account.charged).isEqualTo(model.stored.size());
    }

    /** Compares rights and content of all pages, whatever their rights. */
    void checkAll(AddressSpace actual) {
      for (long page = 0; page < PAGES; page++) {
        assertThat(actual.rights(page * PAGE)).isEqualTo(model.rights.getOrDefault(page, -1));
      }
      byte[] bytes = new byte[PAGE];
      for (Map.Entry<Long, Integer> entry : model.rights.entrySet()) {
        long address = entry.getKey() * PAGE;
        actual.protect(address, PAGE, Rights.READ);
        actual.read(address, MemorySegment.ofArray(bytes), 0, PAGE);
        actual.protect(address, PAGE, entry.getValue());
        byte[] expected = model.stored.getOrDefault(entry.getKey(), new byte[PAGE]);
        assertThat(Arrays.mismatch(bytes, expected)).as("page %s", entry.getKey()).isEqualTo(-1);
      }
    }

    void end() {
      checkAll(space);
      checkAccount();
      space.close();
      assertThat(account.charged).isZero();
    }
  }

  @Property(tries = 250)
  void behavesAsTheModel(@ForAll("chains") ActionChain<Pair> chain) {
    chain.run().end();
  }

  @Property(tries = 60)
  void portableOneBehavesAsTheModel(@ForAll("portableChains") ActionChain<Pair> chain) {
    chain.run().end();
  }

  @Provide
  Arbitrary<ActionChain<Pair>> chains() {
    return chain(() -> new Pair(false));
  }

  @Provide
  Arbitrary<ActionChain<Pair>> portableChains() {
    return chain(() -> new Pair(true));
  }

  private static Arbitrary<ActionChain<Pair>> chain(Supplier<Pair> start) {
    return ActionChain.startWith(start)
        .withAction(4, independent(mapping()))
        .withAction(2, independent(unmapping()))
        .withAction(2, independent(protecting()))
        .withAction(2, independent(clearing()))
        .withAction(2, independent(moving()))
        .withAction(1, independent(forking()))
        .withAction(9, independent(scalars()))
        .withAction(6, independent(bulk()))
        .withAction(3, independent(asking()))
        .withMaxTransformations(60);
  }

  private static Action.Independent<Pair> independent(Arbitrary<Transformer<Pair>> transformer) {
    return () -> transformer;
  }

  private static Transformer<Pair> step(String label, Consumer<Pair> change) {
    return Transformer.mutate(
        label,
        pair -> {
          change.accept(pair);
          pair.checkAccount();
        });
  }

  // What the steps are about

  /** Pages at the ends of the window and around the place where the page map's pages meet. */
  private static Arbitrary<Long> pages() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 5),
        Arbitraries.longs().between(4090, 4100),
        Arbitraries.longs().between(PAGES - 5, PAGES - 1),
        Arbitraries.longs().between(0, PAGES - 1));
  }

  private record Range(long page, long count) {
    long address() {
      return page * PAGE;
    }

    long length() {
      return count * PAGE;
    }
  }

  private static Arbitrary<Range> ranges() {
    Arbitrary<Long> counts =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 6),
            Arbitraries.longs().between(60, 140),
            Arbitraries.longs().between(PAGES - 10, PAGES));
    return Combinators.combine(pages(), counts)
        .as((page, count) -> new Range(page, Math.min(count, PAGES - page)));
  }

  private static Arbitrary<Integer> rights() {
    return Arbitraries.oneOf(
        Arbitraries.just(Rights.READ | Rights.WRITE),
        Arbitraries.just(Rights.ALL),
        Arbitraries.integers().between(0, 7));
  }

  private static Arbitrary<Long> addresses() {
    return Arbitraries.oneOf(
        Combinators.combine(pages(), Arbitraries.longs().between(-16, 16))
            .as((page, delta) -> page * PAGE + delta),
        Combinators.combine(pages(), Arbitraries.longs().between(-16, 16))
            .as((page, delta) -> page * PAGE + delta),
        Arbitraries.longs().between(-20, 20),
        Arbitraries.longs().between(SIZE - 20, SIZE + 20),
        Arbitraries.longs().between(Long.MAX_VALUE - 20, Long.MAX_VALUE),
        Arbitraries.longs().between(Long.MIN_VALUE, Long.MIN_VALUE + 20),
        Arbitraries.longs(),
        Arbitraries.longs().between(0, SIZE));
  }

  // The steps

  private static Arbitrary<Transformer<Pair>> mapping() {
    return Combinators.combine(ranges(), rights())
        .as((range, rights) ->
            step(
                "map " + range + " " + rights,
                pair -> {
                  pair.space.map(range.address(), range.length(), rights);
                  pair.model.map(range.page, range.count, rights);
                }));
  }

  private static Arbitrary<Transformer<Pair>> unmapping() {
    return ranges()
        .map(range ->
            step(
                "unmap " + range,
                pair -> {
                  pair.space.unmap(range.address(), range.length());
                  pair.model.unmap(range.page, range.count);
                }));
  }

  private static Arbitrary<Transformer<Pair>> protecting() {
    return Combinators.combine(ranges(), rights())
        .as((range, rights) ->
            step(
                "protect " + range + " " + rights,
                pair ->
                    assertThat(pair.space.protect(range.address(), range.length(), rights))
                        .isEqualTo(pair.model.protect(range.page, range.count, rights))));
  }

  private static Arbitrary<Transformer<Pair>> clearing() {
    return ranges()
        .map(range ->
            step(
                "clear " + range,
                pair -> {
                  pair.space.clear(range.address(), range.length());
                  pair.model.clear(range.page, range.count);
                }));
  }

  private static Arbitrary<Transformer<Pair>> moving() {
    return Combinators.combine(ranges(), pages())
        .as((range, to) ->
            step(
                "move " + range + " to " + to,
                pair -> {
                  long count = Math.min(range.count, PAGES - to);
                  boolean possible =
                      pair.model.mapped(range.page, count)
                          && pair.model.mapped(to, count)
                          && Math.abs(range.page - to) >= count;
                  boolean refused = false;
                  try {
                    pair.space.move(range.address(), to * PAGE, count * PAGE);
                  } catch (IllegalArgumentException _) {
                    refused = true;
                  }
                  assertThat(refused).isEqualTo(!possible);
                  if (possible) {
                    pair.model.move(range.page, to, count);
                  }
                }));
  }

  private static Arbitrary<Transformer<Pair>> forking() {
    return Arbitraries.of(true, false)
        .map(stay -> step("fork, go on with the " + (stay ? "old" : "new"), p -> fork(p, stay)));
  }

  private static void fork(Pair pair, boolean stay) {
    long pages = pair.model.stored.size();
    AddressSpace copy = pair.space.fork();
    if (2 * pages > ACCOUNT) {
      assertThat(copy).isNull();
      return;
    }
    Objects.requireNonNull(copy);
    assertThat(pair.account.charged).isEqualTo(2 * pages);
    assertThat(copy.touchedPages()).isEqualTo((int) pages);
    AddressSpace other = stay ? copy : pair.space;
    pair.space = stay ? pair.space : copy;
    pair.checkAll(other);
    // Neither sees what happens to the other.
    other.map(0, SIZE, Rights.READ | Rights.WRITE);
    for (long page : pair.model.stored.keySet()) {
      other.store8(page * PAGE, (byte) 0x77);
    }
    other.close();
    pair.checkAll(pair.space);
  }

  private static Arbitrary<Transformer<Pair>> scalars() {
    return Combinators.combine(
            addresses(), Arbitraries.of(1, 2, 4, 8), Arbitraries.of(Access.values()), bytes(8))
        .as((address, width, access, value) ->
            step(
                access + " " + width + " at 0x" + Long.toHexString(address),
                pair -> scalar(pair, address, width, access, value)));
  }

  private static Arbitrary<byte[]> bytes(int length) {
    return Arbitraries.longs()
        .map(seed -> {
          byte[] bytes = new byte[length];
          new Random(seed).nextBytes(bytes);
          return bytes;
        });
  }

  private static void scalar(Pair pair, long address, int width, Access access, byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] part = Arrays.copyOf(value, width);
    switch (access) {
      case LOAD ->
          same(
              () -> pair.model.load(untagged(address), width, Access.LOAD),
              () -> load(pair.space, address, width));
      case FETCH -> {
        long aligned = address & -4;
        same(
            () -> pair.model.load(aligned, 4, Access.FETCH),
            () -> little(pair.space.fetch(aligned), 4));
      }
      case STORE ->
          same(
              () -> {
                pair.model.store(untagged(address), part, pair.room());
                return part;
              },
              () -> {
                switch (width) {
                  case 1 -> pair.space.store8(address, buffer.get(0));
                  case 2 -> pair.space.store16(address, buffer.getShort(0));
                  case 4 -> pair.space.store32(address, buffer.getInt(0));
                  default -> pair.space.store64(address, buffer.getLong(0));
                }
                return part;
              });
    }
  }

  /** Loads and stores ignore bits 63:56 of an address in the lower half, whose bit 55 is 0. */
  private static long untagged(long address) {
    return (address & 1L << 55) == 0 ? address & ~(0xffL << 56) : address;
  }

  private static byte[] load(AddressSpace space, long address, int width) {
    return switch (width) {
      case 1 -> little(space.load8(address), 1);
      case 2 -> little(space.load16(address), 2);
      case 4 -> little(space.load32(address), 4);
      default -> little(space.load64(address), 8);
    };
  }

  private static byte[] little(long value, int width) {
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }

  /** Both give the same bytes, or fail with the same fault. */
  private static void same(Supplier<byte[]> expected, Supplier<byte[]> actual) {
    assertThat(outcome(actual)).isEqualTo(outcome(expected));
  }

  private static String outcome(Supplier<byte[]> access) {
    try {
      return Arrays.toString(access.get());
    } catch (MemoryFault fault) {
      return String.valueOf(fault.getMessage());
    }
  }

  private static Arbitrary<Transformer<Pair>> bulk() {
    return Combinators.combine(
            addresses(),
            Arbitraries.oneOf(
                Arbitraries.integers().between(0, 40),
                Arbitraries.integers().between(PAGE - 20, 2 * PAGE + 20),
                Arbitraries.integers().between(0, 90 * PAGE)),
            Arbitraries.of(true, false),
            Arbitraries.longs())
        .as((address, length, store, seed) ->
            step(
                (store ? "write " : "read ") + length + " at 0x" + Long.toHexString(address),
                pair -> bulk(pair, address, length, store, seed)));
  }

  private static void bulk(Pair pair, long address, int length, boolean store, long seed) {
    byte[] bytes = new byte[length];
    if (store) {
      new Random(seed).nextBytes(bytes);
      same(
          () -> {
            pair.model.store(address, bytes, pair.room());
            return new byte[0];
          },
          () -> {
            pair.space.write(address, MemorySegment.ofArray(bytes), 0, length);
            return new byte[0];
          });
    } else {
      same(
          () -> pair.model.load(address, length, Access.LOAD),
          () -> {
            pair.space.read(address, MemorySegment.ofArray(bytes), 0, length);
            return bytes;
          });
    }
  }

  private static Arbitrary<Transformer<Pair>> asking() {
    return Combinators.combine(
            addresses(), Arbitraries.longs().between(-3, 3 * PAGE), Arbitraries.of(Access.values()))
        .as((address, length, access) ->
            step(
                "accessible " + access + " " + length + " at 0x" + Long.toHexString(address),
                pair -> {
                  long expected = Math.max(0, length);
                  try {
                    pair.model.check(address, length, access);
                  } catch (MemoryFault fault) {
                    expected = fault.address() - address;
                  }
                  assertThat(pair.space.accessible(address, length, access)).isEqualTo(expected);
                  boolean inside =
                      address >= 0 && length >= 0 && address <= SIZE && address + length <= SIZE;
                  long first = address / PAGE;
                  long count = inside ? (address + length + PAGE - 1) / PAGE - first : 0;
                  assertThat(pair.space.isMapped(address, length))
                      .isEqualTo(inside && (length == 0 || pair.model.mapped(first, count)));
                }));
  }
}
