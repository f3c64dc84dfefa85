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
    if (t.line("1101101011000001000000nnnnnddddd", "pacia",   "Xd Xn|SP",      "C6.2 PACIA")) t.does(add(INSTRUCTION_A));
    if (t.line("1101101011000001000001nnnnnddddd", "pacib",   "Xd Xn|SP",      "C6.2 PACIB")) t.does(add(INSTRUCTION_B));
    if (t.line("1101101011000001000010nnnnnddddd", "pacda",   "Xd Xn|SP",      "C6.2 PACDA")) t.does(add(DATA_A));
    if (t.line("1101101011000001000011nnnnnddddd", "pacdb",   "Xd Xn|SP",      "C6.2 PACDB")) t.does(add(DATA_B));
    if (t.line("1101101011000001000100nnnnnddddd", "autia",   "Xd Xn|SP",      "C6.2 AUTIA")) t.does(authenticate(INSTRUCTION_A));
    if (t.line("1101101011000001000101nnnnnddddd", "autib",   "Xd Xn|SP",      "C6.2 AUTIB")) t.does(authenticate(INSTRUCTION_B));
    if (t.line("1101101011000001000110nnnnnddddd", "autda",   "Xd Xn|SP",      "C6.2 AUTDA")) t.does(authenticate(DATA_A));
    if (t.line("1101101011000001000111nnnnnddddd", "autdb",   "Xd Xn|SP",      "C6.2 AUTDB")) t.does(authenticate(DATA_B));
    if (t.line("110110101100000100100011111ddddd", "paciza",  "Xd",            "C6.2 PACIZA")) t.does(addZero(INSTRUCTION_A));
    if (t.line("110110101100000100100111111ddddd", "pacizb",  "Xd",            "C6.2 PACIZB")) t.does(addZero(INSTRUCTION_B));
    if (t.line("110110101100000100101011111ddddd", "pacdza",  "Xd",            "C6.2 PACDZA")) t.does(addZero(DATA_A));
    if (t.line("110110101100000100101111111ddddd", "pacdzb",  "Xd",            "C6.2 PACDZB")) t.does(addZero(DATA_B));
    if (t.line("110110101100000100110011111ddddd", "autiza",  "Xd",            "C6.2 AUTIZA")) t.does(authenticateZero(INSTRUCTION_A));
    if (t.line("110110101100000100110111111ddddd", "autizb",  "Xd",            "C6.2 AUTIZB")) t.does(authenticateZero(INSTRUCTION_B));
    if (t.line("110110101100000100111011111ddddd", "autdza",  "Xd",            "C6.2 AUTDZA")) t.does(authenticateZero(DATA_A));
    if (t.line("110110101100000100111111111ddddd", "autdzb",  "Xd",            "C6.2 AUTDZB")) t.does(authenticateZero(DATA_B));
    if (t.line("110110101100000101000011111ddddd", "xpaci",   "Xd",            "C6.2 XPACI")) t.does(PointerAuthentication::strip);
    if (t.line("110110101100000101000111111ddddd", "xpacd",   "Xd",            "C6.2 XPACD")) t.does(PointerAuthentication::strip);
    if (t.line("10011010110mmmmm001100nnnnnddddd", "pacga",   "Xd Xn Xm|SP",   "C6.2 PACGA")) t.does(PointerAuthentication::generic);
    if (t.line("1101011000011111000010nnnnn11111", "braaz",   "Xn",            "C6.2 BRA")) t.does(branchZero(INSTRUCTION_A));
    if (t.line("1101011100011111000010nnnnnmmmmm", "braa",    "Xn Xm|SP",      "C6.2 BRA")) t.does(branch(INSTRUCTION_A));
    if (t.line("1101011000011111000011nnnnn11111", "brabz",   "Xn",            "C6.2 BRA")) t.does(branchZero(INSTRUCTION_B));
    if (t.line("1101011100011111000011nnnnnmmmmm", "brab",    "Xn Xm|SP",      "C6.2 BRA")) t.does(branch(INSTRUCTION_B));
    if (t.line("1101011000111111000010nnnnn11111", "blraaz",  "Xn",            "C6.2 BLRA")) t.does(branchWithLinkZero(INSTRUCTION_A));
    if (t.line("1101011100111111000010nnnnnmmmmm", "blraa",   "Xn Xm|SP",      "C6.2 BLRA")) t.does(branchWithLink(INSTRUCTION_A));
    if (t.line("1101011000111111000011nnnnn11111", "blrabz",  "Xn",            "C6.2 BLRA")) t.does(branchWithLinkZero(INSTRUCTION_B));
    if (t.line("1101011100111111000011nnnnnmmmmm", "blrab",   "Xn Xm|SP",      "C6.2 BLRA")) t.does(branchWithLink(INSTRUCTION_B));
    if (t.line("11010110010111110000101111111111", "retaa",   "",              "C6.2 RETAA, RETAB")) t.does(returnTo(INSTRUCTION_A));
    if (t.line("11010110010111110000111111111111", "retab",   "",              "C6.2 RETAA, RETAB")) t.does(returnTo(INSTRUCTION_B));
    if (t.line("111110000i1iiiiiiiii01nnnnnddddd", "ldraa",   "Xd [Xn,#s*8]",  "C6.2 LDRAA, LDRAB")) t.does(load(DATA_A));
    if (t.line("111110000i1iiiiiiiii11nnnnnddddd", "ldraa",   "Xd [Xn{,#s*8}]!", "C6.2 LDRAA, LDRAB")) t.does(loadPre(DATA_A));
    if (t.line("111110001i1iiiiiiiii01nnnnnddddd", "ldrab",   "Xd [Xn,#s*8]",  "C6.2 LDRAA, LDRAB")) t.does(load(DATA_B));
    if (t.line("111110001i1iiiiiiiii11nnnnnddddd", "ldrab",   "Xd [Xn{,#s*8}]!", "C6.2 LDRAA, LDRAB")) t.does(loadPre(DATA_B));
    // Among the hints: of X30, or of X17 with X16.
    if (t.line("11010101000000110010000011111111", "hint",    "#hint",         "C6.2 XPAC")) t.does(PointerAuthentication::stripLink);
    if (t.line("11010101000000110010000100011111", "hint",    "#hint",         "C6.2 PACIA")) t.does(add1716(INSTRUCTION_A));
    if (t.line("11010101000000110010000101011111", "hint",    "#hint",         "C6.2 PACIB")) t.does(add1716(INSTRUCTION_B));
    if (t.line("11010101000000110010000110011111", "hint",    "#hint",         "C6.2 AUTIA")) t.does(authenticate1716(INSTRUCTION_A));
    if (t.line("11010101000000110010000111011111", "hint",    "#hint",         "C6.2 AUTIB")) t.does(authenticate1716(INSTRUCTION_B));
    if (t.line("11010101000000110010001100011111", "hint",    "#hint",         "C6.2 PACIA")) t.does(addLink(INSTRUCTION_A, Cpu.ZR));
    if (t.line("11010101000000110010001100111111", "hint",    "#hint",         "C6.2 PACIA")) t.does(addLink(INSTRUCTION_A, Cpu.SP));
    if (t.line("11010101000000110010001101011111", "hint",    "#hint",         "C6.2 PACIB")) t.does(addLink(INSTRUCTION_B, Cpu.ZR));
    if (t.line("11010101000000110010001101111111", "hint",    "#hint",         "C6.2 PACIB")) t.does(addLink(INSTRUCTION_B, Cpu.SP));
    if (t.line("11010101000000110010001110011111", "hint",    "#hint",         "C6.2 AUTIA")) t.does(authenticateLink(INSTRUCTION_A, Cpu.ZR));
    if (t.line("11010101000000110010001110111111", "hint",    "#hint",         "C6.2 AUTIA")) t.does(authenticateLink(INSTRUCTION_A, Cpu.SP));
    if (t.line("11010101000000110010001111011111", "hint",    "#hint",         "C6.2 AUTIB")) t.does(authenticateLink(INSTRUCTION_B, Cpu.ZR));
    if (t.line("11010101000000110010001111111111", "hint",    "#hint",         "C6.2 AUTIB")) t.does(authenticateLink(INSTRUCTION_B, Cpu.SP));
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
