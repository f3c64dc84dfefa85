package dev.seedkernel.spec.model.files;

/**
 * What a process has of the tree besides descriptors; {@code clone} copies it.
 *
 * @param directory the inode of its working directory
 * @param umask which permissions new files do not get
 */
public record Place(int directory, int umask) {
  /** Returns this place in another directory. */
  public Place in(int other) {
    return new Place(other, umask);
  }

  /** Returns this place with another mask. */
  public Place withUmask(int mask) {
    return new Place(directory, mask);
  }
}
