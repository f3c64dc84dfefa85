/**
 * The conformance kit and its command line, {@code seedkernel spec}.
 *
 * <p>A property (package {@code properties}) generates programs of system calls (package {@code
 * program}). They become static ELF files (package {@code guest}), many of which one boot of a
 * system under test runs (package {@code system}). Each leaves a record of what it was answered; an
 * executable specification (package {@code model}) says whether that is allowed (package {@code
 * check}). What fails is shrunk and reported (package {@code runner}). Package {@code contract}
 * knows the clauses and which property holds which.
 */
@NullMarked
package dev.seedkernel.spec;

import org.jspecify.annotations.NullMarked;
