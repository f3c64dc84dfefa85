package dev.seedkernel.aarch64.asm;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An assembled program: what lies where in memory, what it is called, and where it comes from.
 *
 * @param sections the sections that are not empty, by rising address
 * @param symbolTable every named label, and every constant that is global, in the order of the
 *     source
 * @param lines the statements that became bytes, in the order in which they were executed
 */
public record Program(List<Section> sections, List<Symbol> symbolTable, List<SourceLine> lines) {
  public Program {
    sections = List.copyOf(sections);
    symbolTable = List.copyOf(symbolTable);
    lines = List.copyOf(lines);
  }

  /** Returns the section of a name, if it is there and not empty. */
  public Optional<Section> section(String name) {
    return sections.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** Returns the symbol of a name: the global one, a weak one, or else the first file's. */
  public Optional<Symbol> symbol(String name) {
    return symbolTable.stream()
        .filter(symbol -> symbol.name().equals(name))
        .min(Comparator.comparingInt(symbol -> rank(symbol.binding())));
  }

  private static int rank(Symbol.Binding binding) {
    return switch (binding) {
      case GLOBAL -> 0;
      case WEAK -> 1;
      case LOCAL -> 2;
    };
  }

  /** Returns the address of every label by its name; of several, that of the first. */
  public Map<String, Long> symbols() {
    Map<String, Long> result = new LinkedHashMap<>();
    for (Symbol symbol : symbolTable) {
      if (!symbol.isConstant()) {
        result.putIfAbsent(symbol.name(), symbol.address());
      }
    }
    return result;
  }

  /**
   * Returns the address of a label.
   *
   * @throws IllegalArgumentException if there is no such label
   */
  public long address(String label) {
    return symbol(label)
        .orElseThrow(() -> new IllegalArgumentException("no label is called " + label))
        .address();
  }

  /** Returns the content of {@code .text}; empty if there is none. */
  public byte[] text() {
    return section(".text").map(Section::bytes).orElseGet(() -> new byte[0]);
  }
}
