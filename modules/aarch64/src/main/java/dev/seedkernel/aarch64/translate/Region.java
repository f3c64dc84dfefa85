package dev.seedkernel.aarch64.translate;

/**
 * A region and its code. The code is right wherever the same words stand at the same addresses.
 *
 * @param content what it was made of
 * @param code what was made
 */
public record Region(Content content, RegionCode code) {

  /** Where words come from. */
  public interface Words {
    /** Returns whether the word at an address is the one that is expected, and can be executed. */
    boolean holds(long address, int word);
  }

  /** The words of a region, each with its distance from the entry in words. */
  static final class Content {
    private final long entry;
    private final int[] numbers;
    private final int[] words;

    Content(long entry, int[] numbers, int[] words) {
      this.entry = entry;
      this.numbers = numbers;
      this.words = words;
    }

    long first() {
      return entry + numbers[0] * 4L;
    }

    /** Returns the address behind the last word. */
    long end() {
      return entry + numbers[numbers.length - 1] * 4L + 4;
    }

    boolean isIn(Words memory) {
      for (int i = 0; i < words.length; i++) {
        if (!memory.holds(entry + numbers[i] * 4L, words[i])) {
          return false;
        }
      }
      return true;
    }
  }

  /** Returns whether an address space holds the words. */
  public boolean isIn(Words memory) {
    return content.isIn(memory);
  }

  /** Returns the address of the first word. */
  public long first() {
    return content.first();
  }

  /** Returns the address behind the last word. */
  public long end() {
    return content.end();
  }

  /** Returns whether a range of addresses overlaps with that from the first to the last word. */
  public boolean touches(long address, long length) {
    return address < content.end() && content.first() < address + length;
  }
}
