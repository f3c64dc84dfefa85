package dev.seedkernel.spec.runner;

import java.util.Optional;

/**
 * How a property went on a system.
 *
 * @param cases how many were run, but for those of shrinking
 * @param held false if the system is not held to the property, and none was run
 * @param failure the first case that failed
 */
public record PropertyResult(
    Property property, int cases, boolean held, Optional<Failure> failure) {}
