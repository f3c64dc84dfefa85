/**
 * Assembler and disassembler in the syntax of the GNU tools, over the instruction table.
 *
 * <p>A whole program from text, at fixed addresses:
 *
 * {@snippet :
 * Program program = Assembler.standard().assemble("""
 *             .text
 *     _start: mov     x0, #1
 *             adr     x1, greeting
 *             mov     x2, #(end - greeting)
 *             mov     x8, #64            // write
 *             svc     #0
 *             mov     x0, #0
 *             mov     x8, #93            // exit
 *             svc     #0
 *             .section .rodata
 *     greeting:
 *             .ascii  "hello\\n"
 *     end:
 *     """);
 * for (Section section : program.sections()) {
 *   load(section.address(), section.bytes(), section.writable(), section.executable());
 * }
 * long entry = program.address("_start");
 * }
 *
 * <p>Several texts with names of their own, and all errors of all of them: {@link
 * dev.seedkernel.aarch64.asm.Assembler#assemble(java.util.List)}. Code from Java, with labels as
 * objects: {@link dev.seedkernel.aarch64.asm.CodeBuilder}. Back to text: {@link
 * dev.seedkernel.aarch64.asm.Disassembler}.
 *
 * <p>The syntax is that of GNU as without relocations for a linker: labels and local labels ({@code
 * 1:}, {@code 1b}, {@code 1f}), sections, data, macros, repetitions and conditions, names for
 * registers, {@code ldr x0, =expression} with literal pools, {@code :lo12:} and {@code :abs_g0:} to
 * {@code :abs_g3:}, and expressions with that assembler's precedence.
 *
 * <p>Text is hostile until proven otherwise: what macros and repetitions may make of it is limited
 * for the program as a whole, and files are read only by the {@link
 * dev.seedkernel.aarch64.asm.FileResolver} that the user gives.
 */
@NullMarked
package dev.seedkernel.aarch64.asm;

import org.jspecify.annotations.NullMarked;
