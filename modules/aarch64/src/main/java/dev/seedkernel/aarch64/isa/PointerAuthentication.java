package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.PointerKeys;
import dev.seedkernel.aarch64.arith.PointerCode;
import dev.seedkernel.aarch64.arith.Qarma;
import java.util.function.Function;

/**
 * Pointer authentication (Arm ARM D8.8), with all keys enabled as Linux does. Without the feature
 * the forms among the hints do nothing, and the others are undefined.
 *
 * <p>An address whose code is wrong becomes one that is not canonical; it faults where it is used.
 */
final class PointerAuthentication {
  private static final KeyChoice INSTRUCTION_A = new KeyChoice(PointerKeys::instructionA, 0);
  private static final KeyChoice INSTRUCTION_B = new KeyChoice(PointerKeys::instructionB, 1);
  private static final KeyChoice DATA_A = new KeyChoice(PointerKeys::dataA, 0);
  private static final KeyChoice DATA_B = new KeyChoice(PointerKeys::dataB, 1);
  private static final int LINK = 30;

  private PointerAuthentication() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.PAUTH);
    t.line("1101101011000001000000nnnnnddddd", "pacia",   "Xd Xn|SP",      "C6.2 PACIA",         add(INSTRUCTION_A));
    t.line("1101101011000001000001nnnnnddddd", "pacib",   "Xd Xn|SP",      "C6.2 PACIB",         add(INSTRUCTION_B));
    t.line("1101101011000001000010nnnnnddddd", "pacda",   "Xd Xn|SP",      "C6.2 PACDA",         add(DATA_A));
    t.line("1101101011000001000011nnnnnddddd", "pacdb",   "Xd Xn|SP",      "C6.2 PACDB",         add(DATA_B));
    t.line("1101101011000001000100nnnnnddddd", "autia",   "Xd Xn|SP",      "C6.2 AUTIA",         authenticate(INSTRUCTION_A));
    t.line("1101101011000001000101nnnnnddddd", "autib",   "Xd Xn|SP",      "C6.2 AUTIB",         authenticate(INSTRUCTION_B));
    t.line("1101101011000001000110nnnnnddddd", "autda",   "Xd Xn|SP",      "C6.2 AUTDA",         authenticate(DATA_A));
    t.line("1101101011000001000111nnnnnddddd", "autdb",   "Xd Xn|SP",      "C6.2 AUTDB",         authenticate(DATA_B));
    t.line("110110101100000100100011111ddddd", "paciza",  "Xd",            "C6.2 PACIZA",        addZero(INSTRUCTION_A));
    t.line("110110101100000100100111111ddddd", "pacizb",  "Xd",            "C6.2 PACIZB",        addZero(INSTRUCTION_B));
    t.line("110110101100000100101011111ddddd", "pacdza",  "Xd",            "C6.2 PACDZA",        addZero(DATA_A));
    t.line("110110101100000100101111111ddddd", "pacdzb",  "Xd",            "C6.2 PACDZB",        addZero(DATA_B));
    t.line("110110101100000100110011111ddddd", "autiza",  "Xd",            "C6.2 AUTIZA",        authenticateZero(INSTRUCTION_A));
    t.line("110110101100000100110111111ddddd", "autizb",  "Xd",            "C6.2 AUTIZB",        authenticateZero(INSTRUCTION_B));
    t.line("110110101100000100111011111ddddd", "autdza",  "Xd",            "C6.2 AUTDZA",        authenticateZero(DATA_A));
    t.line("110110101100000100111111111ddddd", "autdzb",  "Xd",            "C6.2 AUTDZB",        authenticateZero(DATA_B));
    t.line("110110101100000101000011111ddddd", "xpaci",   "Xd",            "C6.2 XPACI",         PointerAuthentication::strip);
    t.line("110110101100000101000111111ddddd", "xpacd",   "Xd",            "C6.2 XPACD",         PointerAuthentication::strip);
    t.line("10011010110mmmmm001100nnnnnddddd", "pacga",   "Xd Xn Xm|SP",   "C6.2 PACGA",         PointerAuthentication::generic);
    t.line("1101011000011111000010nnnnn11111", "braaz",   "Xn",            "C6.2 BRA",           branchZero(INSTRUCTION_A));
    t.line("1101011100011111000010nnnnnmmmmm", "braa",    "Xn Xm|SP",      "C6.2 BRA",           branch(INSTRUCTION_A));
    t.line("1101011000011111000011nnnnn11111", "brabz",   "Xn",            "C6.2 BRA",           branchZero(INSTRUCTION_B));
    t.line("1101011100011111000011nnnnnmmmmm", "brab",    "Xn Xm|SP",      "C6.2 BRA",           branch(INSTRUCTION_B));
    t.line("1101011000111111000010nnnnn11111", "blraaz",  "Xn",            "C6.2 BLRA",          branchWithLinkZero(INSTRUCTION_A));
    t.line("1101011100111111000010nnnnnmmmmm", "blraa",   "Xn Xm|SP",      "C6.2 BLRA",          branchWithLink(INSTRUCTION_A));
    t.line("1101011000111111000011nnnnn11111", "blrabz",  "Xn",            "C6.2 BLRA",          branchWithLinkZero(INSTRUCTION_B));
    t.line("1101011100111111000011nnnnnmmmmm", "blrab",   "Xn Xm|SP",      "C6.2 BLRA",          branchWithLink(INSTRUCTION_B));
    t.line("11010110010111110000101111111111", "retaa",   "",              "C6.2 RETAA, RETAB",  returnTo(INSTRUCTION_A));
    t.line("11010110010111110000111111111111", "retab",   "",              "C6.2 RETAA, RETAB",  returnTo(INSTRUCTION_B));
    t.line("111110000i1iiiiiiiii01nnnnnddddd", "ldraa",   "Xd [Xn,#s*8]",  "C6.2 LDRAA, LDRAB",  load(DATA_A));
    t.line("111110000i1iiiiiiiii11nnnnnddddd", "ldraa",   "Xd [Xn{,#s*8}]!", "C6.2 LDRAA, LDRAB",  loadPre(DATA_A));
    t.line("111110001i1iiiiiiiii01nnnnnddddd", "ldrab",   "Xd [Xn,#s*8]",  "C6.2 LDRAA, LDRAB",  load(DATA_B));
    t.line("111110001i1iiiiiiiii11nnnnnddddd", "ldrab",   "Xd [Xn{,#s*8}]!", "C6.2 LDRAA, LDRAB",  loadPre(DATA_B));
    // Among the hints: of X30, or of X17 with X16.
    t.line("11010101000000110010000011111111", "hint",    "#hint",         "C6.2 XPAC",          PointerAuthentication::stripLink);
    t.line("11010101000000110010000100011111", "hint",    "#hint",         "C6.2 PACIA",         add1716(INSTRUCTION_A));
    t.line("11010101000000110010000101011111", "hint",    "#hint",         "C6.2 PACIB",         add1716(INSTRUCTION_B));
    t.line("11010101000000110010000110011111", "hint",    "#hint",         "C6.2 AUTIA",         authenticate1716(INSTRUCTION_A));
    t.line("11010101000000110010000111011111", "hint",    "#hint",         "C6.2 AUTIB",         authenticate1716(INSTRUCTION_B));
    t.line("11010101000000110010001100011111", "hint",    "#hint",         "C6.2 PACIA",         addLink(INSTRUCTION_A, Cpu.ZR));
    t.line("11010101000000110010001100111111", "hint",    "#hint",         "C6.2 PACIA",         addLink(INSTRUCTION_A, Cpu.SP));
    t.line("11010101000000110010001101011111", "hint",    "#hint",         "C6.2 PACIB",         addLink(INSTRUCTION_B, Cpu.ZR));
    t.line("11010101000000110010001101111111", "hint",    "#hint",         "C6.2 PACIB",         addLink(INSTRUCTION_B, Cpu.SP));
    t.line("11010101000000110010001110011111", "hint",    "#hint",         "C6.2 AUTIA",         authenticateLink(INSTRUCTION_A, Cpu.ZR));
    t.line("11010101000000110010001110111111", "hint",    "#hint",         "C6.2 AUTIA",         authenticateLink(INSTRUCTION_A, Cpu.SP));
    t.line("11010101000000110010001111011111", "hint",    "#hint",         "C6.2 AUTIB",         authenticateLink(INSTRUCTION_B, Cpu.ZR));
    t.line("11010101000000110010001111111111", "hint",    "#hint",         "C6.2 AUTIB",         authenticateLink(INSTRUCTION_B, Cpu.SP));
    t.feature(Feature.BASE);
  }
  // spotless:on

  /**
   * One of the keys for addresses.
   *
   * @param number 0 for a key A, 1 for a key B
   */
  private record KeyChoice(Function<PointerKeys, PointerKeys.Key> key, int number) {
    long add(Cpu cpu, long pointer, long modifier) {
      PointerKeys.Key k = key.apply(cpu.pointerKeys());
      return PointerCode.add(pointer, modifier, k.high(), k.low());
    }

    long authenticate(Cpu cpu, long pointer, long modifier) {
      PointerKeys.Key k = key.apply(cpu.pointerKeys());
      return PointerCode.authenticate(pointer, modifier, k.high(), k.low(), number);
    }
  }

  private static Semantics add(KeyChoice key) {
    return (cpu, i) -> cpu.x(i.d, key.add(cpu, value(cpu, i.d), cpu.x(i.n)));
  }

  private static Semantics addZero(KeyChoice key) {
    return (cpu, i) -> cpu.x(i.d, key.add(cpu, value(cpu, i.d), 0));
  }

  private static Semantics authenticate(KeyChoice key) {
    return (cpu, i) -> cpu.x(i.d, key.authenticate(cpu, value(cpu, i.d), cpu.x(i.n)));
  }

  private static Semantics authenticateZero(KeyChoice key) {
    return (cpu, i) -> cpu.x(i.d, key.authenticate(cpu, value(cpu, i.d), 0));
  }

  private static void strip(Cpu cpu, Instruction i) {
    cpu.x(i.d, PointerCode.strip(value(cpu, i.d)));
  }

  /** The destination is a source too; as one, register 31 is zero. */
  private static long value(Cpu cpu, int slot) {
    return slot == Cpu.DISCARD ? 0 : cpu.x(slot);
  }

  private static void generic(Cpu cpu, Instruction i) {
    PointerKeys.Key key = cpu.pointerKeys().generic();
    long code = Qarma.encrypt(cpu.x(i.n), cpu.x(i.m), key.high(), key.low());
    cpu.x(i.d, code & 0xffff_ffff_0000_0000L);
  }

  private static Semantics branch(KeyChoice key) {
    return (cpu, i) -> cpu.pc(key.authenticate(cpu, cpu.x(i.n), cpu.x(i.m)));
  }

  private static Semantics branchZero(KeyChoice key) {
    return (cpu, i) -> cpu.pc(key.authenticate(cpu, cpu.x(i.n), 0));
  }

  private static Semantics branchWithLink(KeyChoice key) {
    return (cpu, i) -> call(cpu, key.authenticate(cpu, cpu.x(i.n), cpu.x(i.m)));
  }

  private static Semantics branchWithLinkZero(KeyChoice key) {
    return (cpu, i) -> call(cpu, key.authenticate(cpu, cpu.x(i.n), 0));
  }

  private static void call(Cpu cpu, long target) {
    cpu.x(LINK, cpu.pc());
    cpu.pc(target);
  }

  private static Semantics returnTo(KeyChoice key) {
    return (cpu, i) -> cpu.pc(key.authenticate(cpu, cpu.x(LINK), cpu.sp()));
  }

  private static Semantics load(KeyChoice key) {
    return (cpu, i) -> {
      long address = key.authenticate(cpu, Address.base(cpu, i), 0) + i.imm;
      cpu.x(i.d, cpu.memory().load64(address));
    };
  }

  /** Writeback keeps the authenticated address, and none if the base is what was loaded. */
  private static Semantics loadPre(KeyChoice key) {
    return (cpu, i) -> {
      long address = key.authenticate(cpu, Address.base(cpu, i), 0) + i.imm;
      cpu.x(i.d, cpu.memory().load64(address));
      cpu.x(i.n, address);
    };
  }

  private static void stripLink(Cpu cpu, Instruction i) {
    cpu.x(LINK, PointerCode.strip(cpu.x(LINK)));
  }

  private static Semantics add1716(KeyChoice key) {
    return (cpu, i) -> cpu.x(17, key.add(cpu, cpu.x(17), cpu.x(16)));
  }

  private static Semantics authenticate1716(KeyChoice key) {
    return (cpu, i) -> cpu.x(17, key.authenticate(cpu, cpu.x(17), cpu.x(16)));
  }

  private static Semantics addLink(KeyChoice key, int modifier) {
    return (cpu, i) -> cpu.x(LINK, key.add(cpu, cpu.x(LINK), cpu.x(modifier)));
  }

  private static Semantics authenticateLink(KeyChoice key, int modifier) {
    return (cpu, i) -> cpu.x(LINK, key.authenticate(cpu, cpu.x(LINK), cpu.x(modifier)));
  }
}
