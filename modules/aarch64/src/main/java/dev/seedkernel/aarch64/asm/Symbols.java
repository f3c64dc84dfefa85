package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of a source text: labels, constants, and local labels, which are numbers. */
final class Symbols {
  private final Map<String, Value> labels = new LinkedHashMap<>();
  private final Map<String, Value> constants = new HashMap<>();

  /** What directives say of a name. */
  private record Attributes(Symbol.Binding binding, Symbol.Type type, long size) {
    static final Attributes NONE = new Attributes(Symbol.Binding.LOCAL, Symbol.Type.NONE, 0);
  }

  private final Map<String, Attributes> attributes = new HashMap<>();

  /** Where each local label stands, in order, and how many of them this pass has met. */
  private final Map<String, List<Value>> locals = new HashMap<>();

  private final Map<String, Integer> met = new HashMap<>();

  @Nullable Value find(String name) {
    Value label = labels.get(name);
    return label != null ? label : constants.get(name);
  }

  /** Defines a label; returns whether the name was free. */
  boolean label(String name, Value value) {
    return !constants.containsKey(name) && labels.putIfAbsent(name, value) == null;
  }

  /** Sets a constant; returns whether the name is not a label's. */
  boolean constant(String name, Value value) {
    if (labels.containsKey(name)) {
      return false;
    }
    constants.put(name, value);
    return true;
  }

  /** Forgets a constant whose new value is not known yet. */
  void forget(String name) {
    constants.remove(name);
  }

  boolean isConstant(String name) {
    return constants.containsKey(name);
  }

  /** Passes a local label; the first pass defines it. */
  void local(String number, Value value, boolean define) {
    if (define) {
      locals.computeIfAbsent(number, n -> new ArrayList<>()).add(value);
    }
    met.merge(number, 1, Integer::sum);
  }

  /** Returns the local label that {@code 1b} or {@code 1f} means here, or null. */
  @Nullable Value local(String reference) {
    List<Value> all = locals.getOrDefault(number(reference), List.of());
    int index = index(reference);
    return index >= 0 && index < all.size() ? all.get(index) : null;
  }

  /** Returns a name of that label which is the same for every reference to it. */
  String identity(String reference) {
    return number(reference) + "@" + index(reference);
  }

  private static String number(String reference) {
    return Integer.toString(Integer.parseInt(reference.substring(0, reference.length() - 1)));
  }

  private int index(String reference) {
    return met.getOrDefault(number(reference), 0) - (reference.endsWith("b") ? 1 : 0);
  }

  void startSecondPass() {
    met.clear();
  }

  private Attributes attributes(String name) {
    return attributes.getOrDefault(name, Attributes.NONE);
  }

  Symbol.Binding binding(String name) {
    return attributes(name).binding();
  }

  void bind(String name, Symbol.Binding binding) {
    Attributes old = attributes(name);
    attributes.put(name, new Attributes(binding, old.type(), old.size()));
  }

  void type(String name, Symbol.Type type) {
    Attributes old = attributes(name);
    attributes.put(name, new Attributes(old.binding(), type, old.size()));
  }

  void size(String name, long size) {
    Attributes old = attributes(name);
    attributes.put(name, new Attributes(old.binding(), old.type(), size));
  }

  /** Returns the names that other files see, and that are defined here. */
  List<String> exported() {
    return attributes.keySet().stream()
        .filter(name -> binding(name) != Symbol.Binding.LOCAL && find(name) != null)
        .sorted()
        .toList();
  }

  /**
   * Returns the labels, and the constants that other files see. Labels that begin with {@code .L}
   * are nobody's business.
   */
  List<Symbol> table() {
    List<Symbol> result = new ArrayList<>();
    labels.forEach((name, value) -> {
      if (!name.startsWith(".L")) {
        result.add(symbol(name, value));
      }
    });
    for (String name : exported()) {
      Value constant = labels.containsKey(name) ? null : constants.get(name);
      if (constant != null) {
        result.add(symbol(name, constant));
      }
    }
    return result;
  }

  private Symbol symbol(String name, Value value) {
    Attributes known = attributes(name);
    String section = value.section() == null ? "" : value.section().name();
    return new Symbol(name, value.absolute(), known.size(), section, known.binding(), known.type());
  }
}
