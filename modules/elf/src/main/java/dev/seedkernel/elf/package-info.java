/**
 * Immutable model, reader and writer of ELF64 files, and a loader plan as a pure value.
 *
 * <p>Follows the System V gABI (chapters 4 and 5) and, where programs are loaded, what Linux's ELF
 * loader does. Depends on nothing but {@code java.base}.
 *
 * <p>Start with {@link dev.seedkernel.elf.ElfFile#parse}. The header and the segments are there at
 * once; sections and what they hold are read when they are asked for:
 *
 * <pre>{@code
 * ElfFile file = ElfFile.parse(bytes);
 * for (Section section : file.sections()) {
 *   if (section.type().equals(SectionType.SYMTAB)) {
 *     List<Symbol> symbols = file.symbols(section);
 *   }
 * }
 * }</pre>
 *
 * <p>To run a program, ask for its plan, and do as it says:
 *
 * <pre>{@code
 * LoadPlan plan = LoadPlan.of(file);
 * for (LoadPlan.Piece piece : plan.pieces()) {
 *   // Copy piece.content() to piece.virtualAddress(); piece.zeroFillSize() zero bytes follow.
 * }
 * }</pre>
 *
 * <p>{@link dev.seedkernel.elf.ElfWriter} builds a file, {@link dev.seedkernel.elf.ElfDescription}
 * shows one as text. Input may be hostile: whatever the bytes are, what is thrown is {@link
 * dev.seedkernel.elf.ElfException}, with the offset and the rule, in time and memory that the size
 * of the file bounds.
 */
@NullMarked
package dev.seedkernel.elf;

import org.jspecify.annotations.NullMarked;
