package dev.seedkernel.spec.faults;

import java.util.List;

/**
 * A mistake that a kernel might have.
 *
 * @param name what it does wrong
 * @param clause what that breaks; one that the properties of this clause have to find
 * @param edits how the kernel's class files change
 */
record Fault(String name, String clause, List<Edit> edits) {
  Fault {
    edits = List.copyOf(edits);
  }

  /** Returns a fault; the clause comes first, so that a table of them is one of clauses. */
  static Fault of(String clause, String name, Edit... edits) {
    return new Fault(name, clause, List.of(edits));
  }
}
