package dev.seedkernel.spec.guest;

import dev.seedkernel.aarch64.asm.Assembler;
import dev.seedkernel.aarch64.asm.AssemblyException;
import dev.seedkernel.aarch64.asm.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The kit's own code for guests, which lies beside this class as assembly text. */
final class GuestCode {
  private GuestCode() {}

  /** Assembles one of the texts from an address on, with constants. */
  static Program assemble(String name, long address, Map<String, Long> constants) {
    Assembler assembler = Assembler.standard().at(address);
    for (Map.Entry<String, Long> constant : constants.entrySet()) {
      assembler = assembler.define(constant.getKey(), constant.getValue());
    }
    try {
      return assembler.assemble(text(name));
    } catch (AssemblyException e) {
      throw new IllegalStateException(name + " is part of the kit, and wrong", e);
    }
  }

  private static String text(String name) {
    try (InputStream in = GuestCode.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the kit");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
