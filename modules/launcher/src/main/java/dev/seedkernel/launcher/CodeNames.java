package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.Section.Mapping;
import dev.seedkernel.elf.ElfException;
import dev.seedkernel.elf.ElfFile;
import dev.seedkernel.elf.ObjectType;
import dev.seedkernel.elf.Section;
import dev.seedkernel.elf.Symbol;
import dev.seedkernel.elf.SymbolBinding;
import dev.seedkernel.elf.SymbolType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The symbols of an ELF file as a disassembler shows them, and where data lies between code. */
final class CodeNames {
  static final CodeNames NONE = new CodeNames(false, List.of());

  private static final Set<SymbolType> SHOWN =
      Set.of(
          SymbolType.FUNC,
          SymbolType.NOTYPE,
          SymbolType.OBJECT,
          SymbolType.GNU_IFUNC,
          SymbolType.SECTION);

  /** Of several names at one address objdump shows a function's, then an object's, then others. */
  private static final Comparator<Symbol> PREFERENCE =
      Comparator.comparingInt((Symbol symbol) -> rank(symbol.type()))
          .thenComparing(symbol -> !symbol.binding().equals(SymbolBinding.GLOBAL))
          .thenComparing(Symbol::name);

  private final boolean relocatable;
  private final List<Symbol> symbols;

  private CodeNames(boolean relocatable, List<Symbol> symbols) {
    this.relocatable = relocatable;
    this.symbols = symbols;
  }

  private static int rank(SymbolType type) {
    boolean function = type.equals(SymbolType.FUNC) || type.equals(SymbolType.GNU_IFUNC);
    return function
        ? 0
        : type.equals(SymbolType.OBJECT) ? 1 : type.equals(SymbolType.NOTYPE) ? 2 : 3;
  }

  /** Reads the symbols of a file: {@code .symtab}, or the dynamic ones of a stripped file. */
  static CodeNames of(ElfFile elf) throws ElfException {
    Section table = elf.section(".symtab").orElse(elf.section(".dynsym").orElse(null));
    if (table == null) {
      return NONE;
    }
    List<Symbol> symbols = new ArrayList<>();
    for (Symbol symbol : elf.symbols(table)) {
      OptionalInt section = symbol.section();
      if (section.isPresent() && SHOWN.contains(symbol.type())) {
        symbols.add(named(symbol, elf.sections(), section.getAsInt()));
      }
    }
    symbols.removeIf(symbol -> symbol.name().isEmpty());
    symbols.sort(PREFERENCE);
    return new CodeNames(elf.header().type().equals(ObjectType.REL), symbols);
  }

  /** The symbol of a section has its name. */
  private static Symbol named(Symbol symbol, List<Section> sections, int section) {
    boolean nameless = symbol.type().equals(SymbolType.SECTION) && symbol.name().isEmpty();
    return nameless && section < sections.size()
        ? Symbol.of(
            sections.get(section).name(),
            symbol.binding(),
            symbol.type(),
            section,
            symbol.value(),
            0)
        : symbol;
  }

  /**
   * In an object file each section has addresses of its own, so only those of the section count.
   */
  private boolean isIn(Symbol symbol, OptionalInt section) {
    return !relocatable || symbol.section().equals(section);
  }

  /** Mapping symbols are for tools (ELF for the Arm 64-bit Architecture, 5.5.3). */
  private static boolean isMapping(Symbol symbol) {
    return symbol.name().matches("\\$[xd](\\..*)?");
  }

  /** Returns the preferred name of each address that has one. */
  SortedMap<Long, String> byAddress(OptionalInt section) {
    SortedMap<Long, String> result = new TreeMap<>(Long::compareUnsigned);
    for (Symbol symbol : symbols) {
      if (isIn(symbol, section) && !isMapping(symbol)) {
        result.putIfAbsent(symbol.value(), Failures.oneLine(symbol.name()));
      }
    }
    return result;
  }

  /** Returns where code and data begin. */
  List<Mapping> mappings(OptionalInt section) {
    return symbols.stream()
        .filter(symbol -> isMapping(symbol) && isIn(symbol, section))
        .map(symbol -> new Mapping(symbol.value(), symbol.name().startsWith("$x")))
        .toList();
  }

  /** Returns the address of a name, or null. */
  @Nullable Long address(String name) {
    return symbols.stream()
        .filter(symbol -> symbol.name().equals(name))
        .findFirst()
        .map(Symbol::value)
        .orElse(null);
  }
}
