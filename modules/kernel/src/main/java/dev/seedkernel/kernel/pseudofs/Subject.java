package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.ProcessView;

/**
 * What a file of /proc/pid is about.
 *
 * @param thread the number of the thread, that of the process for its first one
 */
record Subject(Machine machine, ProcessView process, int thread) {}
