package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.isa.Aliases;
import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The encodings of each mnemonic: those of the table in its order, then the aliases in theirs. */
final class Mnemonics {
  private static final Map<String, List<Encoding>> BY_NAME = new HashMap<>();

  static {
    InstructionSet.a64().encodings().forEach(Mnemonics::add);
    Aliases.a64().all().forEach(alias -> add(alias.encoding()));
  }

  private Mnemonics() {}

  private static void add(Encoding encoding) {
    BY_NAME.computeIfAbsent(encoding.mnemonic(), name -> new ArrayList<>()).add(encoding);
  }

  /** Returns the encodings of a mnemonic in lower case; empty if there is none. */
  static List<Encoding> encodings(String mnemonic) {
    return BY_NAME.getOrDefault(mnemonic, List.of());
  }
}
