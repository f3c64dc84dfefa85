/**
 * Makes guests: static ELF files of programs of calls, the {@code /init} that runs many of them in
 * one boot, and readers of what they leave.
 */
@NullMarked
package dev.seedkernel.spec.guest;

import org.jspecify.annotations.NullMarked;
