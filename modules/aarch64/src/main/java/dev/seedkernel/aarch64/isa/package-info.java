/**
 * The instruction table, and what each of its lines does.
 *
 * <p>An instruction is one line of the table ({@link dev.seedkernel.aarch64.isa.Encoding}) and one
 * short method beside it, in a file for each group of the manual. The decoder, the interpreter, the
 * assembler and the disassembler derive from the line.
 */
@NullMarked
package dev.seedkernel.aarch64.isa;

import org.jspecify.annotations.NullMarked;
