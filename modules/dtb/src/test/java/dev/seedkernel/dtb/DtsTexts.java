package dev.seedkernel.dtb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random DTS texts that use the whole language: labels, references, expressions, deletion,
 * extension. Most of them, not all, are legal.
 */
final class DtsTexts {
  private static final String[] NAMES = {"a", "b", "cab", "ab", "c", "d,e", "f@1", "f@2", "g"};
  private static final String[] BINARY = {
    "+", "-", "*", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&", "||"
  };
  private static final String[] STRINGS = {
    "", "a", "two words", "\\n\\t\\\\", "\\\"", "\\x41\\x7f", "\\101", "\\0", "é", "// no comment"
  };
  private static final String[] SPACES = {" ", "\n", "\t", " /* c; */ ", " // line {\n"};

  /** The text's first body, one that changes a node, or one in it that may do either. */
  private enum Body {
    FIRST,
    CHANGE,
    BELOW_CHANGE
  }

  private final Random random;
  private final StringBuilder out = new StringBuilder();
  private final List<String> labels = new ArrayList<>();
  private int labelCount;

  DtsTexts(long seed) {
    this.random = new Random(seed);
  }

  String text() {
    out.append("/dts-v1/;").append(space());
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append("/memreserve/ ").append(primary(1)).append(space());
      out.append("0x1").append(random.nextInt(1000)).append(";\n");
    }
    out.append("/ ");
    body(Body.FIRST, 0);
    for (int i = random.nextInt(4); i > 0; i--) {
      change();
    }
    return out.toString();
  }

  private void change() {
    switch (random.nextInt(5)) {
      case 0 -> {
        out.append("/ ");
        body(Body.CHANGE, 0);
      }
      case 1 -> out.append("/delete-node/ ").append(child()).append(";\n");
      case 2 -> {
        out.append(newLabel()).append(": ").append(child()).append(' ');
        body(Body.CHANGE, 2);
      }
      default -> {
        out.append(reference()).append(' ');
        body(Body.CHANGE, 2);
      }
    }
  }

  private void body(Body body, int depth) {
    out.append('{').append(space());
    Set<String> used = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = pick(NAMES).replace('@', '#');
      if (deletes(body, used.contains(name))) {
        out.append("/delete-property/ ").append(name).append(";\n");
        used.add(name); // only dtc refuses that the same new body defines it after that
      } else if (used.add(name) || body == Body.CHANGE) {
        property(name);
      }
    }
    used.clear();
    for (int i = depth < 4 ? random.nextInt(3) : 0; i > 0; i--) {
      String name = pick(NAMES);
      if (deletes(body, used.contains(name))) {
        out.append("/delete-node/ ").append(name).append(";\n");
        used.add(name);
      } else if (used.add(name)) {
        out.append(random.nextBoolean() ? newLabel() + ": " : "").append(name).append(space());
        body(body == Body.FIRST ? Body.FIRST : Body.BELOW_CHANGE, depth + 1);
      }
    }
    out.append("};\n");
  }

  /** What a new node defines and deletes in one body is refused here, but not always by dtc. */
  private boolean deletes(Body body, boolean used) {
    return body != Body.FIRST && (body == Body.CHANGE || !used) && random.nextInt(5) == 0;
  }

  private void property(String name) {
    out.append(random.nextInt(9) == 0 ? newPlaceLabel() : "").append(name);
    int parts = random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      out.append(i == 0 ? " = " : ",").append(space()).append(part());
    }
    out.append(";\n");
  }

  private String part() {
    return switch (random.nextInt(7)) {
      case 0 -> "\"" + pick(STRINGS) + "\"";
      case 1 -> "[" + (random.nextBoolean() ? "01 fF" : "0a0B" + space() + "00") + "]";
      case 2 -> reference();
      case 3 -> "/bits/ 8 <" + random.nextInt(256) + space() + "'a' '\\n'>";
      case 4 -> "/bits/ 64 <" + primary(3) + space() + primary(2) + ">";
      case 5 -> "<" + reference() + space() + random.nextInt(1000) + "U>";
      default -> "<(" + primary(3) + " & 0xffffffff)" + space() + "(-1) 0x1fL 017>";
    };
  }

  /** An integer, a character, or an expression in parentheses. */
  private String primary(int depth) {
    if (depth == 0) {
      return switch (random.nextInt(5)) {
        case 0 -> "0x" + Long.toHexString(random.nextLong());
        case 1 -> "0" + Long.toOctalString(random.nextInt(4096)) + "ULL";
        case 2 -> "'" + (char) ('A' + random.nextInt(26)) + "'";
        default -> Integer.toString(random.nextInt(80));
      };
    }
    return "(" + expression(depth) + ")";
  }

  private String expression(int depth) {
    return switch (random.nextInt(7)) {
      case 6 -> primary(depth - 1) + pick(" / ", "%") + (random.nextInt(40) + 1);
      case 0 -> pick("-", "~", "!") + primary(depth - 1);
      case 1 ->
          primary(depth - 1) + " ? " + primary(depth - 1) + space() + ": " + primary(depth - 1);
      case 2, 3 -> // without parentheses the operators' precedence shows
          primary(depth - 1)
              + " "
              + pick(BINARY)
              + space()
              + primary(depth - 1)
              + " "
              + pick(BINARY)
              + " "
              + primary(depth - 1);
      default -> primary(depth - 1) + space() + pick(BINARY) + " " + primary(depth - 1);
    };
  }

  private String reference() {
    if (random.nextInt(6) == 0) {
      return "&{/" + (random.nextBoolean() ? pick(NAMES) : "") + "}";
    }
    // Most often to the node of the first label, which stands a good chance to be there.
    return labels.isEmpty() ? "&{/}" : "&" + labels.get(random.nextInt(labels.size()));
  }

  /** A reference to what is not the root, which only dtc would delete. */
  private String child() {
    String reference = reference();
    return reference.equals("&{/}") ? "&{/a}" : reference;
  }

  private String newLabel() {
    String label = "l" + labelCount++;
    labels.add(label);
    return label;
  }

  private String newPlaceLabel() {
    return "p" + labelCount++ + ": ";
  }

  private String space() {
    return random.nextInt(3) == 0 ? pick(SPACES) : " ";
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
