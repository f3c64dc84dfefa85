package dev.seedkernel.spec.properties;

import java.util.List;

/** The classes that have properties: methods with {@code @Clause}. */
public final class AllProperties {
  /** In the order of the contract. */
  public static final List<Class<?>> CLASSES =
      List.of(
          BootProperties.class,
          LifeProperties.class,
          DeviceTreeProperties.class,
          InitramfsProperties.class,
          BrokenInitramfsProperties.class,
          CallProperties.class,
          OpenProperties.class,
          DescriptorProperties.class,
          PathProperties.class,
          NameProperties.class,
          RenameProperties.class,
          StatusProperties.class,
          ReadWriteProperties.class,
          SeekProperties.class,
          VectorProperties.class,
          PipeProperties.class,
          ImageProperties.class,
          SpawnProperties.class,
          ExecProperties.class,
          MemoryProperties.class,
          ProcessProperties.class,
          SignalProperties.class,
          FaultProperties.class,
          MiscProperties.class,
          LimitProperties.class,
          FileBytesProperties.class,
          DumpProperties.class,
          ExtractorProperties.class,
          DiskProperties.class,
          DiskResultProperties.class,
          DeterminismProperties.class);

  private AllProperties() {}
}
