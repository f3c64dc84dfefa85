/**
 * Benchmarks of the hot paths. Build with {@code ./build -pl benchmarks -am package -DskipTests},
 * run with the class path of the module and the main class {@code org.openjdk.jmh.Main}.
 */
@NullMarked
package dev.seedkernel.benchmarks;

import org.jspecify.annotations.NullMarked;
