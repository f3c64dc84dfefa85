/** Flattened device trees and their source text. */
module dev.seedkernel.dtb {
  requires static org.jspecify;

  exports dev.seedkernel.dtb;
}
