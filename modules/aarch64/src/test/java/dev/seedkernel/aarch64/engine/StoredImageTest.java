package dev.seedkernel.aarch64.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.FeatureSet;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The format of {@link TranslationCache}'s files: what was written is read, and nothing else. */
class StoredImageTest {
  private static final String BUILD = "a build";

  @Provide
  Arbitrary<ImageKey> keys() {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.of(FeatureSet.ALL, FeatureSet.ARMV8_0))
        .as((start, sample, window, features) -> new ImageKey(start, 64, sample, window, features));
  }

  @Provide
  Arbitrary<StoredImage> images() {
    Arbitrary<Long> addresses = Arbitraries.longs();
    Arbitrary<Map<Long, long[]>> targets =
        Arbitraries.maps(addresses, addresses.array(long[].class).ofMaxSize(4)).ofMaxSize(4);
    Arbitrary<Map<Long, byte[]>> regions =
        Arbitraries.maps(addresses, Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
            .ofMaxSize(4);
    return Combinators.combine(targets, regions).as(StoredImage::new);
  }

  @Provide
  Arbitrary<byte[]> contents() {
    return Arbitraries.bytes().array(byte[].class).ofSize(64);
  }

  private static Map<Long, String> texts(StoredImage image) {
    return image.targets().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> Arrays.toString(e.getValue())));
  }

  private static Map<Long, String> regions(StoredImage image) {
    return image.regions().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> Arrays.toString(e.getValue())));
  }

  @Property(tries = 300)
  void whatWasWrittenIsRead(
      @ForAll("keys") ImageKey key,
      @ForAll("images") StoredImage image,
      @ForAll("contents") byte[] content) {
    byte[] file = image.encode(BUILD, key, content);
    StoredImage read =
        Objects.requireNonNull(StoredImage.decode(file, BUILD, key, content.clone()));
    assertThat(texts(read)).isEqualTo(texts(image));
    assertThat(regions(read)).isEqualTo(regions(image));
  }

  @Property(tries = 100)
  void damageAnywhereIsSeen(
      @ForAll("keys") ImageKey key,
      @ForAll("images") StoredImage image,
      @ForAll("contents") byte[] content,
      @ForAll byte difference) {
    byte[] file = image.encode(BUILD, key, content);
    int flip = difference == 0 ? 1 : difference;
    for (int at = 0; at < file.length; at++) {
      file[at] ^= (byte) flip;
      assertThat(StoredImage.decode(file, BUILD, key, content)).as("byte %d", at).isNull();
      file[at] ^= (byte) flip;
      byte[] cut = Arrays.copyOf(file, at);
      assertThat(StoredImage.decode(cut, BUILD, key, content)).as("%d bytes", at).isNull();
    }
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThat(StoredImage.decode(longer, BUILD, key, content)).isNull();
  }

  @Property(tries = 100)
  void whatDependsOnSomethingElseIsNotUsed(
      @ForAll("keys") ImageKey key,
      @ForAll("keys") ImageKey other,
      @ForAll("images") StoredImage image,
      @ForAll("contents") byte[] content) {
    byte[] file = image.encode(BUILD, key, content);
    assertThat(StoredImage.decode(file, "another build", key, content)).isNull();
    if (!key.equals(other)) {
      assertThat(StoredImage.decode(file, BUILD, other, content)).isNull();
    }
    byte[] changed = content.clone();
    changed[changed.length - 1]++;
    assertThat(StoredImage.decode(file, BUILD, key, changed)).isNull();
  }
}
