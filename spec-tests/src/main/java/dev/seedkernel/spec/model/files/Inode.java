package dev.seedkernel.spec.model.files;

import dev.seedkernel.spec.program.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** A file, apart from its names: of which there may be none, one or many. */
public sealed interface Inode {
  /** Bits 15:12 of {@code st_mode}, which are also {@code d_type}. */
  int type();

  /** Bits 11:0 of {@code st_mode}. */
  int permissions();

  /** Returns this file with other permissions (FS-47). */
  Inode withPermissions(int changed);

  /**
   * A directory.
   *
   * @param names what is in it, without {@code .} and {@code ..}
   * @param parent where {@code ..} leads to, also when this directory was removed (FS-25)
   * @param known whether {@code names} is all: directories that cases share have more
   */
  record Directory(Map<String, Integer> names, int parent, int permissions, boolean known)
      implements Inode {
    public Directory {
      names = Map.copyOf(names);
    }

    /** Returns an empty directory. */
    public static Directory empty(int parent, int permissions) {
      return new Directory(Map.of(), parent, permissions, true);
    }

    Directory with(String name, int inode) {
      Map<String, Integer> changed = new HashMap<>(names);
      changed.put(name, inode);
      return new Directory(changed, parent, permissions, known);
    }

    Directory without(String name) {
      Map<String, Integer> changed = new HashMap<>(names);
      changed.remove(name);
      return new Directory(changed, parent, permissions, known);
    }

    Directory withParent(int changed) {
      return new Directory(names, changed, permissions, known);
    }

    @Override
    public int type() {
      return 4;
    }

    @Override
    public Directory withPermissions(int changed) {
      return new Directory(names, parent, changed, known);
    }
  }

  /**
   * A regular file.
   *
   * @param companion the number of the companion of the case whose program this is, from 1 on; its
   *     bytes are not in {@code content}
   */
  record RegularFile(Content content, int permissions, OptionalInt companion) implements Inode {
    /** Returns an empty file. */
    public static RegularFile empty(int permissions) {
      return new RegularFile(Content.EMPTY, permissions, OptionalInt.empty());
    }

    /** Returns this file with another content. */
    public RegularFile with(Content changed) {
      return new RegularFile(changed, permissions, companion);
    }

    @Override
    public int type() {
      return 8;
    }

    @Override
    public RegularFile withPermissions(int changed) {
      return new RegularFile(content, changed, companion);
    }
  }

  /** A symbolic link. Its permissions are 0777 and nothing changes them (FS-39). */
  record SymbolicLink(String target) implements Inode {
    @Override
    public int type() {
      return 10;
    }

    @Override
    public int permissions() {
      return 0777;
    }

    @Override
    public SymbolicLink withPermissions(int changed) {
      return this;
    }
  }

  /**
   * A pipe.
   *
   * @param bytes what was written and not read
   * @param wholePages whether only multiples of 4096 bytes were written and read: then it is known
   *     how many more fit
   */
  record Pipe(Bytes bytes, boolean wholePages, int permissions) implements Inode {
    /** How many bytes fit (PIPE-6). */
    public static final int CAPACITY = 65536;

    /** Writes of so many bytes and fewer are not divided (PIPE-4). */
    public static final int ATOMIC = 4096;

    /** What {@code pipe2} makes (PIPE-9). */
    public static final Pipe EMPTY = new Pipe(Bytes.EMPTY, true, 0600);

    /** Returns this pipe with bytes behind the others. */
    public Pipe written(Bytes more) {
      return new Pipe(bytes.then(more), wholePages && isWhole(more.length()), permissions);
    }

    /** Returns this pipe without the first bytes. An empty one is as a new one. */
    public Pipe read(int count) {
      Bytes rest = bytes.slice(count, bytes.length() - count);
      return new Pipe(rest, rest.length() == 0 || (wholePages && isWhole(count)), permissions);
    }

    private static boolean isWhole(int count) {
      return count % ATOMIC == 0;
    }

    @Override
    public int type() {
      return 1;
    }

    @Override
    public Pipe withPermissions(int changed) {
      return new Pipe(bytes, wholePages, changed);
    }
  }

  /** A character device. */
  record Device(Kind kind, int permissions) implements Inode {
    /** Which one. */
    public enum Kind {
      CONSOLE,
      NULL,
      ZERO
    }

    @Override
    public int type() {
      return 2;
    }

    @Override
    public Device withPermissions(int changed) {
      return new Device(kind, changed);
    }
  }
}
