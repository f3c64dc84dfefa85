/**
 * The instruction table, and what each of its lines does.
 *
 * <p>An instruction is one line of the table ({@link dev.seedkernel.aarch64.isa.Encoding}) and one
 * short method beside it, in a file for each group of the manual. The decoder, the interpreter, the
 * assembler and the disassembler derive from the line.
 *
 * <p>To add an instruction, write its line: 32 characters, where a letter is a field; what the
 * manual reserves, as a constraint; the mnemonic; the operands by name; the page of the manual; the
 * method, behind {@code if} because it is linked when the line is first decoded. It needs the
 * features that {@code t.feature} named last before it, and is undefined on a processor that does
 * not have them all: those of FCADD in half precision are FCMA and FP16. An operand ({@link
 * dev.seedkernel.aarch64.isa.Operand}) finds its fields by their letters and fills the slots of
 * {@link dev.seedkernel.aarch64.isa.Instruction}, which the method reads: {@code i.d}, {@code i.n},
 * {@code i.m}, {@code i.a} are registers, {@code i.imm} and {@code i.aux} whatever else there is.
 * By then register 31 is the stack pointer, zero or nowhere, immediates are scaled and extended,
 * and nothing is left to decode. A new kind of operand is a class that decodes, writes and reads
 * it, and an entry of its file's {@code define}.
 *
 * <p>A vector instruction is mostly an operation of {@code arith} on an element or on 64 bits of
 * them, and a word of {@link dev.seedkernel.aarch64.isa.VectorSemantics} that says how it is
 * spread: {@code binary(each(FloatArithmetic::add))}. Its size and width are slot aux, as {@link
 * dev.seedkernel.aarch64.isa.VectorShape} says, so that one line serves all arrangements.
 *
 * <p>Other names of an instruction are lines of their own, in {@link
 * dev.seedkernel.aarch64.isa.Aliases}: only the assembler and the disassembler know them.
 *
 * <p>Tests take the table as their list: words of every line go through the interpreter and QEMU,
 * and through objdump, so that a new line is compared as soon as it stands there.
 */
@NullMarked
package dev.seedkernel.aarch64.isa;

import org.jspecify.annotations.NullMarked;
