package dev.seedkernel.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.quota.Quota;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A pipe against an endless row of bytes: what goes in comes out, and there is a limit to it. */
class PipeModelTest {
  private static final int PAGE = Pipe.PAGE;

  /** One operation: 0 writes, 1 reads, 2 resizes, 3 splices. */
  record Step(int kind, int size) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(PAGE - 2, PAGE + 2),
            Arbitraries.integers().between(0, 20 * PAGE));
    return Combinators.combine(Arbitraries.of(0, 0, 0, 1, 1, 2, 3), sizes)
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 400)
  void givesTheBytesThatItWasGivenInOrder(@ForAll("steps") List<Step> steps) {
    Quota memory = new Quota(Limit.MEMORY, Limits.DEFAULT);
    Pipe pipe = new Pipe(memory);
    pipe.open(true, true);
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Step step : steps) {
      switch (step.kind) {
        case 0, 3 -> write(pipe, step, in);
        case 1 -> read(pipe, step.size, out);
        default -> resize(pipe, step.size);
      }
      long held = (long) in.size() - out.size();
      assertThat(pipe.size()).isEqualTo(held).isLessThanOrEqualTo(pipe.capacity());
      assertThat(pipe.isEmpty()).isEqualTo(held == 0);
      assertThat(memory.used()).isBetween(held, pipe.capacity());
      assertThat(pipe.isFull()).isEqualTo(memory.used() == pipe.capacity());
    }
    read(pipe, Integer.MAX_VALUE, out);
    assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
    pipe.close(true, true);
    assertThat(memory.used()).isZero();
  }

  private static void write(Pipe pipe, Step step, ByteArrayOutputStream in) {
    byte[] bytes = new byte[step.size];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((in.size() + i) * 31 + ((in.size() + i) >> 8));
    }
    boolean wasFull = pipe.isFull();
    Transfer.Source source = Transfer.from(MemorySegment.ofArray(bytes));
    try {
      int done =
          step.kind == 0
              ? pipe.write(source, bytes.length, false)
              : pipe.splice(source, bytes.length);
      in.write(bytes, 0, done);
      if (done < bytes.length) {
        assertThat(pipe.isFull()).isTrue();
        // What fits into a page is never torn.
        assertThat(bytes.length).isGreaterThan(PAGE);
        assertThat(done).isPositive();
      }
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.EAGAIN);
      assertThat(wasFull).isTrue();
    }
  }

  private static void read(Pipe pipe, int size, ByteArrayOutputStream out) {
    byte[] bytes = new byte[(int) Math.min(size, pipe.size() + 1)];
    long held = pipe.size();
    try {
      int done = pipe.read(Transfer.into(MemorySegment.ofArray(bytes)), bytes.length);
      assertThat(done).isEqualTo((int) Math.min(bytes.length, held));
      out.write(bytes, 0, done);
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.EAGAIN);
      assertThat(held).isZero();
    }
  }

  private static void resize(Pipe pipe, int size) {
    long old = pipe.capacity();
    try {
      long capacity = pipe.resize(size);
      assertThat(capacity).isGreaterThanOrEqualTo(Math.max(size, PAGE)).isEqualTo(pipe.capacity());
      assertThat(Long.bitCount(capacity)).isEqualTo(1);
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.EBUSY);
      assertThat(pipe.capacity()).isEqualTo(old);
    }
  }

  @Property
  void packetsKeepTheirBounds(
      @ForAll @IntRange(min = 1, max = PAGE) int first,
      @ForAll @IntRange(min = 1, max = PAGE) int second,
      @ForAll @IntRange(min = 1, max = 2 * PAGE) int room)
      throws ErrnoException {
    Pipe pipe = new Pipe(new Quota(Limit.MEMORY, Limits.DEFAULT));
    pipe.open(true, true);
    for (int size : new int[] {first, second}) {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) size);
      assertThat(pipe.write(Transfer.from(MemorySegment.ofArray(bytes)), size, true))
          .isEqualTo(size);
    }
    for (int size : new int[] {first, second}) {
      byte[] bytes = new byte[room];
      int done = pipe.read(Transfer.into(MemorySegment.ofArray(bytes)), room);
      assertThat(done).isEqualTo(Math.min(size, room));
      assertThat(bytes[done - 1]).isEqualTo((byte) size);
    }
    assertThat(pipe.isEmpty()).isTrue();
  }

  @Test
  void theLimitOfMemoryHoldsForPipes() throws ErrnoException {
    Quota memory = new Quota(Limit.MEMORY, Limits.DEFAULT.with(Limit.MEMORY, 2L * PAGE));
    Pipe pipe = new Pipe(memory);
    pipe.open(true, true);
    byte[] bytes = new byte[3 * PAGE];
    assertThat(pipe.write(Transfer.from(MemorySegment.ofArray(bytes)), bytes.length, false))
        .isEqualTo(2 * PAGE);
    try {
      pipe.write(Transfer.from(MemorySegment.ofArray(bytes)), 1, false);
      assertThat(true).as("the limit is passed").isFalse();
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENOMEM);
    }
  }
}
