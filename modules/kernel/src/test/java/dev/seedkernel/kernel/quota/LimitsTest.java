package dev.seedkernel.kernel.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LimitsTest {
  @Test
  void namesAndErrorsAreWhatUsersAndGuestsSee() {
    List<String> all = new ArrayList<>();
    for (Limit limit : Limit.values()) {
      all.add(limit.title() + " " + limit.errno());
    }
    assertThat(all)
        .containsExactly(
            "memory ENOMEM",
            "address-space ENOMEM",
            "file-bytes ENOSPC",
            "files ENOSPC",
            "open-files EMFILE",
            "processes EAGAIN",
            "spawn-depth EAGAIN",
            "arguments E2BIG");
  }

  @ParameterizedTest
  @EnumSource(Limit.class)
  void eachLimitIsFoundByItsTitleAndTakesItsDefault(Limit limit) {
    assertThat(Limit.byTitle(limit.title())).contains(limit);
    assertThat(Limits.DEFAULT.get(limit)).isEqualTo(limit.defaultValue());
    Limits same = Limits.DEFAULT.with(limit, limit.defaultValue());
    assertThat(same.get(limit)).isEqualTo(limit.defaultValue());
    assertThat(limit.meaning()).isNotBlank();
    for (long value : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Limits.DEFAULT.with(limit, value))
          .withMessageContaining(limit.title());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "memory, 1, 1099511627776",
    "file-bytes, 1, 1099511627776",
    "files, 1, 16777216",
    "open-files, 1, 16777216",
    "processes, 1, 16777216",
    "spawn-depth, 1, 16777216",
    "arguments, 1, 1073741824",
    "address-space, 67108864, 68719476736"
  })
  void rangesEndWhereTheyAreSaidToEnd(String title, long least, long most) {
    Limit limit = Limit.byTitle(title).orElseThrow();
    assertThat(Limits.DEFAULT.with(limit, least).get(limit)).isEqualTo(least);
    assertThat(Limits.DEFAULT.with(limit, most).get(limit)).isEqualTo(most);
    assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.with(limit, least - 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.with(limit, most + 1));
  }

  @Test
  void addressSpaceIsWholePages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.DEFAULT.with(Limit.ADDRESS_SPACE, (64 << 20) + 1))
        .withMessageContaining("multiple of 4096");
  }

  @Test
  void titlesAreExactAndLimitsImmutable() {
    assertThat(Limit.byTitle("Memory")).isEmpty();
    assertThat(Limit.byTitle("FILE_BYTES")).isEmpty();
    assertThat(Limit.byTitle("")).isEmpty();
    Limits changed = Limits.DEFAULT.with(Limit.FILES, 5).with(Limit.PROCESSES, 6);
    assertThat(changed.get(Limit.FILES)).isEqualTo(5);
    assertThat(changed.get(Limit.PROCESSES)).isEqualTo(6);
    assertThat(Limits.DEFAULT.get(Limit.FILES)).isEqualTo(65_536);
  }

  @Test
  void refusedAmountIsTheLimitsErrorAndTakesNothing() throws ErrnoException {
    Quota quota = new Quota(Limit.OPEN_FILES, Limits.DEFAULT.with(Limit.OPEN_FILES, 10));
    quota.take(7);
    Assertions.assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> quota.take(4))
        .matches(e -> e.errno() == Errno.EMFILE);
    assertThat(quota.tryTake(Long.MAX_VALUE)).isFalse();
    assertThat(quota.used()).isEqualTo(7);
    quota.take(3);
    assertThat(quota.tryTake(0)).isTrue();
    quota.giveBack(10);
    assertThat(quota.used()).isZero();
    assertThat(quota.peak()).isEqualTo(10);
    assertThat(quota.most()).isEqualTo(10);
    assertThat(quota.limit()).isEqualTo(Limit.OPEN_FILES);
    assertThatIllegalArgumentException().isThrownBy(() -> quota.giveBack(1));
    assertThatIllegalArgumentException().isThrownBy(() -> quota.giveBack(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> quota.tryTake(-1));
  }

  @Property
  void neverMoreThanTheMostIsUsed(
      @ForAll @Size(max = 40) List<@LongRange(min = -50, max = 50) Long> amounts) {
    Quota quota = new Quota(Limit.FILES, Limits.DEFAULT.with(Limit.FILES, 100));
    long used = 0;
    long peak = 0;
    for (long amount : amounts) {
      if (amount >= 0) {
        assertThat(quota.tryTake(amount)).isEqualTo(used + amount <= 100);
        used += used + amount <= 100 ? amount : 0;
      } else if (-amount <= used) {
        quota.giveBack(-amount);
        used += amount;
      }
      peak = Math.max(peak, used);
      assertThat(quota.used()).isEqualTo(used);
      assertThat(quota.peak()).isEqualTo(peak);
    }
  }
}
