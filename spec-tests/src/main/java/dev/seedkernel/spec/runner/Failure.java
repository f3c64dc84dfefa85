package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.program.Case;

/**
 * A case that failed.
 *
 * @param original the case as it was generated
 * @param shrunk the smallest one found that fails, too
 * @param trace what the smallest did and was answered
 * @param verdict why that is not allowed
 */
public record Failure(Case original, Case shrunk, Trace trace, Verdict.Failed verdict) {}
