package dev.seedkernel.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.FileLocks.RecordLock;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Record locks against the plainest model there is: who holds each byte, and how. */
class FileLocksTest {
  private static final int OWNERS = 3;
  private static final int BYTES = 24;

  /** A wish of one of a few owners for a range of few bytes. */
  record Wish(int owner, FileLocks.Type type, int start, int end) {}

  @Provide
  Arbitrary<List<Wish>> wishes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, OWNERS - 1),
            Arbitraries.of(FileLocks.Type.class),
            Arbitraries.integers().between(0, BYTES - 1),
            Arbitraries.integers().between(0, BYTES - 1))
        .as((owner, type, a, b) -> new Wish(owner, type, Math.min(a, b), Math.max(a, b)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 500)
  void everyByteIsHeldAsTheModelSays(@ForAll("wishes") List<Wish> wishes) throws ErrnoException {
    FileSystem system = new FileSystem(Limits.DEFAULT, new VirtualClock(0));
    FileLocks locks = system.newRegularFile(0).locks();
    FileLocks.Type[][] model = new FileLocks.Type[OWNERS][BYTES];
    for (FileLocks.Type[] held : model) {
      Arrays.fill(held, FileLocks.Type.NONE);
    }
    List<Object> owners = List.of(new Object(), new Object(), new Object());
    for (Wish wish : wishes) {
      boolean free = true;
      for (int other = 0; other < OWNERS; other++) {
        for (int at = wish.start; at <= wish.end; at++) {
          free &= other == wish.owner || compatible(wish.type, model[other][at]);
        }
      }
      RecordLock lock =
          new RecordLock(owners.get(wish.owner), wish.owner, wish.type, wish.start, wish.end);
      if (free) {
        locks.set(lock);
        Arrays.fill(model[wish.owner], wish.start, wish.end + 1, wish.type);
      } else {
        assertThatExceptionOfType(ErrnoException.class)
            .isThrownBy(() -> locks.set(lock))
            .extracting(ErrnoException::errno)
            .isEqualTo(Errno.EAGAIN);
      }
      check(locks, model);
      assertThat(system.locks().used()).isEqualTo(runs(model));
    }
    owners.forEach(locks::release);
    assertThat(system.locks().used()).isZero();
    assertThat(locks.isEmpty()).isTrue();
  }

  private static boolean compatible(FileLocks.Type wanted, FileLocks.Type held) {
    return wanted == FileLocks.Type.NONE
        || held == FileLocks.Type.NONE
        || (wanted == FileLocks.Type.SHARED && held == FileLocks.Type.SHARED);
  }

  /** Asks for each byte as a stranger would. */
  private static void check(FileLocks locks, FileLocks.Type[][] model) {
    Object stranger = new Object();
    for (int at = 0; at < BYTES; at++) {
      boolean shared = false;
      boolean exclusive = false;
      for (FileLocks.Type[] held : model) {
        shared |= held[at] == FileLocks.Type.SHARED;
        exclusive |= held[at] == FileLocks.Type.EXCLUSIVE;
      }
      Optional<RecordLock> write = locks.conflict(stranger, FileLocks.Type.EXCLUSIVE, at, at);
      assertThat(write.isPresent()).as("byte %d", at).isEqualTo(shared || exclusive);
      assertThat(locks.conflict(stranger, FileLocks.Type.SHARED, at, at).isPresent())
          .isEqualTo(exclusive);
      if (write.isPresent()) {
        RecordLock lock = write.get();
        assertThat(model[lock.pid()][at]).isEqualTo(lock.type());
        assertThat(at).isBetween((int) lock.start(), (int) lock.end());
      }
    }
  }

  /** Returns how many locks there are if what touches and is alike is one. */
  private static long runs(FileLocks.Type[][] model) {
    long runs = 0;
    for (FileLocks.Type[] held : model) {
      FileLocks.Type before = FileLocks.Type.NONE;
      for (FileLocks.Type now : held) {
        runs += now != FileLocks.Type.NONE && now != before ? 1 : 0;
        before = now;
      }
    }
    return runs;
  }

  @Test
  void locksMeetALimit() throws ErrnoException {
    FileSystem system = new FileSystem(Limits.DEFAULT.with(Limit.FILES, 5), new VirtualClock(0));
    FileLocks locks = system.newRegularFile(0).locks();
    Object owner = new Object();
    for (int i = 0; i < 5; i++) {
      locks.set(new RecordLock(owner, 1, FileLocks.Type.EXCLUSIVE, 2L * i, 2L * i));
    }
    RecordLock sixth = new RecordLock(owner, 1, FileLocks.Type.EXCLUSIVE, 100, 100);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> locks.set(sixth))
        .extracting(ErrnoException::errno)
        .isEqualTo(Errno.ENOLCK);
    locks.set(new RecordLock(owner, 1, FileLocks.Type.EXCLUSIVE, 0, 8));
    assertThat(system.locks().used()).isEqualTo(1);
    locks.set(sixth);
  }

  @Test
  void aLockToTheEndOfAllReachesTheLastByte() throws ErrnoException {
    FileSystem system = new FileSystem(Limits.DEFAULT, new VirtualClock(0));
    FileLocks locks = system.newRegularFile(0).locks();
    Object owner = new Object();
    locks.set(new RecordLock(owner, 1, FileLocks.Type.SHARED, 0, Long.MAX_VALUE));
    locks.set(new RecordLock(owner, 1, FileLocks.Type.NONE, 1, Long.MAX_VALUE - 1));
    assertThat(locks.conflict(this, FileLocks.Type.EXCLUSIVE, 1, Long.MAX_VALUE - 1)).isEmpty();
    assertThat(locks.conflict(this, FileLocks.Type.EXCLUSIVE, Long.MAX_VALUE, Long.MAX_VALUE))
        .isPresent();
    assertThat(system.locks().used()).isEqualTo(2);
  }

  /** flock(2): the conversion of a lock is not atomic. */
  @Test
  void aFailedConversionOfAWholeLockLosesIt() throws ErrnoException {
    FileSystem system = new FileSystem(Limits.DEFAULT, new VirtualClock(0));
    RegularFile file = system.newRegularFile(0);
    OpenFile first = new OpenRegularFile(file, "/f", OpenFlags.O_RDWR);
    OpenFile second = new OpenRegularFile(file, "/f", OpenFlags.O_RDWR);
    file.locks().setWhole(first, FileLocks.Type.SHARED);
    file.locks().setWhole(second, FileLocks.Type.SHARED);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> file.locks().setWhole(first, FileLocks.Type.EXCLUSIVE));
    file.locks().setWhole(second, FileLocks.Type.EXCLUSIVE);
    second.retain();
    second.release();
    assertThat(file.locks().isEmpty()).isTrue();
  }
}
