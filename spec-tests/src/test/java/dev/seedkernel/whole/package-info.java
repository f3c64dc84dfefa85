/** Tests of the whole through its public faces, and of the map of modules itself. */
@NullMarked
package dev.seedkernel.whole;

import org.jspecify.annotations.NullMarked;
