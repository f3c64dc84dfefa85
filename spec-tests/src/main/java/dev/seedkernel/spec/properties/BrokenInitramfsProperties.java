package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Compressed;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** CPIO: what is made beside what the members say, and what is refused. */
final class BrokenInitramfsProperties {
  private BrokenInitramfsProperties() {}

  private static final int PAGE = 4096;
  private static final int MOST_NAME = 4095;
  private static final int MOST_COMPONENT = 255;

  private static List<Member> hello() {
    return InitProgram.members(Board.hello().build());
  }

  private static BootInput files(Bytes buffer) {
    return new BootInput.Files(buffer, Optional.empty());
  }

  private static BootCase refused(String title, Bytes buffer) {
    return BootProperties.runsIf(false, title, files(buffer));
  }

  /** Returns an archive of a member among those that /init needs. */
  private static Bytes archive(Member member, boolean first) {
    List<Member> members = new ArrayList<>(hello());
    members.add(first ? 0 : members.size(), member);
    return Member.archive(members);
  }

  /** Files in directories that no member makes. */
  @Clause({"CPIO-14", "CPIO-1"})
  static Arbitrary<BootCase> missingDirectoriesAreMade() {
    Arbitrary<String> path =
        Arbitraries.strings()
            .withCharRange('a', 'c')
            .ofMinLength(1)
            .ofMaxLength(2)
            .list()
            .ofMinSize(1)
            .ofMaxSize(5)
            .map(names -> "m/" + String.join("/", names));
    Arbitrary<Member> member =
        InitramfsParts.member().filter(m -> (m.mode() & Member.S_IFMT) != Member.S_IFDIR);
    return Combinators.combine(path, member)
        .as((name, made) -> InitramfsParts.rename(made, name))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .filter(BrokenInitramfsProperties::isTree)
        .map(members ->
            InitramfsParts.unpacks(
                "members without directories",
                List.of(members),
                (archives, init) -> InitramfsParts.joined(archives, init)));
  }

  /** No path twice, or through another member. */
  private static boolean isTree(List<Member> members) {
    return members.stream()
        .allMatch(member ->
            members.stream()
                    .filter(other -> (other.text() + "/").startsWith(member.text() + "/"))
                    .count()
                == 1);
  }

  /** Buffers that end too early. */
  @Clause({"CPIO-16", "BOOT-3"})
  static Arbitrary<BootCase> cutBuffersAreRefused() {
    return Combinators.combine(
            Arbitraries.of(Compressed.class),
            InitramfsParts.member().filter(m -> (m.mode() & Member.S_IFMT) == Member.S_IFREG),
            Arbitraries.doubles().between(0, 1))
        .as((format, member, part) -> {
          Member last = InitramfsParts.rename(member, "last");
          Bytes before = Member.run(hello());
          if (format == Compressed.PLAIN) {
            // Inside of the last member, but not in its padding, or of the trailer.
            Member cut = part < 0.2 ? Member.trailer() : last;
            Bytes whole = part < 0.2 ? before.then(last.bytes()) : before;
            int size = (Member.HEADER + cut.name().length() + 3) / 4 * 4 + cut.content().length();
            int most = cut.content().length() > 0 ? size : Member.HEADER + cut.name().length();
            int length = 1 + (int) ((most - 2) * part);
            return refused("cut at " + length, whole.then(cut.bytes().slice(0, length)));
          }
          Bytes whole = format.of(Member.archive(List.of(last)));
          // Of the end of LZMA not every byte is looked at.
          int length = 8 + (int) ((whole.length() - 16) * part);
          Bytes start = Member.archive(hello());
          return refused(
              format + " cut at " + length + " of " + whole.length(),
              start.resized((start.length() + 3) & -4).then(whole.slice(0, length)));
        });
  }

  /** Bytes that are nothing. */
  @Clause({"CPIO-16", "BOOT-3"})
  static Arbitrary<BootCase> foreignBytesAreRefused() {
    Arbitrary<Bytes> foreign =
        Arbitraries.oneOf(
            Arbitraries.bytes()
                .between((byte) 1, (byte) 0x1e)
                .filter(one -> one != 2 && one != 4)
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(300)
                .map(bytes -> Bytes.of(bytes)),
            Arbitraries.of("070707", "070703", "07070", "ustar", "#!/bin/sh\n", "\u007fELF")
                .map(text -> Bytes.ofText(text).resized(200)));
    return Combinators.combine(
            foreign, integer(0, 3), integer(0, 20), Arbitraries.of(Compressed.class))
        .as((bytes, where, zeros, format) -> {
          Bytes good = Member.archive(hello());
          Bytes padding = Bytes.zeros(4 * zeros);
          Bytes padded = bytes.resized((bytes.length() + 3) & -4);
          return refused(
              "foreign bytes %s, %d, %s".formatted(bytes, where, format),
              switch (where) {
                case 0 -> padded.then(good);
                case 1 -> good.then(padding).then(bytes);
                case 2 -> format.of(good.then(padding).then(bytes));
                default -> good.then(padding).then(padded).then(good);
              });
        });
  }

  /** Members whose sum is not that of their content. */
  @Clause({"CPIO-17", "BOOT-3"})
  static Arbitrary<BootCase> wrongSumsAreRefused() {
    Arbitrary<Long> errors =
        Arbitraries.oneOf(
            Arbitraries.of(0L, 1L, -1L, 256L, 1L << 31), Arbitraries.longs().between(0, 1 << 20));
    return Combinators.combine(InitramfsParts.content(), errors, Arbitraries.of(true, false))
        .as((content, error, first) -> {
          Member member = Member.of("summed", Member.S_IFREG | 0644, content).withSum();
          long wrong = (member.field(Field.CHECK) + error) & 0xffff_ffffL;
          return BootProperties.runsIf(
              error == 0,
              "a sum that is wrong by " + error,
              files(archive(member.with(Field.CHECK, wrong), first)));
        });
  }

  /** Fields with characters that are no digits. */
  @Clause({"CPIO-18", "BOOT-3"})
  static Arbitrary<BootCase> wrongDigitsAreRefused() {
    return Combinators.combine(
            Arbitraries.of(Field.class),
            integer(0, 7),
            Arbitraries.of('g', 'G', 'x', ' ', '-', '+', '/', ':', '@', '`', '\0', '\u00ff', '_'),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as((field, digit, wrong, first, directory) -> {
          Member good =
              directory
                  ? Member.of("digits", Member.S_IFDIR | 0755, Bytes.EMPTY)
                  : Member.of("digits", Member.S_IFREG | 0755, Bytes.ofText("content"));
          Bytes bad = good.bytes().with(field.offset() + digit, Bytes.of((int) wrong));
          Bytes others = Member.run(hello());
          Bytes end = Member.trailer().bytes();
          return refused(
              "digit %d of %s is %d".formatted(digit, field, (int) wrong),
              first ? bad.then(others).then(end) : others.then(bad).then(end));
        });
  }

  /** Names that are too long, or have no end, and such that are just long enough. */
  @Clause({"CPIO-18", "BOOT-3"})
  static Arbitrary<BootCase> wrongNamesAreRefused() {
    return Combinators.combine(integer(0, 2), integer(-5, 60), Arbitraries.of(true, false))
        .as((how, more, first) -> {
          Member plain = Member.of("x", Member.S_IFREG | 0644, Bytes.ofText("content"));
          String component = "c".repeat(MOST_COMPONENT);
          boolean right = more <= 0;
          Member member =
              switch (how) {
                case 0 -> {
                  int length = 5 + Math.abs(more);
                  Member named = InitramfsParts.rename(plain, "e".repeat(length));
                  Bytes name = named.name();
                  yield new Member(
                      named.magic(),
                      named.fields(),
                      false,
                      right ? name : name.with(name.length() - 1, Bytes.of('e')),
                      named.content());
                }
                case 1 -> {
                  int rest = MOST_NAME + more - 15 * (MOST_COMPONENT + 1);
                  yield InitramfsParts.rename(
                      plain, (component + "/").repeat(15) + "f".repeat(rest));
                }
                default -> InitramfsParts.rename(plain, "g".repeat(MOST_COMPONENT + more));
              };
          return BootProperties.runsIf(
              right,
              "a name of %d bytes, %d".formatted(member.name().length(), how),
              files(archive(member, first)));
        });
  }

  /** Members that a limit does not allow are named, with the limit. */
  @Clause({"CPIO-19", "BOOT-3", "LIMIT-1"})
  static Arbitrary<BootCase> membersBeyondLimitsAreNamed() {
    return Combinators.combine(integer(0, 60), integer(1, 20), Arbitraries.of(true, false))
        .as((more, pages, bytes) -> {
          List<Member> members = new ArrayList<>(hello());
          long own = (members.getLast().content().length() + PAGE - 1L) / PAGE;
          if (bytes) {
            int length = pages * PAGE + more;
            members.add(Member.of("too-large", Member.S_IFREG | 0600, Bytes.filled('l', length)));
            long needed = own + (length + PAGE - 1L) / PAGE;
            Bytes archive = Member.archive(members);
            return more % 2 == 0
                ? BootProperties.runsIf(true, "it just fits", files(archive))
                    .withLimits(Map.of("file-bytes", needed * PAGE))
                : named(archive, "file-bytes", needed * PAGE - 1, "too-large");
          }
          for (int i = 0; i < 50 + more; i++) {
            int type = i % 3 == 0 ? Member.S_IFDIR : i % 3 == 1 ? Member.S_IFREG : Member.S_IFIFO;
            members.add(Member.of("too-many" + i, type | 0755, Bytes.EMPTY));
          }
          return named(Member.archive(members), "files", 50L, "too-many");
        });
  }

  private static BootCase named(Bytes archive, String limit, long value, String member) {
    return BootCase.of(
            "a member beyond " + limit + "=" + value,
            files(archive),
            Optional.empty(),
            seen ->
                Board.refused(seen, Board.UNFIT, member)
                    .or(() -> Board.refused(seen, Board.UNFIT, limit)))
        .withLimits(Map.of(limit, value));
  }
}
