package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.image.Unpacked;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What properties of initramfs are put together from. */
final class InitramfsParts {
  private static final int LONGEST_CONTENT = 5000;
  private static final long LATEST = 0xffff_ffffL;
  private static final int LONGEST_NAME = 255;

  private InitramfsParts() {}

  /**
   * A file of a tree.
   *
   * @param parent number of the directory that it is in, of those before it
   * @param style how the name is written: plain, with a slash or with a dot and a slash before it
   */
  record Entry(int parent, String name, Member member, int style) {}

  /** Any bytes: short ones, long ones, zeros, trailers. */
  static Arbitrary<Bytes> content() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            6, Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(bytes -> Bytes.of(bytes))),
        Tuple.of(1, integer(0, 9).map(length -> Bytes.zeros(length))),
        Tuple.of(
            1,
            Combinators.combine(integer(0, LONGEST_CONTENT), integer(0, 999))
                .as((length, seed) -> random(length, seed))));
  }

  private static Bytes random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return Bytes.of(bytes);
  }

  /** Names of any bytes that a name may have; none is a name that the system has itself. */
  static Arbitrary<String> name() {
    return Arbitraries.oneOf(
            Arbitraries.strings().withCharRange('a', 'e').ofMinLength(1).ofMaxLength(2),
            Arbitraries.strings()
                .withCharRange('\u0001', '\u00ff')
                .excludeChars('/')
                .ofMinLength(1)
                .ofMaxLength(12),
            integer(LONGEST_NAME - 1, LONGEST_NAME).map("n"::repeat))
        .filter(name -> !Set.of(".", "..", "dev", "init", "proc", "root").contains(name));
  }

  static Arbitrary<Integer> permissions() {
    return Arbitraries.oneOf(
        Arbitraries.of(0644, 0755, 0, 0777, 01777, 04755, 02755), integer(0, 07777));
  }

  /** A member of any type; names are put in later. */
  static Arbitrary<Member> member() {
    Arbitrary<Long> time = Arbitraries.longs().between(0, LATEST);
    Arbitrary<Member> made =
        Combinators.combine(integer(0, 7), permissions(), content(), integer(0, 255), time)
            .as((kind, permissions, content, number, seconds) ->
                of(kind, permissions, content, number).with(Field.MTIME, seconds));
    return Combinators.combine(made, Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as((member, crc, upper) -> (crc ? member.withSum() : member).withUpperCase(upper));
  }

  private static Member of(int kind, int permissions, Bytes content, int number) {
    return switch (kind) {
      case 0, 1, 2 -> Member.of("", Member.S_IFREG | permissions, content);
      case 3, 4 -> Member.of("", Member.S_IFDIR | permissions, Bytes.EMPTY);
      case 5 -> Member.of("", Member.S_IFLNK | 0777, target(content));
      case 6 -> Member.of("", Member.S_IFIFO | permissions, Bytes.EMPTY);
      default ->
          Member.of(
                  "",
                  (number % 2 == 0 ? Member.S_IFCHR : Member.S_IFBLK) | permissions,
                  Bytes.EMPTY)
              .with(Field.RDEVMAJOR, number)
              .with(Field.RDEVMINOR, (number * 7L) % 1000);
    };
  }

  private static Bytes target(Bytes content) {
    byte[] bytes = content.resized(Math.max(1, Math.min(content.length(), 60))).toArray();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 0 ? (byte) 'z' : bytes[i];
    }
    return Bytes.of(bytes);
  }

  private static Arbitrary<Entry> entry() {
    return Combinators.combine(integer(0, 5), name(), member(), integer(0, 2)).as(Entry::new);
  }

  /** Members of a tree: each in a directory that is there, with a name of its own. */
  static Arbitrary<List<Member>> tree(int most) {
    return entry().list().ofMinSize(1).ofMaxSize(most).map(InitramfsParts::named);
  }

  private static List<Member> named(List<Entry> entries) {
    List<Member> members = new ArrayList<>();
    List<String> directories = new ArrayList<>(List.of(""));
    Set<String> paths = new HashSet<>();
    for (Entry entry : entries) {
      String path = directories.get(entry.parent % directories.size()) + entry.name;
      if (paths.add(path)) {
        String prefix = List.of("", "/", "./").get(entry.style);
        members.add(rename(entry.member, prefix + path));
        if ((entry.member.mode() & Member.S_IFMT) == Member.S_IFDIR) {
          directories.add(path + "/");
        }
      }
    }
    return members;
  }

  /** Returns a member with another name. */
  static Member rename(Member member, String name) {
    return new Member(
            member.magic(),
            member.fields(),
            member.upperCase(),
            Bytes.ofText(name + "\0"),
            member.content())
        .with(Field.NAMESIZE, name.length() + 1L);
  }

  /**
   * Returns a boot whose /init must find what archives become.
   *
   * @param input makes the buffer of the archives and of the members that /init needs
   */
  static BootCase unpacks(
      String title,
      List<List<Member>> archives,
      BiFunction<List<List<Member>>, List<Member>, Bytes> input) {
    return unpacks(title, archives, new InitProgram(), input);
  }

  /** Returns a boot as above, whose /init does more before. */
  static BootCase unpacks(
      String title,
      List<List<Member>> archives,
      InitProgram init,
      BiFunction<List<List<Member>>, List<Member>, Bytes> input) {
    TreeProbe.of(init, Unpacked.of(archives));
    CallProgram built = init.build();
    Bytes buffer = input.apply(archives, InitProgram.members(built));
    return init.boot(title + names(archives), built, new BootInput.Files(buffer, Optional.empty()));
  }

  private static String names(List<List<Member>> archives) {
    StringBuilder text = new StringBuilder();
    for (List<Member> archive : archives) {
      text.append('\n');
      for (Member member : archive) {
        text.append("%n  %s %06o %s".formatted(member.magic(), member.mode(), member.name()));
        text.append(' ').append(member.content());
      }
    }
    return text.toString();
  }

  /** Returns all archives one behind the other, the last one with the members of /init. */
  static Bytes joined(List<List<Member>> archives, List<Member> init) {
    Bytes all = Bytes.EMPTY;
    for (List<Member> archive : archives) {
      all = all.then(Member.archive(archive));
    }
    return all.then(Member.archive(init));
  }
}
