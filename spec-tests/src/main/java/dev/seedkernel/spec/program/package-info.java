/**
 * Programs of system calls, as values.
 *
 * <p>A {@link dev.seedkernel.spec.program.CallProgram} is what a property generates: the steps of
 * one process and of those that it makes, the initial content of its arena, and files beside it.
 * {@link dev.seedkernel.spec.program.ProgramBuilder} makes one, with the calls of {@link
 * dev.seedkernel.spec.program.Calls}:
 *
 * {@snippet :
 * ProgramBuilder program = new ProgramBuilder();
 * Arg path = program.string("a");
 * int open = program.step(Calls.openat(Calls.AT_FDCWD, path, O_RDWR | O_CREAT, 0644));
 * program.step(Calls.write(program.result(open), program.bytes(Bytes.ofText("abc")), 3));
 * CallProgram built = program.build();
 * }
 *
 * <p>What a case leaves is an {@link dev.seedkernel.spec.program.Observation}. Nothing here knows
 * what a call does.
 */
@NullMarked
package dev.seedkernel.spec.program;

import org.jspecify.annotations.NullMarked;
