package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.translate.HostVectors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What all class files that a translator makes depend on, beside the code of the guest. */
final class TranslatorBuild {
  /** A hash of the classes of this module, which its build writes. */
  private static final String HASH = "translator-build";

  /**
   * The name of this build on this JVM, or null if nobody knows it: where classes have been
   * compiled by something else than the build.
   */
  static final @Nullable String NAME = name();

  private TranslatorBuild() {}

  private static @Nullable String name() {
    try (@Nullable InputStream in = TranslatorBuild.class.getResourceAsStream(HASH)) {
      if (in == null) {
        return null;
      }
      return "%s %s %s %b %b"
          .formatted(
              new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip(),
              System.getProperty("java.vm.name"),
              Runtime.version(),
              AddressSpace.hasRawAccess(),
              HostVectors.AVAILABLE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
