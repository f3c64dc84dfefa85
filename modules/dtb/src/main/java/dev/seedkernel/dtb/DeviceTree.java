package dev.seedkernel.dtb;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A device tree: its nodes, the memory reservations and the boot CPU, as an immutable value.
 *
 * <p>Every tree, read or built, keeps the rules of {@link #MAX_DEPTH} and {@link #MAX_SIZE}, and no
 * two of its nodes have the same phandle. So what one method gives another takes: {@code
 * parse(tree.toBytes())} and, but for the boot CPU, {@code parseDts(tree.toDts())} equal the tree.
 */
public final class DeviceTree {
  /** Deepest nesting of nodes, the root included; Linux has the same bound. */
  public static final int MAX_DEPTH = 64;

  /** Most bytes of a blob, and most characters of a DTS text. */
  public static final int MAX_SIZE = 16 << 20;

  private final Node root;
  private final List<MemoryReservation> memoryReservations;
  private final long bootCpuId;
  private final Map<Long, Node> phandles;

  private DeviceTree(
      Node root, List<MemoryReservation> reservations, long bootCpuId, Map<Long, Node> phandles) {
    this.root = root;
    this.memoryReservations = List.copyOf(reservations);
    this.bootCpuId = bootCpuId;
    this.phandles = phandles;
  }

  /** Checks the rules that span nodes, and freezes the draft. */
  static DeviceTree create(NodeBuilder draft, List<MemoryReservation> reservations, long bootCpuId)
      throws DtbException {
    TreeRules.checkBounds(draft, reservations.size());
    Node root = new Node(null, draft);
    return new DeviceTree(root, reservations, bootCpuId, TreeRules.phandles(root));
  }

  /**
   * Reads a flattened device tree of version 16 or 17, or of a later one that readers of version 17
   * may read (Devicetree Specification 5). Bytes after the tree's own {@code totalsize} are not
   * looked at.
   *
   * @param blob memory that starts with the header
   * @throws DtbException if it breaks a rule of the format
   */
  public static DeviceTree parse(MemorySegment blob) throws DtbException {
    return DtbReader.read(blob);
  }

  /**
   * Reads a flattened device tree from the start of an array.
   *
   * @throws DtbException as {@link #parse(MemorySegment)}
   */
  public static DeviceTree parse(byte[] blob) throws DtbException {
    return DtbReader.read(MemorySegment.ofArray(blob));
  }

  /**
   * Reads DTS version 1 text. It reads nothing but the text: {@code /include/} and {@code
   * /incbin/}, and the C preprocessor's lines, are refused. The boot CPU is, as dtc has it, the
   * {@code reg} of the first child of {@code /cpus} if that is one cell, else 0.
   *
   * @throws DtbException if the text breaks a rule; the rule starts with the line and column, and
   *     the offset counts bytes of the text in UTF-8
   */
  public static DeviceTree parseDts(String text) throws DtbException {
    return new DtsParser(text).parse();
  }

  /** Builds a tree: {@code content} fills the root node. */
  public static DeviceTree build(Consumer<NodeBuilder> content) {
    return builder().root(content).build();
  }

  /** Starts a tree with an empty root node. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts a tree that is a copy of this one, to be changed. */
  public Builder edit() {
    Builder builder = new Builder();
    builder.root.copy(root);
    builder.reservations.addAll(memoryReservations);
    builder.bootCpuId = bootCpuId;
    return builder;
  }

  /** Returns the root node. */
  public Node root() {
    return root;
  }

  /** Returns every node, a node before its children, in order. */
  public Stream<Node> nodes() {
    return below(root);
  }

  private static Stream<Node> below(Node node) {
    return Stream.concat(Stream.of(node), node.children().stream().flatMap(DeviceTree::below));
  }

  /**
   * Looks a node up by its path, for example {@code /cpus/cpu@0}. A name without a unit address
   * also finds the only child with that base name; see {@link Node#child}. A path that does not
   * start with '/' starts with a name that {@code /aliases} gives to a path.
   *
   * @return the node, or nothing if there is none or the path is ambiguous
   */
  public Optional<Node> node(String path) {
    if (path.startsWith("/")) {
      return descend(root, path);
    }
    int slash = path.indexOf('/');
    String alias = slash < 0 ? path : path.substring(0, slash);
    Optional<Node> start = descend(root, "/aliases").flatMap(node -> aliased(node, alias));
    return slash < 0 ? start : start.flatMap(node -> descend(node, path.substring(slash)));
  }

  private Optional<Node> aliased(Node aliases, String alias) {
    try {
      Optional<Property> target = aliases.property(alias);
      // Only a full path will do: an alias of an alias could go round for ever.
      return target.isPresent() && target.get().string().startsWith("/")
          ? descend(root, target.get().string())
          : Optional.empty();
    } catch (DtbException e) {
      return Optional.empty(); // not a string, so the name of no node
    }
  }

  private static Optional<Node> descend(Node start, String path) {
    Optional<Node> node = Optional.of(start);
    for (int from = 1; from < path.length() && node.isPresent(); ) {
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      String name = path.substring(from, end);
      node = node.get().child(name);
      from = end + 1;
    }
    return node;
  }

  /** Returns the node whose {@code phandle} or {@code linux,phandle} this is. */
  public Optional<Node> nodeByPhandle(long phandle) {
    return Optional.ofNullable(phandles.get(phandle));
  }

  /** Returns the memory reservations in order. */
  public List<MemoryReservation> memoryReservations() {
    return memoryReservations;
  }

  /** Returns the physical id of the boot CPU ({@code boot_cpuid_phys}), 0 to 2^32-1. */
  public long bootCpuId() {
    return bootCpuId;
  }

  /**
   * Writes the tree as a blob of version 17 that readers of version 16 can read. The same tree
   * gives the same bytes, and they are those that dtc writes.
   */
  public byte[] toBytes() {
    return DtbWriter.write(this);
  }

  /** Writes the tree as DTS text in the form of {@code dtc -I dtb -O dts}. */
  public String toDts() {
    return DtsWriter.text(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceTree that
        && bootCpuId == that.bootCpuId
        && memoryReservations.equals(that.memoryReservations)
        && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * root.hashCode() + memoryReservations.hashCode()) + Long.hashCode(bootCpuId);
  }

  /** Returns the DTS text. */
  @Override
  public String toString() {
    return toDts();
  }

  /** A tree in the making. */
  public static final class Builder {
    private final NodeBuilder root = new NodeBuilder(null, "");
    private final List<MemoryReservation> reservations = new ArrayList<>();
    private long bootCpuId;

    private Builder() {}

    /** Fills or edits the root node. */
    public Builder root(Consumer<NodeBuilder> content) {
      content.accept(root);
      return this;
    }

    /**
     * Adds a memory reservation.
     *
     * @throws IllegalArgumentException if the size is 0
     */
    public Builder reserve(long address, long size) {
      reservations.add(new MemoryReservation(address, size));
      return this;
    }

    /**
     * Sets the physical id of the boot CPU.
     *
     * @throws IllegalArgumentException if it is not within 0 to 2^32-1
     */
    public Builder bootCpuId(long id) {
      if (id >>> 32 != 0) {
        throw new IllegalArgumentException("a CPU id is 0 to 0xffffffff: " + id);
      }
      bootCpuId = id;
      return this;
    }

    /**
     * Returns the tree; the builder can be used on.
     *
     * @throws IllegalArgumentException if the tree is too deep or too large, or a phandle is
     *     malformed or used twice
     */
    public DeviceTree build() {
      try {
        return create(root, reservations, bootCpuId);
      } catch (DtbException e) {
        throw new IllegalArgumentException(e.rule(), e);
      }
    }
  }
}
