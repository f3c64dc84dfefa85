/** Immutable model, reader and writer of ELF64 files. */
module dev.seedkernel.elf {
  requires static org.jspecify;

  exports dev.seedkernel.elf;
}
