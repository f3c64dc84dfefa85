/**
 * The command line: composes the libraries and knows no rules of its own.
 *
 * <p>A class for each command. What they share:
 *
 * <ul>
 *   <li>{@link dev.seedkernel.launcher.Launcher#run} is the whole program as a function of its
 *       arguments and streams; {@link dev.seedkernel.launcher.Main} only adds the process around
 *       it;
 *   <li>whatever goes wrong becomes one line on the error stream in {@link
 *       dev.seedkernel.launcher.Failures}, and a status of {@link
 *       dev.seedkernel.launcher.ExitStatus};
 *   <li>{@link dev.seedkernel.launcher.MachineRun} runs a machine for {@code boot} and {@code run},
 *       and hands out what it left;
 *   <li>{@link dev.seedkernel.launcher.HostFiles} is how files of the host are read and written.
 * </ul>
 */
@NullMarked
package dev.seedkernel.launcher;

import org.jspecify.annotations.NullMarked;
