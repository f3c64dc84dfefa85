package dev.seedkernel.spec.guest;

import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CaseLayout;

/** The name of a case's directory: in programs and observations it is the same for all cases. */
final class Names {
  private Names() {}

  /** Returns bytes in which the common name has been replaced by that of a case. */
  static Bytes own(Bytes bytes, int number) {
    return replace(bytes, CaseLayout.DIRECTORY, CaseAssembler.path("case", number));
  }

  /** Returns bytes in which the name of a case has been replaced by the common one. */
  static Bytes common(Bytes bytes, int number) {
    return replace(bytes, CaseAssembler.path("case", number), CaseLayout.DIRECTORY);
  }

  private static Bytes replace(Bytes bytes, String from, String to) {
    if (from.equals(to) || bytes.length() < from.length()) {
      return bytes;
    }
    String text = bytes.text();
    return text.contains(from) ? Bytes.ofText(text.replace(from, to)) : bytes;
  }
}
