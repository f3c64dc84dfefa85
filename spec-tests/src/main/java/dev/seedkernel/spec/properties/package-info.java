/** The properties: one class for each section of the contract, a method for each property. */
@NullMarked
package dev.seedkernel.spec.properties;

import org.jspecify.annotations.NullMarked;
