package dev.seedkernel.cpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens without the one optional library, which a class loader hides here. */
class ZstdAbsentTest {
  private static final byte[] ARCHIVE = Member.archive(Member.file("f", "content"));

  /** Defines this library and Commons Compress anew, from their bytes, and finds no zstd-jni. */
  private static final class WithoutZstd extends ClassLoader {
    WithoutZstd() {
      super(ZstdAbsentTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("com.github.luben.")) {
        throw new ClassNotFoundException(name);
      }
      if (name.startsWith("dev.seedkernel.cpio.")
          || name.startsWith("org.apache.commons.compress.")) {
        synchronized (getClassLoadingLock(name)) {
          Class<?> known = findLoadedClass(name);
          return known == null ? define(name) : known;
        }
      }
      return super.loadClass(name, resolve);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String path = name.replace('.', '/') + ".class";
      try (InputStream in = open(name, path)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    // In a module, a class file is found through the module that it is in.
    private static InputStream open(String name, String path)
        throws IOException, ClassNotFoundException {
      Class<?> original = Class.forName(name, false, ZstdAbsentTest.class.getClassLoader());
      InputStream in = original.getModule().getResourceAsStream(path);
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in;
    }
  }

  private static Object read(byte[] input) throws Throwable {
    Class<?> reader = new WithoutZstd().loadClass(CpioReader.class.getName());
    Method read = reader.getMethod("read", byte[].class);
    try {
      return read.invoke(null, (Object) input);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void aZstdPartIsRefusedByName() {
    byte[] input = Tools.concat(new byte[4], CompressionTest.pack("zstd", ARCHIVE));
    assertThatThrownBy(() -> read(input))
        .hasMessage("at offset 0x4: zstd part, and zstd-jni is not there to unpack it")
        .satisfies(
            e -> assertThat(e.getClass().getName()).isEqualTo(CpioException.class.getName()));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "XZ", "LZMA", "BZIP2", "LZ4", "NONE"})
  void theOthersAreReadAsEver(Compression compression) throws Throwable {
    byte[] input = CpioWriter.toBytes(CpioReader.read(ARCHIVE), compression);
    assertThat(read(input).toString())
        .as(compression.name().toLowerCase(Locale.ROOT))
        .contains("name=f");
  }

  @Test
  void writingZstdIsRefusedByName() throws Exception {
    ClassLoader loader = new WithoutZstd();
    Class<?> archives = loader.loadClass(CpioArchive.class.getName());
    Class<?> compressions = loader.loadClass(Compression.class.getName());
    Object builder = archives.getMethod("builder").invoke(null);
    Object tree = builder.getClass().getMethod("build").invoke(builder);
    Method write =
        loader.loadClass(CpioWriter.class.getName()).getMethod("toBytes", archives, compressions);
    Object zstd = compressions.getMethod("valueOf", String.class).invoke(null, "ZSTD");
    assertThatThrownBy(() -> write.invoke(null, tree, zstd))
        .hasRootCauseMessage("zstd is asked for, and zstd-jni is not there");
    assertThat(compressions.getMethod("isAvailable").invoke(zstd)).isEqualTo(false);
  }
}
