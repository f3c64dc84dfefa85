package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.vector.HostVector.Bytes;
import dev.seedkernel.aarch64.vector.HostVector.Ints;
import dev.seedkernel.aarch64.vector.HostVector.Longs;
import dev.seedkernel.aarch64.vector.HostVector.Shorts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the classes of integer arithmetic for elements of one, two and eight bytes of the one for
 * four: the names of types are exchanged in its constant pool (JVMS 4.4), and nothing else.
 */
public final class LaneClasses {
  private static final int UTF8 = 1;

  static {
    define("ByteLanes", Bytes.class, HostMask.OfBytes.class, Byte.class);
    define("ShortLanes", Shorts.class, HostMask.OfShorts.class, Short.class);
    define("LongLanes", Longs.class, HostMask.OfLongs.class, Long.class);
  }

  private LaneClasses() {}

  /** Makes them when it is called first. */
  public static void load() {
    // The initializer does.
  }

  private static void define(String name, Class<?> vector, Class<?> mask, Class<?> box) {
    Map<String, String> names = new HashMap<>();
    exchange(names, Ints.class, vector);
    exchange(names, HostMask.OfInts.class, mask);
    exchange(names, Integer.class, box);
    names.put(
        internalName(IntLanes.class),
        LaneClasses.class.getPackageName().replace('.', '/') + '/' + name);
    String file = IntLanes.class.getSimpleName() + ".class";
    try (InputStream in = LaneClasses.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in its module");
      }
      MethodHandles.lookup().defineClass(renamed(in, names));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // It is of this package.
    }
  }

  private static void exchange(Map<String, String> names, Class<?> a, Class<?> b) {
    names.put(internalName(a), internalName(b));
    names.put(internalName(b), internalName(a));
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  /** Returns a class file with other names in its constants. */
  private static byte[] renamed(InputStream classFile, Map<String, String> names)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataInputStream in = new DataInputStream(classFile);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(in.readLong()); // Magic and version.
    int count = in.readUnsignedShort();
    out.writeShort(count);
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      if (tag == UTF8) {
        out.writeUTF(renamed(in.readUTF(), names));
        continue;
      }
      out.write(in.readNBytes(size(tag)));
      if (tag == 5 || tag == 6) {
        i++; // A long or a double takes two places.
      }
    }
    in.transferTo(out);
    return bytes.toByteArray();
  }

  /** Replaces a name of a class, or those in a descriptor or signature. */
  private static String renamed(String constant, Map<String, String> names) {
    String whole = names.get(constant);
    if (whole != null || constant.indexOf(';') < 0) {
      return whole == null ? constant : whole;
    }
    return Pattern.compile("(?<=L)[\\w/$]+(?=[;<])")
        .matcher(constant)
        .replaceAll(m -> Matcher.quoteReplacement(names.getOrDefault(m.group(), m.group())));
  }

  /** Returns the bytes of a constant behind its tag. */
  private static int size(int tag) {
    return switch (tag) {
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case 5, 6 -> 8;
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      default -> throw new IllegalStateException("constant of tag " + tag);
    };
  }
}
