package dev.seedkernel.cpio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of writer, reader, builder and manifest, for any tree. */
class CpioPropertiesTest {
  /** Calls of a builder that do not depend on their order: each path occurs once. */
  record Recipe(List<Consumer<CpioTreeBuilder>> calls) {
    CpioArchive build() throws CpioException {
      CpioTreeBuilder builder = CpioArchive.builder();
      calls.forEach(call -> call.accept(builder));
      return builder.build();
    }

    Recipe shuffled(long seed) {
      List<Consumer<CpioTreeBuilder>> other = new ArrayList<>(calls);
      Collections.shuffle(other, new Random(seed));
      return new Recipe(other);
    }
  }

  /** A leaf: permissions, which kind it is, and bytes for its content, target or numbers. */
  record Leaf(int permissions, int kind, String bytes) {
    Consumer<CpioTreeBuilder> at(String path, List<String> files) {
      return switch (kind) {
        case 0 -> builder -> builder.directory(path, permissions);
        case 1 -> builder -> builder.symlink(path, "t" + bytes.replace('\0', '0'));
        case 2 ->
            builder ->
                builder.special(
                    path,
                    FileType.BLOCK_DEVICE,
                    permissions,
                    new DeviceNumber(bytes.length(), 0xffffffffL));
        case 3 -> {
          if (files.isEmpty()) {
            yield builder -> builder.special(path, FileType.FIFO, permissions, DeviceNumber.NONE);
          }
          String existing = files.get(bytes.length() % files.size());
          yield builder -> builder.hardLink(path, existing);
        }
        default -> {
          files.add(path);
          yield builder -> builder.file(path, permissions, CpioNames.toBytes(bytes));
        }
      };
    }
  }

  @Provide
  Arbitrary<Recipe> trees() {
    Arbitrary<String> component =
        Arbitraries.strings()
            .withChars("aA.-!\\ \n\u0001\u007f\u0080\u00ff")
            .ofMinLength(1)
            .ofMaxLength(3)
            .filter(name -> !name.equals(".") && !name.equals(".."));
    Arbitrary<String> leafName = Arbitraries.oneOf(component, Arbitraries.of("TRAILER!!!", "f"));
    // Inner components end in a slash of their own kind, so that no leaf is in the way of a path.
    Arbitrary<String> path =
        Combinators.combine(component.map(c -> c + "+/").list().ofMaxSize(3), leafName)
            .as((parents, leaf) -> String.join("", parents) + leaf);
    Arbitrary<Leaf> leaf =
        Combinators.combine(
                Arbitraries.integers().between(0, 07777),
                Arbitraries.integers().between(0, 6),
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(40))
            .as(Leaf::new);
    return Arbitraries.maps(path, leaf).ofMaxSize(12).map(CpioPropertiesTest::recipe);
  }

  private static Recipe recipe(Map<String, Leaf> leaves) {
    List<String> files = new ArrayList<>();
    List<Consumer<CpioTreeBuilder>> calls = new ArrayList<>();
    leaves.forEach((path, leaf) -> calls.add(leaf.at(path, files)));
    return new Recipe(calls);
  }

  @Property
  void readingWhatIsWrittenGivesTheTree(@ForAll("trees") Recipe recipe) throws CpioException {
    CpioArchive tree = recipe.build();
    CpioArchive read = CpioReader.read(CpioWriter.toBytes(tree));
    assertThat(read.canonical()).isEqualTo(tree);
    assertThat(read.entries()).hasSameSizeAs(tree.entries());
  }

  @Property
  void theOrderOfTheCallsDoesNotMatter(@ForAll("trees") Recipe recipe, @ForAll long seed)
      throws CpioException {
    assertThat(CpioWriter.toBytes(recipe.shuffled(seed).build()))
        .isEqualTo(CpioWriter.toBytes(recipe.build()));
  }

  @Property
  void theCanonicalArchiveIsCanonical(@ForAll("trees") Recipe recipe) throws CpioException {
    CpioArchive tree = recipe.build();
    assertThat(tree.canonical()).isEqualTo(tree);
  }

  @Property
  void parentsComeBeforeChildrenAndNamesInOrder(@ForAll("trees") Recipe recipe)
      throws CpioException {
    List<String> names = CpioReaderTest.names(recipe.build());
    assertThat(names).isSorted().doesNotHaveDuplicates();
    for (String name : names) {
      int slash = name.lastIndexOf('/');
      if (slash >= 0) {
        assertThat(names.indexOf(name.substring(0, slash))).isBetween(0, names.indexOf(name) - 1);
      }
    }
  }

  @Property
  void aManifestIsReadBack(@ForAll("trees") Recipe recipe) throws CpioException {
    Manifest manifest = Manifest.of(recipe.build());
    assertThat(Manifest.parse(manifest.toString())).isEqualTo(manifest);
    assertThat(manifest.toString()).matches("(?s)[ -~\n]*");
  }

  @Property
  void anEscapedNameIsReadBack(@ForAll byte[] bytes) {
    String name = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(CpioNames.unescape(CpioNames.escape(name))).isEqualTo(name);
    assertThat(CpioNames.toBytes(name)).isEqualTo(bytes);
  }

  @Property
  void textIsReadBackFromAName(@ForAll String text) {
    String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(CpioNames.toText(CpioNames.ofText(text))).isEqualTo(valid);
  }

  @Property(tries = 5000)
  void noiseIsRefusedOrEmpty(@ForAll byte[] noise) {
    try {
      assertThat(CpioReader.read(noise).entries()).isEmpty();
    } catch (CpioException e) {
      assertThat(e.offset()).isBetween(0L, (long) noise.length);
    }
  }
}
