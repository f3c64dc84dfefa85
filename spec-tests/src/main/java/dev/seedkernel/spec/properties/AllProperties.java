package dev.seedkernel.spec.properties;

import java.util.List;

/** The classes that have properties: methods with {@code @Clause}. */
public final class AllProperties {
  /** In the order of the contract. */
  public static final List<Class<?>> CLASSES =
      List.of(OpenProperties.class, ReadWriteProperties.class);

  private AllProperties() {}
}
