package dev.seedkernel.aarch64.asm;

/** A file that a source includes, as text or as bytes. */
public final class IncludedFile {
  private final String name;
  private final byte[] content;

  /**
   * Creates a file.
   *
   * @param name what messages call it, and what files that it includes itself are resolved against
   * @param content what is in it, which is copied; text is UTF-8
   */
  public IncludedFile(String name, byte[] content) {
    this.name = name;
    this.content = content.clone();
  }

  public String name() {
    return name;
  }

  /** Returns the content itself, which nobody may change. */
  byte[] content() {
    return content;
  }
}
