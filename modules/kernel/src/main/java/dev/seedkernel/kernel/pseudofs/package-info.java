/**
 * File systems that are computed: {@code /proc} and {@code /sys}, as Linux's proc(5) and sysfs(5)
 * describe them.
 *
 * <p>{@link dev.seedkernel.kernel.pseudofs.PseudoFileSystems} mounts them. A tree is made of {@link
 * dev.seedkernel.kernel.fs.SyntheticDirectory}: what never changes is built once ({@code
 * FixedDirectory}), a directory of a process is made at each look-up ({@code ProcessDirectory}).
 * The texts are in {@code ProcessTexts}, {@code SystemTexts}, {@code KernelParameters} and {@code
 * SysTree}: a file is a line there. docs/proc.md lists what is there and what is not.
 */
@NullMarked
package dev.seedkernel.kernel.pseudofs;

import org.jspecify.annotations.NullMarked;
