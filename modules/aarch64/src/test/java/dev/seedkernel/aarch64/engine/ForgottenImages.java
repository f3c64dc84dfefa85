package dev.seedkernel.aarch64.engine;

/** Lets a test begin as a new JVM does. */
public final class ForgottenImages {
  private ForgottenImages() {}

  /** No address space that is made from here on finds what others have translated. */
  public static void forget() {
    CodeImages.forget();
  }
}
