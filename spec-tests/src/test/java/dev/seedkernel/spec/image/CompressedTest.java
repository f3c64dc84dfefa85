package dev.seedkernel.spec.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.program.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the kit compresses, the programs of these formats read. */
class CompressedTest {
  @TempDir private Path directory = Path.of("");

  @TestFactory
  Stream<DynamicTest> theirOwnProgramsReadIt() {
    return Stream.of(Compressed.values())
        .map(format -> DynamicTest.dynamicTest(format.name(), () -> isRead(format)));
  }

  private void isRead(Compressed format) throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 12; i++) {
      byte[] bytes = new byte[i < 4 ? i + 1 : random.nextInt(30_000) + 1];
      for (int at = 0; at < bytes.length; at++) {
        boolean copies = at > 300 && random.nextInt(40) != 0;
        bytes[at] = copies ? bytes[at - (i % 3 == 0 ? 1 : 257)] : (byte) random.nextInt(i * 20 + 2);
      }
      Path in = directory.resolve("in");
      Files.write(in, format.of(Bytes.of(bytes)).toArray());
      assertThat(decompressed(format, in)).isEqualTo(bytes);
    }
  }

  @SuppressWarnings("SystemOut") // The reason of a skipped test belongs into the build's output.
  private byte[] decompressed(Compressed format, Path in) throws Exception {
    String[] command =
        switch (format) {
          case PLAIN -> new String[] {"cat"};
          case GZIP, GZIP_STORED -> new String[] {"gzip", "-dc"};
          case XZ, XZ_CRC32 -> new String[] {"xz", "-dc"};
          case LZMA -> new String[] {"xz", "-dc", "--format=lzma"};
          case BZIP2 -> new String[] {"bzip2", "-dc"};
          case ZSTD -> new String[] {"zstd", "-dcq"};
          case LZ4 -> new String[] {"lz4", "-dcq"};
        };
    Path out = directory.resolve("out");
    try {
      int status =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor();
      assertThat(status).isZero();
    } catch (IOException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw e;
      }
      System.out.println("SKIPPED: " + e.getMessage());
      Assumptions.abort(e.getMessage());
    }
    return Files.readAllBytes(out);
  }
}
