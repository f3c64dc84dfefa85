package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.program.Case;

/**
 * A case that failed.
 *
 * @param original the case as it was generated
 * @param shrunk the smallest one found that fails, too
 * @param answers what the smallest left, as text
 * @param verdict why that is not allowed
 */
public record Failure(Case original, Case shrunk, String answers, Verdict.Failed verdict) {}
