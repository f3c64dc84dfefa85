package dev.seedkernel.spec.faults;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.spec.system.Seedkernel;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Loads a copy of the kernel that has a fault. The copy lives beside the kernel, and knows nothing
 * of it: a class loader of its own defines every class of the kernel, of the libraries that read
 * what is handed over, and those of the kit that start it, from the class files that all others
 * use. Engines and the kit's other classes are shared, so that they are warm.
 */
final class FaultyKernel extends ClassLoader {
  /** By the package of a module one of its classes. */
  private static final Map<String, Class<?>> COPIED =
      Map.of(
          "dev.seedkernel.kernel.", Kernel.class,
          "dev.seedkernel.cpio.", CpioReader.class,
          "dev.seedkernel.dtb.", DeviceTree.class);

  private static final String SYSTEM = "dev.seedkernel.spec.system.";

  private final Map<String, byte[]> changed;

  private FaultyKernel(Map<String, byte[]> changed) {
    super(FaultyKernel.class.getClassLoader());
    this.changed = changed;
  }

  /** Returns a kernel with a fault; it is an error if the fault does not find its place. */
  static SystemUnderTest of(Fault fault, Engine engine) throws ReflectiveOperationException {
    Map<String, byte[]> changed = new HashMap<>();
    for (Edit edit : fault.edits()) {
      changed.compute(
          edit.className(),
          (name, before) -> edit.apply(before == null ? classFile(name) : before));
    }
    Class<?> system = new FaultyKernel(changed).loadClass(Seedkernel.class.getName());
    return (SystemUnderTest)
        system.getConstructor(String.class, Engine.class).newInstance(fault.name(), engine);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!isOwn(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = changed.containsKey(name) ? changed.get(name) : classFile(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }
  }

  /** Of the kit what starts this kernel, but not the interface by which others know it. */
  private static boolean isOwn(String name) {
    boolean starter = name.startsWith(SYSTEM) && !name.equals(SystemUnderTest.class.getName());
    return starter || COPIED.keySet().stream().anyMatch(name::startsWith);
  }

  private static byte[] classFile(String name) {
    Module module =
        COPIED.entrySet().stream()
            .filter(copied -> name.startsWith(copied.getKey()))
            .findFirst()
            .<Class<?>>map(Map.Entry::getValue)
            .orElse(Seedkernel.class)
            .getModule();
    try (InputStream file = module.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new AssertionError("there is no class " + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
