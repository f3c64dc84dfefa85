package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.InitramfsParts.rename;
import static dev.seedkernel.spec.properties.InitramfsParts.tree;
import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Compressed;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Member.Field;
import dev.seedkernel.spec.image.TarArchive;
import dev.seedkernel.spec.image.TarArchive.Format;
import dev.seedkernel.spec.image.TreeBlob;
import dev.seedkernel.spec.image.TreeBlob.Node;
import dev.seedkernel.spec.image.Unpacked;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Disk;
import dev.seedkernel.spec.program.Disk.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** DISK: where disks are found, what they are for, and what inputs become. */
final class DiskProperties {
  private DiskProperties() {}

  private static final long BUS = 0x1000_0000L;
  private static final long SLOTS = 0x0a00_0000L;

  /** Longer than a header's own field, and can be divided as ustar does. */
  private static final String LONG_NAME = "d".repeat(60) + "/" + "l".repeat(80);

  /**
   * A place for a device.
   *
   * @param kind 0 in the root, 1 below a bus whose addresses are others, 2 without a device, 3 and
   *     4 with a status that keeps the kernel away, of it or of the bus above it
   */
  private record Place(int kind, Flaw flaw, boolean okay) {}

  /** Slots with and without devices, below buses, and nodes that are not in use. */
  @Clause({"DISK-1", "DISK-4", "DISK-7"})
  static Arbitrary<BootCase> devicesAreFound() {
    Arbitrary<Place> place =
        Combinators.combine(
                integer(0, 4),
                Arbitraries.of(
                    Flaw.NONE,
                    Flaw.NONE,
                    Flaw.EMPTY_SLOT,
                    Flaw.EMPTY_LEGACY_SLOT,
                    Flaw.OTHER_DEVICE),
                Arbitraries.of(true, false))
            .as(Place::new);
    return place.list().ofMinSize(1).ofMaxSize(6).map(DiskProperties::board);
  }

  private static BootCase board(List<Place> places) {
    InitProgram init = Board.hello();
    List<Node> nodes = new ArrayList<>();
    List<Disk> disks = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      long unit = 0x200L * i;
      boolean bus = place.kind == 1 || place.kind == 4;
      Node node = DiskParts.node(bus ? unit : SLOTS + unit, unit);
      if (place.okay) {
        node = node.with("status", TreeBlob.string(i % 2 == 0 ? "okay" : "ok"));
      }
      if (place.kind == 3) {
        node = DiskParts.node(SLOTS + unit, unit).with("status", TreeBlob.string("disabled"));
      }
      if (bus) {
        node =
            Node.of("bus@" + i)
                .with("#address-cells", TreeBlob.cells(2))
                .with("#size-cells", TreeBlob.cells(2))
                .with("ranges", Board.reg(0, BUS, 0x1_0000))
                .with(node);
      }
      nodes.add(place.kind == 4 ? node.with("status", TreeBlob.string("disabled")) : node);
      if (place.kind != 2) {
        // What is not to be looked at would be refused.
        Flaw flaw = place.kind >= 3 ? Flaw.LEGACY : place.flaw;
        disks.add(DiskParts.input("f" + i).at((bus ? BUS : SLOTS) + unit).with(flaw));
      }
      DiskParts.looksFor(init, "f" + i, place.kind < 2 && place.flaw == Flaw.NONE);
    }
    CallProgram built = init.build();
    Bytes archive = Member.archive(InitProgram.members(built));
    nodes.add(Board.memory());
    nodes.add(Board.chosen(archive));
    TreeBlob tree = TreeBlob.of(Board.root(nodes.toArray(Node[]::new)));
    BootCase plain =
        init.boot(
            "slots " + places,
            built,
            new BootInput.Disks(Board.input(tree.bytes(), archive), disks));
    return BootCase.of(
        plain.title(),
        plain.input(),
        plain.init(),
        seen -> plain.check().apply(seen).or(() -> DiskParts.written(disks, seen, List.of())));
  }

  /** Devices that are not of version 2, and registers of something else. */
  @Clause("DISK-2")
  static Arbitrary<BootCase> otherVersionsAreRefused() {
    return Combinators.combine(
            Arbitraries.of(Flaw.LEGACY, Flaw.LATER_VERSION, Flaw.NO_MAGIC),
            Arbitraries.of("in", "out", "", "other"),
            integer(0, 2),
            Arbitraries.of(true, false))
        .as((flaw, id, others, readOnly) -> {
          List<Disk> disks = new ArrayList<>();
          for (int i = 0; i < others; i++) {
            disks.add(DiskParts.input("f" + i));
          }
          disks.add(Disk.of(id, readOnly, Bytes.zeros(512)).with(flaw));
          return DiskParts.refused("another version", disks);
        });
  }

  /** Ids, and the order where there are none. */
  @Clause({"DISK-3", "DISK-7"})
  static Arbitrary<BootCase> disksHaveRoles() {
    Arbitrary<Disk> disk =
        Combinators.combine(
                Arbitraries.of("in", "out", "", "", "In", "data", "o"), Arbitraries.of(true, false))
            .as((id, readOnly) -> Disk.of(id, readOnly, Bytes.EMPTY));
    return disk.list().ofMinSize(1).ofMaxSize(6).map(DiskProperties::roles);
  }

  private static BootCase roles(List<Disk> wanted) {
    List<Disk> disks = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Disk disk = wanted.get(i);
      boolean mayBeInput = disk.id().equals("in") || (disk.id().isEmpty() && disk.readOnly());
      // What may be an output begins with zeros.
      Bytes content = mayBeInput ? DiskParts.fileArchive("f" + i) : Bytes.zeros(8 * 512);
      disks.add(Disk.of(disk.id(), disk.readOnly(), content));
    }
    List<Integer> inputs = numbered(disks, "in");
    List<Integer> outputs = numbered(disks, "out");
    if (outputs.size() > 1 || outputs.stream().anyMatch(i -> disks.get(i).readOnly())) {
      return DiskParts.refused("roles that cannot be", disks);
    }
    if (inputs.isEmpty()) {
      inputs = numbered(disks, "").stream().filter(i -> disks.get(i).readOnly()).limit(1).toList();
    }
    if (outputs.isEmpty()) {
      outputs =
          numbered(disks, "").stream().filter(i -> !disks.get(i).readOnly()).limit(1).toList();
    }
    InitProgram init = new InitProgram();
    for (int i = 0; i < disks.size(); i++) {
      DiskParts.looksFor(init, "f" + i, inputs.contains(i));
    }
    List<Integer> written = outputs;
    return DiskParts.boot(
        "roles",
        init,
        disks,
        seen ->
            DiskParts.written(disks, seen, written)
                .or(() ->
                    written.stream()
                        .map(i -> DiskResultProperties.wrongResult(seen.disks().get(i)))
                        .flatMap(Optional::stream)
                        .findFirst()));
  }

  private static List<Integer> numbered(List<Disk> disks, String id) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      if (disks.get(i).id().equals(id)) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  /** Archives on the initramfs and on disks, over each other; /init is on any of them. */
  @Clause({"DISK-4", "DISK-7"})
  static Arbitrary<BootCase> disksLieOverTheInitramfs() {
    Arbitrary<List<Member>> layer =
        Combinators.combine(
                InitramfsParts.content().list().ofSize(3),
                InitramfsParts.permissions().list().ofSize(4),
                Arbitraries.longs().between(0, 0xffff_ffffL),
                integer(0, 15))
            .as(DiskProperties::layer);
    return Combinators.combine(
            layer.list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.of(Compressed.class).list().ofSize(4),
            integer(0, 5).list().ofSize(4),
            integer(0, 3))
        .as((layers, formats, zeros, home) -> {
          InitProgram init = new InitProgram();
          TreeProbe.of(init, Unpacked.of(layers));
          CallProgram built = init.build();
          List<Bytes> archives = new ArrayList<>();
          for (int i = 0; i < layers.size(); i++) {
            List<Member> members = new ArrayList<>(layers.get(i));
            if (i == home % layers.size()) {
              members.addAll(InitProgram.members(built));
            }
            archives.add(formats.get(i).of(Member.archive(members)));
          }
          List<Disk> disks = new ArrayList<>();
          for (int i = 1; i < layers.size(); i++) {
            Bytes archive = archives.get(i);
            disks.add(
                Disk.of("in", i % 2 == 0, archive.resized(archive.length() + 512 * zeros.get(i))));
          }
          return boot(
              "%d layers of %s, /init in %d".formatted(layers.size(), formats, home),
              init,
              built,
              new BootInput.Disks(
                  new BootInput.Files(archives.getFirst(), Optional.empty()), disks));
        });
  }

  /** Some of a few files, each with content, permissions and time of its own. */
  private static List<Member> layer(
      List<Bytes> contents, List<Integer> permissions, long time, int which) {
    List<Member> members = new ArrayList<>();
    members.add(Member.of("d", Member.S_IFDIR | permissions.get(3), Bytes.EMPTY));
    List<String> names = List.of("d/a", "d/b", "c");
    for (int i = 0; i < names.size(); i++) {
      if ((which >> i & 1) != 0) {
        members.add(
            Member.of(names.get(i), Member.S_IFREG | permissions.get(i), contents.get(i))
                .with(Field.MTIME, time));
      }
    }
    return members;
  }

  private static BootCase boot(
      String title, InitProgram init, CallProgram built, BootInput.Disks input) {
    BootCase plain = init.boot(title, built, input);
    return BootCase.of(
        title,
        input,
        plain.init(),
        seen ->
            plain.check().apply(seen).or(() -> DiskParts.written(input.disks(), seen, List.of())));
  }

  /** Tar archives of all formats, compressed and not. */
  @Clause({"DISK-5", "DISK-4"})
  static Arbitrary<BootCase> tarIsUnpacked() {
    return Combinators.combine(
            tree(6),
            integer(0, 6),
            Arbitraries.of(Format.class),
            Arbitraries.of(Compressed.class),
            integer(0, 4),
            integer(0, 3))
        .as((most, count, format, compressed, sectors, links) -> {
          List<Member> members = most.subList(0, Math.min(count, most.size()));
          List<Member> all = new ArrayList<>(members);
          Member first =
              Member.of(LONG_NAME, Member.S_IFREG | 0640, Bytes.ofText("one file"))
                  .with(Field.MTIME, 9);
          List<Member> names = new ArrayList<>();
          for (int i = 0; i <= links; i++) {
            names.add(
                rename(first, i == 0 ? LONG_NAME : "link" + i)
                    .with(Field.INO, 1)
                    .with(Field.NLINK, links + 1));
          }
          all.addAll(names);
          InitProgram init = new InitProgram();
          TreeProbe.of(init, Unpacked.of(List.of(all)));
          CallProgram built = init.build();
          List<Member> plain = new ArrayList<>(members);
          plain.addAll(InitProgram.members(built));
          plain.add(first);
          Bytes tar = TarArchive.run(plain, format);
          for (Member link : names.subList(1, names.size())) {
            tar = tar.then(TarArchive.link(link.text(), "./" + LONG_NAME, format));
          }
          Bytes content = compressed.of(tar.then(TarArchive.end()));
          Disk disk = Disk.of("in", true, content.resized(content.length() + sectors * 512));
          return boot(
              "tar %s, %s: %s".formatted(format, compressed, members),
              init,
              built,
              new BootInput.Disks(
                  new BootInput.Files(Bytes.EMPTY, Optional.empty()), List.of(disk)));
        });
  }

  /** Archives on disks that break a rule. */
  @Clause({"DISK-6", "DISK-7"})
  static Arbitrary<BootCase> brokenInputsAreRefused() {
    Member file = Member.of("file", Member.S_IFREG | 0644, Bytes.filled('x', 700));
    Bytes members = TarArchive.run(List.of(file, file), Format.USTAR);
    Bytes tar = members.then(TarArchive.end());
    Bytes cpio = Member.archive(List.of(file));
    Arbitrary<Bytes> broken =
        Arbitraries.oneOf(
            // Wrong sums of the second header.
            Combinators.combine(integer(0, 511), integer(1, 255))
                .as((at, bits) -> tar.with(1536 + at, Bytes.of(tar.at(1536 + at) ^ bits))),
            Arbitraries.of(512, 1024, 2048, 2560).map(length -> tar.slice(0, length)),
            Arbitraries.just(members),
            Arbitraries.of("../x", "a/../../b", "..")
                .map(name -> TarArchive.of(List.of(rename(file, name)), Format.USTAR)),
            Arbitraries.of('S', 'M', 'V', 'D', 'Z')
                .map(type -> TarArchive.ofType(type, "odd", Bytes.EMPTY).then(tar)),
            Arbitraries.of("missing", "file/x")
                .map(target ->
                    members
                        .then(TarArchive.link("l", target, Format.USTAR))
                        .then(TarArchive.end())),
            integer(1, 255).map(value -> tar.then(Bytes.zeros(511)).then(Bytes.of(value))),
            Arbitraries.of("99 path=x\n", "path=x\n", "9 path_x\n", "0 path=x\n")
                .map(record -> TarArchive.described('x', record).then(tar)),
            Arbitraries.just(
                TarArchive.described('x', TarArchive.record("GNU.sparse.major", "1")).then(tar)),
            integer(1, 1).map(sectors -> cpio.slice(0, sectors * 512)),
            InitramfsParts.content()
                .filter(bytes -> bytes.length() > 4 && "?!x\u0007".indexOf(bytes.at(0)) >= 0),
            integer(40, 400).map(length -> Compressed.GZIP.of(tar).resized(length).slice(0, 40)));
    return Combinators.combine(broken, Arbitraries.of("in", ""))
        .as((bytes, id) ->
            DiskParts.refused("a broken archive", List.of(Disk.of(id, true, bytes))));
  }
}
