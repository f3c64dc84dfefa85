package dev.seedkernel.spec.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.program.Bytes;
import org.junit.jupiter.api.Test;

class TranscriptTest {
  private static Transcript read(String console) {
    return Transcript.read(Bytes.ofText(console));
  }

  @Test
  void readsFilesAmongOtherOutput() {
    Transcript transcript =
        read(
            """
            log
            [    1.0] log=== DUMP-BEGIN ===
            00ff
            === FILE path=/a size=3 ===
            0a1b
            what a case prints
            2c

            === FILE path=/b size=0 ===
            === DUMP-END ===
            more
            """);
    assertThat(transcript.isWhole()).isTrue();
    assertThat(transcript.file("/a")).contains(Bytes.of(0x0a, 0x1b, 0x2c));
    assertThat(transcript.file("/b")).contains(Bytes.EMPTY);
    assertThat(transcript.file("/c")).isEmpty();
  }

  @Test
  void givesNothingOfAFileThatIsCut() {
    Transcript transcript = read("=== DUMP-BEGIN ===\r\n=== FILE path=/a size=2 ===\r\n0a\r\n");
    assertThat(transcript.isWhole()).isFalse();
    assertThat(transcript.file("/a")).isEmpty();
  }
}
