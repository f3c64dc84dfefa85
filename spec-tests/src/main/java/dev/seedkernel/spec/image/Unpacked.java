package dev.seedkernel.spec.image;

import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.program.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the members of an initramfs become, by the clauses of CPIO: the files by their paths without
 * a leading slash.
 */
public record Unpacked(Map<String, Node> nodes) {
  private static final int PERMISSIONS = 07777;
  private static final int MADE_DIRECTORY = Member.S_IFDIR | 0755;

  /**
   * A file; two names of one file have equal ones.
   *
   * @param mode type and permissions
   * @param content bytes, or the target of a link
   * @param major of the device, minor too
   * @param time of modification, in seconds; nothing where no clause says it
   * @param links how many names it has; nothing for directories
   */
  public record Node(
      int mode,
      Bytes content,
      long major,
      long minor,
      Optional<Long> time,
      Optional<Integer> links) {
    public int type() {
      return mode & Member.S_IFMT;
    }
  }

  /** A file that members have made, while more may change it. */
  private static final class File {
    Member first;
    Bytes content;
    int mode;
    Optional<Long> time = Optional.empty();
    int names;

    File(Member first) {
      this.first = first;
      this.content = first.content();
    }
  }

  private record Identity(int archive, long inode, long major, long minor) {}

  /** Returns what the members of archives, one behind the other, become. */
  public static Unpacked of(List<List<Member>> archives) {
    Map<String, File> files = new TreeMap<>();
    Map<Identity, File> linked = new HashMap<>();
    for (int i = 0; i < archives.size(); i++) {
      for (Member member : archives.get(i)) {
        add(member, i, files, linked);
      }
    }
    Map<String, Node> nodes = new TreeMap<>();
    files.forEach((path, file) -> nodes.put(path, node(file)));
    for (String path : files.keySet()) {
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        nodes.putIfAbsent(
            path.substring(0, at),
            new Node(MADE_DIRECTORY, Bytes.EMPTY, 0, 0, Optional.empty(), Optional.empty()));
      }
    }
    return new Unpacked(nodes);
  }

  private static void add(
      Member member, int archive, Map<String, File> files, Map<Identity, File> linked) {
    String path = path(member.text());
    int type = member.mode() & Member.S_IFMT;
    Identity identity =
        new Identity(
            archive,
            member.field(Field.INO),
            member.field(Field.DEVMAJOR),
            member.field(Field.DEVMINOR));
    boolean links =
        type != Member.S_IFDIR && type != Member.S_IFLNK && member.field(Field.NLINK) > 1;
    File file = links ? linked.get(identity) : null;
    if (file == null) {
      file = new File(member);
    } else if (member.content().length() > 0) {
      file.content = member.content();
    }
    File before = files.put(path, file);
    if (before != null) {
      before.names--;
    }
    file.names++;
    file.mode = member.mode();
    boolean again = before != null && type == Member.S_IFDIR;
    file.time = again ? Optional.empty() : Optional.of(member.field(Field.MTIME));
    if (links) {
      linked.put(identity, file);
    }
  }

  private static String path(String name) {
    String path = name;
    while (path.startsWith("/") || path.startsWith("./")) {
      path = path.substring(path.indexOf('/') + 1);
    }
    return path;
  }

  private static Node node(File file) {
    int type = file.mode & Member.S_IFMT;
    boolean special = type == Member.S_IFCHR || type == Member.S_IFBLK;
    return new Node(
        type | (file.mode & PERMISSIONS),
        type == Member.S_IFREG || type == Member.S_IFLNK ? file.content : Bytes.EMPTY,
        special ? file.first.field(Field.RDEVMAJOR) : 0,
        special ? file.first.field(Field.RDEVMINOR) : 0,
        file.time,
        type == Member.S_IFDIR ? Optional.empty() : Optional.of(file.names));
  }
}
