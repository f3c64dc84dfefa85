/**
 * Makes bytecode of hot guest code.
 *
 * <p>A region ({@link RegionGraph}) is the instructions that direct branches and returns from calls
 * reach from one entry. {@link RegionCompiler} makes one method of it: guest registers are local
 * variables, loaded where the method begins and stored where it ends. {@link RegionCache} keeps
 * what was made, for all address spaces of the JVM; {@link TranslationContext} is what one of them
 * has of it, and what the code needs while it runs.
 *
 * <p>Nothing here touches memory but by {@link dev.seedkernel.aarch64.AddressSpace}: a region makes
 * the same checks as the interpreter, by the same methods.
 */
@NullMarked
package dev.seedkernel.aarch64.translate;

import org.jspecify.annotations.NullMarked;
