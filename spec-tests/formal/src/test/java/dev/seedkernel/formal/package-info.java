/**
 * Holds the TLA+ specification in docs/formal to its properties, with TLC.
 *
 * <p>{@code ./build -pl spec-tests/formal verify} runs it, and prints a line for each
 * configuration. What TLC said in full, traces included, is in target/tlc. What is specified:
 * docs/formal/README.md.
 */
@NullMarked
package dev.seedkernel.formal;

import org.jspecify.annotations.NullMarked;
