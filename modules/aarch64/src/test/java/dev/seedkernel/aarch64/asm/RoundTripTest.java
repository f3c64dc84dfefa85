package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.isa.Aliases;
import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What the disassembler writes, the assembler reads. */
class RoundTripTest {
  private static final long ADDRESS = 0x400000;

  /**
   * Assembling the text of a word gives the word, or one that has the same text. The latter are
   * bitmask immediates whose rotation goes further than their element is wide, and fields that the
   * architecture ignores (Ra of smulh and umulh, the registers of exclusives that have none).
   */
  @Test
  void assembleOfDisassembleIsTheSameInstruction() throws Exception {
    int[] words = RandomWords.allocated(20);
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < words.length; i++) {
      source.append(Disassembler.disassemble(words[i], ADDRESS + 4L * i)).append('\n');
    }

    byte[] assembled = Assembler.standard().at(ADDRESS).assemble(source.toString()).text();

    ByteBuffer result = ByteBuffer.wrap(assembled).order(ByteOrder.LITTLE_ENDIAN);
    List<String> different = new ArrayList<>();
    int other = 0;
    for (int i = 0; i < words.length; i++) {
      int word = result.getInt();
      String text = Disassembler.disassemble(words[i], ADDRESS + 4L * i);
      if (word != words[i]) {
        other++;
        if (!text.equals(Disassembler.disassemble(word, ADDRESS + 4L * i))) {
          different.add("%08x %s became %08x".formatted(words[i], text, word));
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(other).isLessThan(words.length / 20);
  }

  @Test
  void everyEncodingAndAliasReadsWhatItWrites() throws Exception {
    Random random = new Random(1);
    List<Encoding> shapes = new ArrayList<>(InstructionSet.a64().encodings());
    Aliases.a64().all().forEach(alias -> shapes.add(alias.encoding()));
    for (Encoding shape : shapes) {
      int word = matching(shape, random);
      String text = Disassembler.format(shape, word, ADDRESS);
      byte[] code = Assembler.standard().at(ADDRESS).assemble(text).text();
      String again = Disassembler.disassemble(Binutils.word(code), ADDRESS);
      assertThat(again).as(text).isEqualTo(Disassembler.disassemble(word, ADDRESS));
    }
  }

  /** Returns a word of a shape: of an alias one that it is written for, if there is any. */
  private static int matching(Encoding shape, Random random) {
    IntPredicate preferred =
        Aliases.a64().all().stream()
            .filter(alias -> alias.encoding() == shape)
            .map(Aliases.Alias::preferred)
            .findFirst()
            .orElse(word -> true);
    int found = shape.value();
    for (int i = 0; i < 5_000; i++) {
      int word = RandomWords.fill(shape, random.nextInt(), random);
      if (shape.mnemonic().matches("(ldr|str|prfm).*") && shape.width('i') == 9) {
        // Where they can be, offsets are read as scaled ones; negative ones cannot.
        word |= shape.place('i', 0x100);
      }
      if (shape.matches(word)) {
        found = word;
        if (preferred.test(word)) {
          break;
        }
      }
    }
    assertThat(shape.matches(found)).as("a word of %s", shape).isTrue();
    return found;
  }

  @Test
  void aliasesCoverOnlyWordsOfWhatTheyStandFor() {
    Random random = new Random(2);
    for (Aliases.Alias alias : Aliases.a64().all()) {
      for (int i = 0; i < 50; i++) {
        int word = RandomWords.fill(alias.encoding(), random.nextInt(), random);
        Encoding owner = InstructionSet.a64().owner(word);
        if (alias.encoding().matches(word)) {
          assertThat(owner).as("%s %08x", alias.encoding(), word).isNotNull();
          assertThat(Objects.requireNonNull(owner).mnemonic())
              .as("%s %08x", alias.encoding(), word)
              .isEqualTo(alias.of());
        }
      }
    }
  }
}
