/** Reader, writer and look-up for flattened device trees, and their DTS text both ways. */
@NullMarked
package dev.seedkernel.dtb;

import org.jspecify.annotations.NullMarked;
