package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;

/**
 * A case that failed.
 *
 * @param original the program as it was generated
 * @param shrunk the smallest one found that fails, too
 * @param observation what the smallest left
 * @param verdict why that is not allowed
 */
public record Failure(
    CallProgram original, CallProgram shrunk, Observation observation, Verdict.Failed verdict) {}
