package dev.seedkernel.dtb;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * DTS text in dtc's form. A blob does not say what type a value has, so it is guessed by dtc's
 * rule: printable text if it can be, else cells if the length allows, else bytes.
 */
final class DtsWriter {
  private static final HexFormat HEX = HexFormat.of();

  /** The characters of C's escapes {@code \a} to {@code \r}, which dtc takes for text too. */
  private static final String CONTROLS = "\u0007\b\t\n\u000b\f\r";

  private static final String CONTROL_LETTERS = "abtnvfr";

  private final StringBuilder out = new StringBuilder();

  private DtsWriter() {}

  static String text(DeviceTree tree) {
    DtsWriter writer = new DtsWriter();
    writer.out.append("/dts-v1/;\n\n");
    for (MemoryReservation entry : tree.memoryReservations()) {
      writer.out.append("/memreserve/\t0x").append(HEX.toHexDigits(entry.address()));
      writer.out.append(" 0x").append(HEX.toHexDigits(entry.size())).append(";\n");
    }
    writer.node(tree.root(), 0);
    return writer.out.toString();
  }

  static String text(Property property) {
    DtsWriter writer = new DtsWriter();
    writer.property(property);
    return writer.out.toString();
  }

  private void node(Node node, int level) {
    indent(level).append(node.name().isEmpty() ? "/" : node.name()).append(" {\n");
    for (Property property : node.properties()) {
      indent(level + 1);
      property(property);
      out.append('\n');
    }
    for (Node child : node.children()) {
      out.append('\n');
      node(child, level + 1);
    }
    indent(level).append("};\n");
  }

  private StringBuilder indent(int level) {
    return out.repeat("\t", level);
  }

  private void property(Property property) {
    byte[] value = property.value();
    out.append(property.name());
    if (value.length != 0) {
      out.append(" = ");
      if (isText(value)) {
        text(value);
      } else if (value.length % 4 == 0) {
        cells(property);
      } else {
        out.append('[');
        HexFormat.ofDelimiter(" ").formatHex(out, value);
        out.append(']');
      }
    }
    out.append(';');
  }

  private static boolean isText(byte[] value) {
    int terminators = 0;
    for (byte b : value) {
      if (b == 0) {
        terminators++;
      } else if ((b < ' ' || b > '~') && CONTROLS.indexOf(b) < 0) {
        return false;
      }
    }
    // No more NULs than characters: zeros are rather a number than many empty strings.
    return value[value.length - 1] == 0 && terminators <= value.length - terminators;
  }

  private void text(byte[] value) {
    String strings = new String(value, 0, value.length - 1, StandardCharsets.US_ASCII);
    out.append('"');
    for (int i = 0; i < strings.length(); i++) {
      char c = strings.charAt(i);
      int control = CONTROLS.indexOf(c);
      if (c == 0) {
        out.append("\", \"");
      } else if (control >= 0) {
        out.append('\\').append(CONTROL_LETTERS.charAt(control));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** At least two digits, no more than needed: 0x00, 0x40000000. */
  private void cells(Property property) {
    for (int i = 0; i < property.length() / 4; i++) {
      long cell = property.cell(i);
      out.append(i == 0 ? "<0x" : " 0x");
      out.append(cell < 0x10 ? "0" : "").append(Long.toHexString(cell));
    }
    out.append('>');
  }
}
