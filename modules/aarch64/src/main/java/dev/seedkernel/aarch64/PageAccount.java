package dev.seedkernel.aarch64;

/**
 * Who pays for pages of guest memory: a page is charged when it is first written to, so that an
 * untouched mapping costs nothing.
 */
public interface PageAccount {
  /** An account that never refuses. */
  PageAccount UNLIMITED =
      new PageAccount() {
        @Override
        public boolean charge(long pages) {
          return true;
        }

        @Override
        public void release(long pages) {}
      };

  /**
   * Charges pages of {@link AddressSpace#PAGE_SIZE} bytes.
   *
   * @return false if the account refuses; then nothing is charged
   */
  boolean charge(long pages);

  /** Gives back pages that were charged. */
  void release(long pages);
}
