package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vectors of the host by HotSpot's second compiler, which this JVM does not have: each line of
 * Advanced SIMD, in a JVM with the options of the runtime image.
 */
class CompiledVectorsTest {
  private static final Path IMAGE = Path.of("../launcher/src/main/image");
  private static final int SHARES = 2;
  private static final int MINUTES = 10;

  @TempDir private Path directory;

  private static List<String> options() throws IOException {
    List<String> options = new ArrayList<>();
    options.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String line : Files.readAllLines(IMAGE.resolve("jvm-flags"))) {
      if (line.startsWith("-") && !line.startsWith("-Xlog")) {
        options.add(line);
      }
    }
    for (String name : List.of("jdk.internal.misc", "jdk.internal.vm.vector")) {
      options.add("--add-exports=java.base/" + name + "=ALL-UNNAMED");
    }
    options.addAll(
        List.of(
            "-XX:CompilerDirectivesFile=" + IMAGE.resolve("compiler-directives"),
            "--enable-native-access=ALL-UNNAMED",
            // Soon, and one at a time.
            "-Xbatch",
            "-XX:Tier3BackEdgeThreshold=500",
            "-XX:Tier4BackEdgeThreshold=3000",
            "-cp",
            System.getProperty("java.class.path")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + "target/classes"
                + File.pathSeparator
                + "target/test-classes",
            CompiledVectors.class.getName()));
    return options;
  }

  @Test
  void eachLineInLoops() throws Exception {
    long seed = System.nanoTime() & 0xffff;
    List<Process> processes = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    for (int share = 0; share < SHARES; share++) {
      List<String> command = options();
      command.addAll(
          List.of(Long.toString(seed), Integer.toString(SHARES), Integer.toString(share)));
      Path output = directory.resolve("output" + share);
      outputs.add(output);
      processes.add(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start());
    }
    for (int share = 0; share < SHARES; share++) {
      Process process = processes.get(share);
      try {
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      String output = Files.readString(outputs.get(share));
      System.out.print(output.lines().reduce("", (a, b) -> b) + System.lineSeparator());
      assertThat(output).as("seed %d", seed).contains(CompiledVectors.AGREE);
    }
  }
}
