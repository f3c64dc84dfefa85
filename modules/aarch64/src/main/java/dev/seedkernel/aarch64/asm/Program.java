package dev.seedkernel.aarch64.asm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An assembled program: what lies where in memory, and what it is called.
 *
 * @param sections the sections that are not empty, by rising address
 * @param symbols the address of every named label, in the order of the source
 */
public record Program(List<Section> sections, Map<String, Long> symbols) {
  public Program {
    sections = List.copyOf(sections);
    symbols = Collections.unmodifiableMap(new LinkedHashMap<>(symbols));
  }

  /** Returns the section of a name, if it is there and not empty. */
  public Optional<Section> section(String name) {
    return sections.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /**
   * Returns the address of a label.
   *
   * @throws IllegalArgumentException if there is no such label
   */
  public long address(String label) {
    Long address = symbols.get(label);
    if (address == null) {
      throw new IllegalArgumentException("no label is called " + label);
    }
    return address;
  }

  /** Returns the content of {@code .text}; empty if there is none. */
  public byte[] text() {
    return section(".text").map(Section::bytes).orElseGet(() -> new byte[0]);
  }
}
