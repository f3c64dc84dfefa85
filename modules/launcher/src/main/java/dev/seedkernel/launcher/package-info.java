/** The command line: composes the libraries and knows no rules of its own. */
@NullMarked
package dev.seedkernel.launcher;

import org.jspecify.annotations.NullMarked;
