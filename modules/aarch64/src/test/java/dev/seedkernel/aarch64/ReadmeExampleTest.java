package dev.seedkernel.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The first lines of the README compile and do what they say. */
class ReadmeExampleTest {
  private static final Path SELF =
      Path.of("src/test/java/dev/seedkernel/aarch64/ReadmeExampleTest.java");

  private static String plain(String code) {
    return code.lines()
        .map(line -> line.replaceAll("//.*", "").strip())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void runs() {
    // begin
    try (AddressSpace memory = AddressSpace.create(1L << 30, PageAccount.UNLIMITED)) {
      memory.map(0x10000, 4096, Rights.READ | Rights.WRITE | Rights.EXECUTE);
      memory.store32(0x10000, 0x91000400); // add x0, x0, #1
      memory.store32(0x10004, 0xd4000001); // svc #0
      Cpu cpu = new Cpu(memory);
      cpu.pc(0x10000);
      Exit exit = new Interpreter().run(cpu, Engine.UNLIMITED); // SupervisorCall[immediate=0]
      cpu.x(0); // 1
      // end
      assertThat(exit).hasToString("SupervisorCall[immediate=0]");
      assertThat(cpu.x(0)).isEqualTo(1);
    }
  }

  @Test
  void isWhatTheReadmeSays() throws IOException {
    String self = Files.readString(SELF);
    String shown = Files.readString(Path.of("README.md")).split("```(java)?\n", 3)[1];
    String tested = self.split("// (begin|end)\n", 3)[1];
    assertThat(plain(shown)).isEqualTo(plain(tested) + "\n}");
  }
}
