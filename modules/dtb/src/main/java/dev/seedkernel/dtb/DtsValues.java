package dev.seedkernel.dtb;

import dev.seedkernel.dtb.DtsNode.DtsProperty;
import dev.seedkernel.dtb.DtsNode.Reference;
import java.io.ByteArrayOutputStream;

/** Values of properties in DTS text. */
final class DtsValues {
  private final DtsScanner in;
  private final DtsLabels labels;
  private final DtsExpression expression;

  DtsValues(DtsScanner in, DtsLabels labels) {
    this.in = in;
    this.labels = labels;
    this.expression = new DtsExpression(in);
  }

  long integer() throws DtbException {
    return expression.primary();
  }

  /** Takes a comma-separated value. */
  void value(DtsProperty property) throws DtbException {
    do {
      labels();
      part(property);
      labels();
    } while (in.takes(","));
  }

  private void labels() throws DtbException {
    for (String label = in.label(); label != null; label = in.label()) {
      labels.defineElsewhere(label, in.position());
    }
  }

  private void part(DtsProperty property) throws DtbException {
    in.skip();
    int at = in.position();
    if (in.sees("\"")) {
      property.bytes.writeBytes(in.string());
      property.bytes.write(0);
    } else if (in.takes("[")) {
      byteString(property.bytes);
    } else if (in.takes("<")) {
      array(property, 32);
    } else if (in.takes("/bits/")) {
      int bits = bits();
      in.expect("<");
      array(property, bits);
    } else if (in.sees("/incbin/")) {
      throw in.fault(at, "/incbin/ is not supported: only the text itself is read");
    } else {
      reference(property, false);
    }
  }

  private int bits() throws DtbException {
    in.skip();
    int at = in.position();
    long bits = in.integer();
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
      throw in.fault(at, "/bits/ is 8, 16, 32 or 64");
    }
    return (int) bits;
  }

  private void byteString(ByteArrayOutputStream bytes) throws DtbException {
    while (!in.takes("]")) {
      labels();
      int value = in.hexByte();
      if (value >= 0) {
        bytes.write(value);
      } else if (!in.sees("]")) {
        throw in.expected("two hex digits or ']'");
      }
    }
  }

  private void array(DtsProperty property, int bits) throws DtbException {
    while (!in.takes(">")) {
      labels();
      if (expression.seesPrimary()) {
        element(property.bytes, bits);
      } else if (in.sees("&") && bits == 32) {
        reference(property, true);
      } else if (in.sees("&")) {
        throw in.fault(in.position(), "a reference takes 32 bits, not " + bits);
      } else if (!in.sees(">")) {
        throw in.expected("an integer, a reference or '>'");
      }
    }
  }

  private void element(ByteArrayOutputStream bytes, int bits) throws DtbException {
    int at = in.position();
    long value = expression.primary();
    // What is cut off must be zeros, or the sign of a negative number.
    long cut = bits == 64 ? 0 : value >> bits;
    if (cut != 0 && cut != -1) {
      throw in.fault(at, "the value does not fit " + bits + " bits");
    }
    for (int shift = bits - 8; shift >= 0; shift -= 8) {
      bytes.write((int) (value >>> shift));
    }
  }

  private void reference(DtsProperty property, boolean cell) throws DtbException {
    int at = in.position();
    String target = in.reference();
    if (target == null) {
      throw in.expected("a value");
    }
    property.references.add(new Reference(at, property.bytes.size(), target, cell));
  }
}
