package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.InitramfsParts.content;
import static dev.seedkernel.spec.properties.InitramfsParts.joined;
import static dev.seedkernel.spec.properties.InitramfsParts.member;
import static dev.seedkernel.spec.properties.InitramfsParts.rename;
import static dev.seedkernel.spec.properties.InitramfsParts.tree;
import static dev.seedkernel.spec.properties.InitramfsParts.unpacks;
import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Compressed;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** CPIO: what an initramfs becomes. */
final class InitramfsProperties {
  private InitramfsProperties() {}

  private static final String TRAILER = "TRAILER!!!";

  /** Members of all types become files, with what their headers say. */
  @Clause({"CPIO-1", "CPIO-2", "CPIO-3", "CPIO-13", "CPIO-15", "BOOT-4"})
  static Arbitrary<BootCase> membersBecomeFiles() {
    return tree(8)
        .map(members ->
            unpacks(
                "an archive",
                List.of(members),
                (archives, init) -> {
                  List<Member> all = new ArrayList<>(archives.getFirst());
                  all.addAll(init);
                  return Member.archive(all);
                }));
  }

  /** Several archives, with zeros around them. */
  @Clause({"CPIO-4", "CPIO-5"})
  static Arbitrary<BootCase> archivesFollowEachOther() {
    return Combinators.combine(
            tree(3).list().ofMinSize(1).ofMaxSize(3), integer(0, 300).list().ofSize(5))
        .as((trees, zeros) ->
            unpacks(
                "archives with zeros " + zeros,
                apart(trees),
                (archives, init) -> {
                  Bytes all = Bytes.EMPTY;
                  for (int i = 0; i < archives.size(); i++) {
                    all =
                        all.then(Bytes.zeros(4 * zeros.get(i)))
                            .then(Member.archive(archives.get(i)));
                  }
                  return all.then(Bytes.zeros(4 * zeros.get(3)))
                      .then(Member.archive(init))
                      .then(Bytes.zeros(4 * zeros.get(4)));
                }));
  }

  /** Puts each tree into a directory of its own. */
  private static List<List<Member>> apart(List<List<Member>> trees) {
    List<List<Member>> apart = new ArrayList<>();
    for (int i = 0; i < trees.size(); i++) {
      String directory = "t" + i;
      List<Member> members =
          new ArrayList<>(List.of(Member.of(directory, Member.S_IFDIR | 0711, Bytes.EMPTY)));
      for (Member member : trees.get(i)) {
        members.add(rename(member, directory + "/" + member.text().replaceFirst("^\\.?/", "")));
      }
      apart.add(members);
    }
    return apart;
  }

  /** Parts in all compressions and plain ones, in any order. */
  @Clause({"CPIO-6", "CPIO-7"})
  static Arbitrary<BootCase> partsAreUnpacked() {
    return Combinators.combine(
            tree(3).list().ofSize(3),
            Arbitraries.of(Compressed.class).list().ofSize(3),
            Arbitraries.of(Compressed.class),
            integer(0, 9).list().ofSize(4))
        .as((trees, formats, last, zeros) ->
            unpacks(
                "parts %s, %s".formatted(formats, last),
                apart(trees),
                (archives, init) -> {
                  Bytes all = Bytes.EMPTY;
                  for (int i = 0; i < archives.size(); i++) {
                    all = all.then(part(Member.archive(archives.get(i)), formats.get(i), false));
                    // A plain part begins at a multiple of 4.
                    int padding = -all.length() & 3;
                    all = all.then(Bytes.zeros(padding + 4 * zeros.get(i)));
                  }
                  return all.then(part(Member.archive(init), last, true))
                      .then(Bytes.zeros(zeros.get(3)));
                }));
  }

  /** Only the last part may be one whose end cannot be told. */
  private static Bytes part(Bytes archive, Compressed format, boolean last) {
    return !last && format == Compressed.LZ4 ? archive : format.of(archive);
  }

  /** Names of one file, and of files that merely have one number. */
  @Clause({"CPIO-8", "CPIO-9"})
  static Arbitrary<BootCase> hardLinks() {
    return Combinators.combine(
            member().filter(m -> (m.mode() & Member.S_IFMT) != Member.S_IFDIR),
            integer(2, 4),
            integer(0, 3),
            integer(0, 2),
            Arbitraries.of(0L, 1L, 0xffff_ffffL))
        .as((member, count, holder, how, inode) -> {
          int links = how == 0 ? 1 : count;
          List<Member> names = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            boolean empty =
                how == 1
                    && i != holder % count
                    && (member.mode() & Member.S_IFMT) == Member.S_IFREG;
            Member one = empty ? Member.of("", member.mode(), Bytes.EMPTY) : member;
            names.add(
                rename(
                    one.with(Field.INO, inode)
                        .with(Field.NLINK, links)
                        .with(Field.DEVMINOR, 3)
                        .with(Field.MTIME, 77),
                    "name" + i));
          }
          List<List<Member>> archives =
              how == 2 ? names.stream().map(List::of).toList() : List.of(names);
          boolean linked = how == 1 && (member.mode() & Member.S_IFMT) != Member.S_IFLNK;
          InitProgram init = new InitProgram();
          TreeProbe.sameFile(init, "name0", "name1", linked);
          String title = List.of("one link each", "links", "links of several archives").get(how);
          return unpacks(title, archives, init, (all, own) -> joined(all, own));
        });
  }

  /** What looks like a trailer, and is none. */
  @Clause({"CPIO-10", "CPIO-1"})
  static Arbitrary<BootCase> trailersThatAreNone() {
    return Combinators.combine(
            Arbitraries.of(TRAILER + "x", "x" + TRAILER, "d/" + TRAILER, "trailer!!!", "TRAILER!!"),
            Arbitraries.of(0, 1, 2, 3, 4),
            content())
        .as((name, padding, content) -> {
          Bytes inside = Bytes.zeros(padding).then(Member.trailer().bytes()).then(content);
          List<Member> members =
              List.of(
                  Member.of("d", Member.S_IFDIR | 0755, Bytes.EMPTY),
                  Member.of("e", Member.S_IFREG | 0600, inside),
                  Member.of(name, Member.S_IFREG | 0644, content),
                  Member.of("f", Member.S_IFLNK | 0777, Bytes.ofText(TRAILER)),
                  Member.of(TRAILER + "d", Member.S_IFDIR | 0755, Bytes.EMPTY),
                  Member.of(TRAILER + "d/g", Member.S_IFREG | 0644, Bytes.ofText("g")));
          return unpacks("no trailers", List.of(members), (all, init) -> joined(all, init));
        });
  }

  /** Links that lead nowhere, or out; a path through them is one of the tree. */
  @Clause({"CPIO-11"})
  static Arbitrary<BootCase> linksAreKept() {
    return Combinators.combine(
            Arbitraries.of("../../../../", "/../", "..//../", "/", "./../"),
            Arbitraries.of("missing", "missing/x", "self", "x/../../y"),
            integer(1, 30))
        .as((out, nowhere, length) -> {
          Bytes content = Bytes.filled('c', length);
          List<Member> members =
              List.of(
                  Member.of("there", Member.S_IFREG | 0644, content),
                  Member.of("self", Member.S_IFLNK | 0777, Bytes.ofText("self")),
                  Member.of("nowhere", Member.S_IFLNK | 0777, Bytes.ofText(nowhere)),
                  Member.of("out", Member.S_IFLNK | 0777, Bytes.ofText(out + "there")));
          InitProgram init = new InitProgram();
          int open =
              init.succeeds(Calls.openat(Calls.AT_FDCWD, init.program().string("/out"), 0, 0));
          init.gives(
              Calls.read(init.program().result(open), init.program().allot(64)), length, content);
          return unpacks(
              "links to " + nowhere + " and " + out,
              List.of(members),
              init,
              (all, own) -> joined(all, own));
        });
  }

  /** Returns two runs of members as one archive, or as two. */
  private static List<List<Member>> runs(List<Member> early, List<Member> late, boolean divided) {
    if (divided) {
      return List.of(early, late);
    }
    List<Member> all = new ArrayList<>(early);
    all.addAll(late);
    return List.of(all);
  }

  /** A later member replaces an earlier one. */
  @Clause({"CPIO-12", "CPIO-4"})
  static Arbitrary<BootCase> laterMembersReplace() {
    Arbitrary<List<Member>> versions =
        member()
            .filter(m -> (m.mode() & Member.S_IFMT) != Member.S_IFDIR)
            .list()
            .ofMinSize(2)
            .ofMaxSize(4)
            .map(InitramfsProperties::oneDevice);
    return Combinators.combine(versions, Arbitraries.of(true, false))
        .as((files, divided) -> {
          List<Member> all = files.stream().map(file -> rename(file, "x")).toList();
          return unpacks(
              "replaced",
              runs(all.subList(0, 1), all.subList(1, all.size()), divided),
              (archives, init) -> joined(archives, init));
        });
  }

  /** A directory that comes again keeps what is in it, and has the new permissions. */
  @Clause({"CPIO-12", "CPIO-4"})
  static Arbitrary<BootCase> laterDirectoriesKeepTheirFiles() {
    return Combinators.combine(
            InitramfsParts.permissions(),
            InitramfsParts.permissions(),
            member(),
            Arbitraries.of(true, false))
        .as((first, second, held, divided) ->
            unpacks(
                "a directory twice",
                runs(
                    List.of(
                        Member.of("d", Member.S_IFDIR | first, Bytes.EMPTY),
                        rename(held, "d/kept")),
                    List.of(Member.of("d", Member.S_IFDIR | second, Bytes.EMPTY)),
                    divided),
                (archives, init) -> joined(archives, init)));
  }

  /** Leaves out special files of one type behind each other: which device stays is nobody's. */
  private static List<Member> oneDevice(List<Member> members) {
    List<Member> kept = new ArrayList<>();
    for (Member member : members) {
      int type = member.mode() & Member.S_IFMT;
      boolean special = type != Member.S_IFREG && type != Member.S_IFLNK;
      boolean same = !kept.isEmpty() && (kept.getLast().mode() & Member.S_IFMT) == type;
      if (!special || !same) {
        kept.add(member);
      }
    }
    return kept;
  }
}
