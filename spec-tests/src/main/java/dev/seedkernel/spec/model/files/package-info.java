/** The file tree, open file descriptions and descriptors, as immutable values. */
@NullMarked
package dev.seedkernel.spec.model.files;

import org.jspecify.annotations.NullMarked;
