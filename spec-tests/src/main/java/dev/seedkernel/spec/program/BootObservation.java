package dev.seedkernel.spec.program;

import java.util.Optional;

/**
 * What a boot left.
 *
 * @param console all that was printed
 * @param status that of the machine, where the system has one
 * @param refused why nothing was executed, where the system says so
 * @param init what the program of {@link BootCase#init} recorded
 */
public record BootObservation(
    Bytes console, Optional<Integer> status, Optional<String> refused, Observation init) {}
