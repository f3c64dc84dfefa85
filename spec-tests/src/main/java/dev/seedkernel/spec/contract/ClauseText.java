package dev.seedkernel.spec.contract;

/**
 * A clause of the contract.
 *
 * @param name such as {@code FS-17}
 * @param ours whether Linux is not held to it
 * @param boot whether it is seen by booting images only
 * @param text what it says, in Markdown
 * @param file the page that it is on, from docs on
 */
public record ClauseText(String name, boolean ours, boolean boot, String text, String file) {
  /** Returns the section, such as {@code FS}. */
  public String section() {
    return name.substring(0, name.indexOf('-'));
  }
}
