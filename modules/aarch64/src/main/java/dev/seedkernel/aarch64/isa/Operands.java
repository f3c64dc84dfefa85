package dev.seedkernel.aarch64.isa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every operand that the table may name. */
final class Operands {
  private static final Map<String, Operand> BY_NAME = new HashMap<>();
  private static final Map<String, List<Operand>> LISTS = new ConcurrentHashMap<>();

  static {
    for (char letter : "dtnmsweua".toCharArray()) {
      BY_NAME.put("W" + letter, new RegisterOperand(false, letter, false));
      BY_NAME.put("X" + letter, new RegisterOperand(true, letter, false));
      BY_NAME.put("W" + letter + "|SP", new RegisterOperand(false, letter, true));
      BY_NAME.put("X" + letter + "|SP", new RegisterOperand(true, letter, true));
    }
    for (char letter : "st".toCharArray()) {
      BY_NAME.put("W" + letter + "+1", new SecondOfPair(false, letter));
      BY_NAME.put("X" + letter + "+1", new SecondOfPair(true, letter));
    }
    BY_NAME.put("Xt?", new OptionalRegister(new RegisterOperand(true, 't', false), 't', 31));
    BY_NAME.put("Xn?", new OptionalRegister(new RegisterOperand(true, 'n', false), 'n', 30));
    BY_NAME.put("prfop", new PrefetchOperation());
    ImmediateOperands.define(BY_NAME);
    AliasOperands.define(BY_NAME);
    LabelOperands.define(BY_NAME);
    ShiftOperands.define(BY_NAME);
    AddressOperands.define(BY_NAME);
    VectorOperands.define(BY_NAME);
    VectorImmediates.define(BY_NAME);
    SystemOperands.define(BY_NAME);
  }

  private Operands() {}

  /** Returns the operands of a list of names, separated by spaces. Equal lists are one. */
  static List<Operand> named(String names) {
    return LISTS.computeIfAbsent(names, Operands::look);
  }

  private static List<Operand> look(String names) {
    List<Operand> result = new ArrayList<>();
    if (names.isEmpty()) {
      return List.of();
    }
    for (String name : names.split(" ", -1)) {
      Operand operand = BY_NAME.get(name);
      if (operand == null) {
        throw new IllegalArgumentException("no operand is called " + name);
      }
      result.add(operand);
    }
    return List.copyOf(result);
  }
}
