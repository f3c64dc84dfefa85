/**
 * Linux's initramfs buffer format.
 *
 * <p>Zstandard is optional: put {@code com.github.luben.zstd_jni} into the module graph ({@code
 * --add-modules com.github.luben.zstd_jni}) to read and write it; without it a zstd part is refused
 * by name.
 */
module dev.seedkernel.cpio {
  requires org.apache.commons.compress;
  // Commons Compress only asks for it statically, but xz and lzma are not optional here.
  requires org.tukaani.xz;
  requires static com.github.luben.zstd_jni;
  requires static org.jspecify;

  exports dev.seedkernel.cpio;
}
