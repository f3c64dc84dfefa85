package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.asm.Section.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The source texts of a program as one: sections of one name lie together, and what a text makes
 * global the others see. This is what a linker does, without a file between.
 */
final class Linkage {
  /** Sections of one name and kind, a builder for each text that has it. */
  record Group(String name, Kind kind, List<SectionBuilder> parts) {
    boolean isEmpty() {
      return parts.stream().allMatch(part -> part.size() == 0);
    }

    /** Returns the parts that have bytes. */
    List<SectionBuilder> filled() {
      return parts.stream().filter(part -> part.size() > 0).toList();
    }

    /** Returns the address of the first byte; the sections have places and bytes by then. */
    long start() {
      return filled().getFirst().address();
    }

    /** Returns the address behind the last byte. */
    long end() {
      SectionBuilder last = filled().getLast();
      return last.address() + last.size();
    }
  }

  private final List<Assembly> units = new ArrayList<>();
  private final Map<String, Assembly> exporters = new HashMap<>();
  private final Errors errors = new Errors();
  private final Budget budget = new Budget();
  private final Includes includes;
  private Map<String, Long> provided = Map.of();
  private boolean unreadable;

  Linkage(List<SourceFile> files, Map<String, Long> constants, @Nullable FileResolver resolver) {
    includes = new Includes(resolver);
    for (int i = 0; i < files.size(); i++) {
      SourceFile file = files.get(i);
      try {
        units.add(new Assembly(i, file, constants, this));
      } catch (AssemblyException e) {
        errors.add(i, file.name(), e);
        unreadable = true;
      }
    }
  }

  Errors errors() {
    return errors;
  }

  Budget budget() {
    return budget;
  }

  Includes includes() {
    return includes;
  }

  /** Assembles everything. */
  Program run(Layout layout) throws AssemblyException {
    for (Assembly unit : units) {
      unit.firstPass();
    }
    if (unreadable || units.stream().anyMatch(Assembly::isBroken)) {
      // Names that are not found would be no errors of their own.
      errors.check();
    }
    export();
    List<Group> groups = groups();
    place(groups, layout);
    provided = ProvidedSymbols.of(groups);
    units.forEach(Assembly::resolveDeferred);
    for (Assembly unit : units) {
      unit.secondPass();
    }
    errors.check();
    List<Symbol> symbols = new ArrayList<>();
    List<SourceLine> lines = new ArrayList<>();
    for (Assembly unit : units) {
      unit.symbolTable().stream()
          .filter(symbol -> !unit.isDropped(symbol.section()))
          .forEach(symbols::add);
      lines.addAll(unit.lines());
    }
    return new Program(
        groups.stream().filter(group -> !group.isEmpty()).map(Linkage::section).toList(),
        symbols,
        lines);
  }

  private void export() {
    for (Assembly unit : units) {
      for (String name : unit.exported()) {
        Assembly other = exporters.get(name);
        if (other == null || other.isWeak(name)) {
          exporters.put(name, unit);
        } else if (!unit.isWeak(name)) {
          unit.reportDuplicate(name, other.file());
        }
      }
    }
  }

  /** Returns what another text has made global, or null. */
  @Nullable Value exported(String name) {
    Assembly unit = exporters.get(name);
    return unit == null ? null : unit.find(name);
  }

  /** Returns what a linker provides under a name that no text defines, or null. */
  @Nullable Value provided(String name) {
    Long address = provided.get(name);
    return address == null ? null : Value.number(address);
  }

  /** Returns whether another text has a label or a constant of a name that it keeps for itself. */
  boolean hidden(String name) {
    return units.stream().anyMatch(unit -> unit.find(name) != null);
  }

  private List<Group> groups() {
    List<Group> result = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Map<String, Group> byName = new LinkedHashMap<>();
      for (Assembly unit : units) {
        for (SectionBuilder part : unit.sections()) {
          if (part.kind() == kind && part.isLoaded()) {
            byName
                .computeIfAbsent(part.name(), name -> new Group(name, kind, new ArrayList<>()))
                .parts()
                .add(part);
          }
        }
      }
      result.addAll(byName.values());
    }
    return result;
  }

  private void place(List<Group> groups, Layout layout) {
    // What is not loaded is checked like the rest, and has no place in memory.
    units.stream()
        .flatMap(unit -> unit.sections().stream())
        .filter(part -> !part.isLoaded())
        .forEach(part -> part.place(0));
    Layout.Walk walk = layout.walk();
    for (Group group : groups) {
      // A section begins where all of its parts are content with.
      long boundary = group.parts().stream().mapToLong(SectionBuilder::alignment).max().orElse(1);
      for (SectionBuilder part : group.parts()) {
        part.place(walk.next(group.kind(), Math.max(boundary, part.alignment()), part.offset()));
        boundary = part.size() > 0 ? 1 : boundary;
      }
    }
  }

  /** Puts the parts together; as with ld, no-operations fill gaps in code, and zeros others. */
  private static Section section(Group group) {
    List<SectionBuilder> parts = group.filled();
    long start = parts.getFirst().address();
    long size = parts.getLast().address() + parts.getLast().size() - start;
    byte[] bytes = new byte[group.kind() == Kind.BSS ? 0 : Math.toIntExact(size)];
    if (group.kind() == Kind.TEXT) {
      for (int i = 1; i < parts.size(); i++) {
        SectionBuilder before = parts.get(i - 1);
        SectionBuilder.fillWithCode(
            bytes, before.address() + before.size() - start, parts.get(i).address() - start);
      }
    }
    parts.forEach(part -> part.copyTo(bytes, start));
    return new Section(
        group.name(),
        group.kind(),
        start,
        size,
        parts.stream().mapToLong(SectionBuilder::alignment).max().orElse(1),
        bytes,
        mappings(parts));
  }

  private static List<Section.Mapping> mappings(List<SectionBuilder> parts) {
    List<Section.Mapping> result = new ArrayList<>();
    for (SectionBuilder part : parts) {
      for (Section.Mapping mapping : part.mappings()) {
        if (result.isEmpty() || result.getLast().code() != mapping.code()) {
          result.add(mapping);
        }
      }
    }
    return result;
  }
}
