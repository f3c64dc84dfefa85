package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import org.jspecify.annotations.Nullable;

/**
 * An address that code may be called at, and the code of the region there once there is one.
 * Regions have the links that they call as constants, so a call is a load and a jump.
 */
public final class Link {
  private final long entry;
  private final RegionCode absent;

  /**
   * What is called. Not volatile: an old value is as right as the new one, only slower, and code is
   * immutable once it is made.
   */
  RegionCode code;

  /** Creates a link that leads nowhere yet. */
  public Link(long entry) {
    this.entry = entry;
    this.absent = new Absent(entry);
    this.code = absent;
  }

  /** Returns the address. */
  public long entry() {
    return entry;
  }

  /** Returns the code to call, or null if there is none. */
  public @Nullable RegionCode code() {
    return isBound() ? code : null;
  }

  /** Returns whether there is code to call. */
  public boolean isBound() {
    return !code.equals(absent);
  }

  /** Lets calls go to code. */
  public void bind(RegionCode newCode) {
    code = newCode;
  }

  /** Forgets the code. */
  public void release() {
    code = absent;
  }

  /** Does nothing, and says that execution is to go on at the entry: by other means, then. */
  private static final class Absent extends RegionCode {
    Absent(long entry) {
      super(entry);
    }

    @Override
    public long run(Cpu cpu, TranslationContext context, int room) {
      return entry();
    }
  }
}
