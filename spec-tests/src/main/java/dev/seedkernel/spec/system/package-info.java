/** Systems under test: this kernel, Linux, any other image. */
@NullMarked
package dev.seedkernel.spec.system;

import org.jspecify.annotations.NullMarked;
