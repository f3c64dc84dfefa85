package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.MemoryFault.Access;

/**
 * Exclusive and ordered loads and stores.
 *
 * <p>One processing element runs at a time and accesses are executed in order, so that acquire and
 * release need nothing further. All of these require natural alignment (FEAT_LSE2 is absent); a
 * pair is aligned to its whole size. A status register that is also a source or the base is
 * CONSTRAINED UNPREDICTABLE: the sources are read before it is written. Fields that should be ones
 * and are not make the word undefined. LDXP with equal destinations leaves the second word there,
 * as in QEMU.
 */
final class LoadStoreExclusive {
  private LoadStoreExclusive() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("00001000000wwwww011111nnnnnttttt", "stxrb",    "Ww Wt [Xn]",    "C6.2 STXRB")) t.does(LoadStoreExclusive::storeExclusiveB);
    if (t.line("00001000000wwwww111111nnnnnttttt", "stlxrb",   "Ww Wt [Xn]",    "C6.2 STLXRB")) t.does(LoadStoreExclusive::storeExclusiveB);
    if (t.line("0000100001011111011111nnnnnddddd", "ldxrb",    "Wd [Xn]",       "C6.2 LDXRB")) t.does(LoadStoreExclusive::loadExclusiveB);
    if (t.line("0000100001011111111111nnnnnddddd", "ldaxrb",   "Wd [Xn]",       "C6.2 LDAXRB")) t.does(LoadStoreExclusive::loadExclusiveB);
    if (t.line("01001000000wwwww011111nnnnnttttt", "stxrh",    "Ww Wt [Xn]",    "C6.2 STXRH")) t.does(LoadStoreExclusive::storeExclusiveH);
    if (t.line("01001000000wwwww111111nnnnnttttt", "stlxrh",   "Ww Wt [Xn]",    "C6.2 STLXRH")) t.does(LoadStoreExclusive::storeExclusiveH);
    if (t.line("0100100001011111011111nnnnnddddd", "ldxrh",    "Wd [Xn]",       "C6.2 LDXRH")) t.does(LoadStoreExclusive::loadExclusiveH);
    if (t.line("0100100001011111111111nnnnnddddd", "ldaxrh",   "Wd [Xn]",       "C6.2 LDAXRH")) t.does(LoadStoreExclusive::loadExclusiveH);
    if (t.line("10001000000wwwww011111nnnnnttttt", "stxr",     "Ww Wt [Xn]",    "C6.2 STXR")) t.does(LoadStoreExclusive::storeExclusive32);
    if (t.line("10001000000wwwww111111nnnnnttttt", "stlxr",    "Ww Wt [Xn]",    "C6.2 STLXR")) t.does(LoadStoreExclusive::storeExclusive32);
    if (t.line("1000100001011111011111nnnnnddddd", "ldxr",     "Wd [Xn]",       "C6.2 LDXR")) t.does(LoadStoreExclusive::loadExclusive32);
    if (t.line("1000100001011111111111nnnnnddddd", "ldaxr",    "Wd [Xn]",       "C6.2 LDAXR")) t.does(LoadStoreExclusive::loadExclusive32);
    if (t.line("11001000000wwwww011111nnnnnttttt", "stxr",     "Ww Xt [Xn]",    "C6.2 STXR")) t.does(LoadStoreExclusive::storeExclusive64);
    if (t.line("11001000000wwwww111111nnnnnttttt", "stlxr",    "Ww Xt [Xn]",    "C6.2 STLXR")) t.does(LoadStoreExclusive::storeExclusive64);
    if (t.line("1100100001011111011111nnnnnddddd", "ldxr",     "Xd [Xn]",       "C6.2 LDXR")) t.does(LoadStoreExclusive::loadExclusive64);
    if (t.line("1100100001011111111111nnnnnddddd", "ldaxr",    "Xd [Xn]",       "C6.2 LDAXR")) t.does(LoadStoreExclusive::loadExclusive64);
    // Pairs.
    if (t.line("10001000001wwwww0uuuuunnnnnttttt", "stxp",     "Ww Wt Wu [Xn]", "C6.2 STXP")) t.does(LoadStoreExclusive::storeExclusivePair32);
    if (t.line("10001000001wwwww1uuuuunnnnnttttt", "stlxp",    "Ww Wt Wu [Xn]", "C6.2 STLXP")) t.does(LoadStoreExclusive::storeExclusivePair32);
    if (t.line("10001000011111110eeeeennnnnddddd", "ldxp",     "Wd We [Xn]",    "C6.2 LDXP")) t.does(LoadStoreExclusive::loadExclusivePair32);
    if (t.line("10001000011111111eeeeennnnnddddd", "ldaxp",    "Wd We [Xn]",    "C6.2 LDAXP")) t.does(LoadStoreExclusive::loadExclusivePair32);
    if (t.line("11001000001wwwww0uuuuunnnnnttttt", "stxp",     "Ww Xt Xu [Xn]", "C6.2 STXP")) t.does(LoadStoreExclusive::storeExclusivePair64);
    if (t.line("11001000001wwwww1uuuuunnnnnttttt", "stlxp",    "Ww Xt Xu [Xn]", "C6.2 STLXP")) t.does(LoadStoreExclusive::storeExclusivePair64);
    if (t.line("11001000011111110eeeeennnnnddddd", "ldxp",     "Xd Xe [Xn]",    "C6.2 LDXP")) t.does(LoadStoreExclusive::loadExclusivePair64);
    if (t.line("11001000011111111eeeeennnnnddddd", "ldaxp",    "Xd Xe [Xn]",    "C6.2 LDAXP")) t.does(LoadStoreExclusive::loadExclusivePair64);
    // Ordered.
    t.feature(Feature.LOR);
    if (t.line("0000100011011111011111nnnnnddddd", "ldlarb",   "Wd [Xn]",       "C6.2 LDLARB")) t.does(LoadStoreExclusive::loadOrderedB);
    if (t.line("0000100010011111011111nnnnnttttt", "stllrb",   "Wt [Xn]",       "C6.2 STLLRB")) t.does(LoadStoreExclusive::storeOrderedB);
    if (t.line("0100100011011111011111nnnnnddddd", "ldlarh",   "Wd [Xn]",       "C6.2 LDLARH")) t.does(LoadStoreExclusive::loadOrderedH);
    if (t.line("0100100010011111011111nnnnnttttt", "stllrh",   "Wt [Xn]",       "C6.2 STLLRH")) t.does(LoadStoreExclusive::storeOrderedH);
    if (t.line("1000100011011111011111nnnnnddddd", "ldlar",    "Wd [Xn]",       "C6.2 LDLAR")) t.does(LoadStoreExclusive::loadOrdered32);
    if (t.line("1000100010011111011111nnnnnttttt", "stllr",    "Wt [Xn]",       "C6.2 STLLR")) t.does(LoadStoreExclusive::storeOrdered32);
    if (t.line("1100100011011111011111nnnnnddddd", "ldlar",    "Xd [Xn]",       "C6.2 LDLAR")) t.does(LoadStoreExclusive::loadOrdered64);
    if (t.line("1100100010011111011111nnnnnttttt", "stllr",    "Xt [Xn]",       "C6.2 STLLR")) t.does(LoadStoreExclusive::storeOrdered64);
    t.feature(Feature.BASE);
    if (t.line("0000100011011111111111nnnnnddddd", "ldarb",    "Wd [Xn]",       "C6.2 LDARB")) t.does(LoadStoreExclusive::loadOrderedB);
    if (t.line("0000100010011111111111nnnnnttttt", "stlrb",    "Wt [Xn]",       "C6.2 STLRB")) t.does(LoadStoreExclusive::storeOrderedB);
    if (t.line("0100100011011111111111nnnnnddddd", "ldarh",    "Wd [Xn]",       "C6.2 LDARH")) t.does(LoadStoreExclusive::loadOrderedH);
    if (t.line("0100100010011111111111nnnnnttttt", "stlrh",    "Wt [Xn]",       "C6.2 STLRH")) t.does(LoadStoreExclusive::storeOrderedH);
    if (t.line("1000100011011111111111nnnnnddddd", "ldar",     "Wd [Xn]",       "C6.2 LDAR")) t.does(LoadStoreExclusive::loadOrdered32);
    if (t.line("1000100010011111111111nnnnnttttt", "stlr",     "Wt [Xn]",       "C6.2 STLR")) t.does(LoadStoreExclusive::storeOrdered32);
    if (t.line("1100100011011111111111nnnnnddddd", "ldar",     "Xd [Xn]",       "C6.2 LDAR")) t.does(LoadStoreExclusive::loadOrdered64);
    if (t.line("1100100010011111111111nnnnnttttt", "stlr",     "Xt [Xn]",       "C6.2 STLR")) t.does(LoadStoreExclusive::storeOrdered64);
    t.feature(Feature.LRCPC);
    if (t.line("0011100010111111110000nnnnnddddd", "ldaprb",   "Wd [Xn]",       "C6.2 LDAPRB")) t.does(LoadStoreExclusive::loadOrderedB);
    if (t.line("0111100010111111110000nnnnnddddd", "ldaprh",   "Wd [Xn]",       "C6.2 LDAPRH")) t.does(LoadStoreExclusive::loadOrderedH);
    if (t.line("1011100010111111110000nnnnnddddd", "ldapr",    "Wd [Xn]",       "C6.2 LDAPR")) t.does(LoadStoreExclusive::loadOrdered32);
    if (t.line("1111100010111111110000nnnnnddddd", "ldapr",    "Xd [Xn]",       "C6.2 LDAPR")) t.does(LoadStoreExclusive::loadOrdered64);
    t.feature(Feature.LRCPC2);
    if (t.line("00011001000iiiiiiiii00nnnnnttttt", "stlurb",   "Wt [Xn,#s*1]",  "C6.2 STLURB")) t.does(LoadStoreExclusive::storeOrderedB);
    if (t.line("00011001010iiiiiiiii00nnnnnddddd", "ldapurb",  "Wd [Xn,#s*1]",  "C6.2 LDAPURB")) t.does(LoadStoreExclusive::loadOrderedB);
    if (t.line("01011001000iiiiiiiii00nnnnnttttt", "stlurh",   "Wt [Xn,#s*1]",  "C6.2 STLURH")) t.does(LoadStoreExclusive::storeOrderedH);
    if (t.line("01011001010iiiiiiiii00nnnnnddddd", "ldapurh",  "Wd [Xn,#s*1]",  "C6.2 LDAPURH")) t.does(LoadStoreExclusive::loadOrderedH);
    if (t.line("10011001000iiiiiiiii00nnnnnttttt", "stlur",    "Wt [Xn,#s*1]",  "C6.2 STLUR")) t.does(LoadStoreExclusive::storeOrdered32);
    if (t.line("10011001010iiiiiiiii00nnnnnddddd", "ldapur",   "Wd [Xn,#s*1]",  "C6.2 LDAPUR")) t.does(LoadStoreExclusive::loadOrdered32);
    if (t.line("11011001000iiiiiiiii00nnnnnttttt", "stlur",    "Xt [Xn,#s*1]",  "C6.2 STLUR")) t.does(LoadStoreExclusive::storeOrdered64);
    if (t.line("11011001010iiiiiiiii00nnnnnddddd", "ldapur",   "Xd [Xn,#s*1]",  "C6.2 LDAPUR")) t.does(LoadStoreExclusive::loadOrdered64);
    if (t.line("00011001110iiiiiiiii00nnnnnddddd", "ldapursb", "Wd [Xn,#s*1]",  "C6.2 LDAPURSB")) t.does(LoadStoreExclusive::ldapursb32);
    if (t.line("00011001100iiiiiiiii00nnnnnddddd", "ldapursb", "Xd [Xn,#s*1]",  "C6.2 LDAPURSB")) t.does(LoadStoreExclusive::ldapursb64);
    if (t.line("01011001110iiiiiiiii00nnnnnddddd", "ldapursh", "Wd [Xn,#s*1]",  "C6.2 LDAPURSH")) t.does(LoadStoreExclusive::ldapursh32);
    if (t.line("01011001100iiiiiiiii00nnnnnddddd", "ldapursh", "Xd [Xn,#s*1]",  "C6.2 LDAPURSH")) t.does(LoadStoreExclusive::ldapursh64);
    if (t.line("10011001100iiiiiiiii00nnnnnddddd", "ldapursw", "Xd [Xn,#s*1]",  "C6.2 LDAPURSW")) t.does(LoadStoreExclusive::ldapursw);
    t.feature(Feature.BASE);
  }
  // spotless:on

  private static void storeExclusiveB(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    boolean pass = cpu.passExclusive(address, 1);
    if (pass) {
      cpu.memory().store8(address, (byte) cpu.w(i.d));
    }
    cpu.w(i.m, pass ? 0 : 1);
  }

  private static void loadExclusiveB(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 1, Access.LOAD);
    cpu.w(i.d, cpu.memory().load8(address) & 0xff);
    cpu.markExclusive(address, 1);
  }

  private static void storeExclusiveH(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    boolean pass = cpu.passExclusive(address, 2);
    if (pass) {
      cpu.memory().store16(address, (short) cpu.w(i.d));
    }
    cpu.w(i.m, pass ? 0 : 1);
  }

  private static void loadExclusiveH(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 2, Access.LOAD);
    cpu.w(i.d, cpu.memory().load16(address) & 0xffff);
    cpu.markExclusive(address, 2);
  }

  private static void storeExclusive32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    boolean pass = cpu.passExclusive(address, 4);
    if (pass) {
      cpu.memory().store32(address, cpu.w(i.d));
    }
    cpu.w(i.m, pass ? 0 : 1);
  }

  private static void loadExclusive32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 4, Access.LOAD);
    cpu.w(i.d, cpu.memory().load32(address));
    cpu.markExclusive(address, 4);
  }

  private static void storeExclusive64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    boolean pass = cpu.passExclusive(address, 8);
    if (pass) {
      cpu.memory().store64(address, cpu.x(i.d));
    }
    cpu.w(i.m, pass ? 0 : 1);
  }

  private static void loadExclusive64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 8, Access.LOAD);
    cpu.x(i.d, cpu.memory().load64(address));
    cpu.markExclusive(address, 8);
  }

  private static void storeExclusivePair32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    boolean pass = cpu.passExclusive(address, 8);
    if (pass) {
      cpu.memory().store32(address, cpu.w(i.d));
      cpu.memory().store32(address + 4, cpu.w(i.a));
    }
    cpu.w(i.m, pass ? 0 : 1);
  }

  private static void loadExclusivePair32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 8, Access.LOAD);
    int first = cpu.memory().load32(address);
    int second = cpu.memory().load32(address + 4);
    cpu.w(i.d, first);
    cpu.w(i.a, second);
    cpu.markExclusive(address, 8);
  }

  private static void storeExclusivePair64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 16, Access.STORE);
    boolean pass = cpu.passExclusive(address, 16);
    if (pass) {
      cpu.memory().store64(address, cpu.x(i.d));
      cpu.memory().store64(address + 8, cpu.x(i.a));
    }
    cpu.w(i.m, pass ? 0 : 1);
  }

  private static void loadExclusivePair64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 16, Access.LOAD);
    long first = cpu.memory().load64(address);
    long second = cpu.memory().load64(address + 8);
    cpu.x(i.d, first);
    cpu.x(i.a, second);
    cpu.markExclusive(address, 16);
  }

  private static void loadOrderedB(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 1, Access.LOAD);
    cpu.w(i.d, cpu.memory().load8(address) & 0xff);
  }

  private static void storeOrderedB(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 1, Access.STORE);
    cpu.memory().store8(address, (byte) cpu.w(i.d));
  }

  private static void loadOrderedH(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 2, Access.LOAD);
    cpu.w(i.d, cpu.memory().load16(address) & 0xffff);
  }

  private static void storeOrderedH(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 2, Access.STORE);
    cpu.memory().store16(address, (short) cpu.w(i.d));
  }

  private static void loadOrdered32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 4, Access.LOAD);
    cpu.w(i.d, cpu.memory().load32(address));
  }

  private static void storeOrdered32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 4, Access.STORE);
    cpu.memory().store32(address, cpu.w(i.d));
  }

  private static void loadOrdered64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 8, Access.LOAD);
    cpu.x(i.d, cpu.memory().load64(address));
  }

  private static void storeOrdered64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 8, Access.STORE);
    cpu.memory().store64(address, cpu.x(i.d));
  }

  private static void ldapursb32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 1, Access.LOAD);
    cpu.w(i.d, cpu.memory().load8(address));
  }

  private static void ldapursb64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 1, Access.LOAD);
    cpu.x(i.d, cpu.memory().load8(address));
  }

  private static void ldapursh32(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 2, Access.LOAD);
    cpu.w(i.d, cpu.memory().load16(address));
  }

  private static void ldapursh64(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 2, Access.LOAD);
    cpu.x(i.d, cpu.memory().load16(address));
  }

  private static void ldapursw(Cpu cpu, Instruction i) {
    long address = Address.aligned(cpu, i, 4, Access.LOAD);
    cpu.x(i.d, cpu.memory().load32(address));
  }
}
