package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.AddressSpace;

/** Whether vectors of the host may be used. */
public final class HostVectors {
  /**
   * The property that says that HotSpot was told to use vectors (EnableVectorSupport and
   * EnableVectorReboxing), which a program cannot ask it for: without them each would be an object.
   */
  private static final String ENABLED = "dev.seedkernel.aarch64.vectors";

  /** Whether they are open to this module, and fast. */
  public static final boolean AVAILABLE =
      AddressSpace.hasRawAccess()
          && Boolean.getBoolean(ENABLED)
          && Object.class
              .getModule()
              .isExported("jdk.internal.vm.vector", HostVectors.class.getModule());

  private HostVectors() {}
}
