/** Linux's initramfs buffer format. */
module dev.seedkernel.cpio {
  requires org.apache.commons.compress;
  requires static org.tukaani.xz;
  requires static org.jspecify;

  exports dev.seedkernel.cpio;
}
