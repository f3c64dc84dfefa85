package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.asm.Section.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names that a program may use without defining them: what the standard script of GNU ld for
 * AArch64 puts between the sections.
 */
final class ProvidedSymbols {
  private static final List<String> ARRAYS = List.of("preinit_array", "init_array", "fini_array");

  private final Map<String, Long> symbols = new HashMap<>();

  private ProvidedSymbols() {}

  /** Returns the address of each name; the sections have places. */
  static Map<String, Long> of(List<Linkage.Group> groups) {
    ProvidedSymbols provided = new ProvidedSymbols();
    List<Linkage.Group> filled = groups.stream().filter(group -> !group.isEmpty()).toList();
    provided.addArrays();
    filled.forEach(provided::addSection);
    long origin = filled.isEmpty() ? 0 : filled.getFirst().start();
    long text = end(filled, Kind.TEXT, origin);
    // Without data, variables begin where those without content do.
    long variables = start(filled, Kind.BSS, end(filled, Kind.RODATA, text));
    long data = end(filled, Kind.DATA, variables);
    long bss = (end(filled, Kind.BSS, data) + 7) & -8;
    provided.add(text, "__etext", "_etext", "etext");
    provided.add(data, "_edata", "edata", "__bss_start", "__bss_start__");
    provided.add(bss, "__bss_end__", "_bss_end__", "__end__", "_end", "end");
    return provided.symbols;
  }

  private static long start(List<Linkage.Group> groups, Kind kind, long otherwise) {
    return groups.stream()
        .filter(group -> group.kind() == kind)
        .mapToLong(Linkage.Group::start)
        .findFirst()
        .orElse(otherwise);
  }

  private static long end(List<Linkage.Group> groups, Kind kind, long otherwise) {
    return groups.stream()
        .filter(group -> group.kind() == kind)
        .mapToLong(Linkage.Group::end)
        .max()
        .orElse(otherwise);
  }

  private void add(long address, String... names) {
    for (String name : names) {
      symbols.put(name, address);
    }
  }

  /** Lists of functions that are empty have a start and an end too. */
  private void addArrays() {
    for (String name : ARRAYS) {
      add(0, "__" + name + "_start", "__" + name + "_end");
    }
  }

  private void addSection(Linkage.Group group) {
    String name = group.name();
    if (name.matches("[A-Za-z_]\\w*")) {
      add(group.start(), "__start_" + name);
      add(group.end(), "__stop_" + name);
    }
    if (name.startsWith(".") && ARRAYS.contains(name.substring(1))) {
      add(group.start(), "__" + name.substring(1) + "_start");
      add(group.end(), "__" + name.substring(1) + "_end");
    }
  }
}
