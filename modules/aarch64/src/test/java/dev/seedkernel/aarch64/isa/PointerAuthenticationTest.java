package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.Machine.CODE;
import static dev.seedkernel.aarch64.isa.Machine.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.PointerKeys;
import dev.seedkernel.aarch64.arith.PointerCode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PointerAuthenticationTest {
  private static final Exit DONE = new Exit.BudgetExhausted();
  private static final PointerKeys KEYS = PointerKeys.generate(new SplittableRandom(7)::nextLong);

  private final Machine machine = new Machine();
  private final Cpu cpu = machine.cpu;

  @BeforeEach
  void setKeys() {
    cpu.pointerKeys(KEYS);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private static long signed(long pointer, long modifier, PointerKeys.Key key) {
    return PointerCode.add(pointer, modifier, key.high(), key.low());
  }

  @Test
  void everyInstructionUsesItsKeyAndItsModifier() {
    cpu.x(1, 0x1234);
    cpu.sp(0x2340);
    PointerKeys.Key[] keys = {KEYS.instructionA(), KEYS.instructionB(), KEYS.dataA(), KEYS.dataB()};
    String[] names = {"ia", "ib", "da", "db"};
    for (int k = 0; k < 4; k++) {
      String[] modifiers = {"x0, x1", "x0, sp", "x0"};
      long[] values = {0x1234, 0x2340, 0};
      for (int m = 0; m < 3; m++) {
        String form = (m == 2 ? "iz" + names[k].charAt(1) : names[k]);
        form = m == 2 && k >= 2 ? "dz" + names[k].charAt(1) : form;
        cpu.x(0, DATA);
        assertThat(machine.run("pac" + form + " " + modifiers[m])).isEqualTo(DONE);
        assertThat(cpu.x(0)).as("pac" + form).isEqualTo(signed(DATA, values[m], keys[k]));
        assertThat(cpu.x(0)).isNotEqualTo(DATA);
        assertThat(machine.run("aut" + form + " " + modifiers[m])).isEqualTo(DONE);
        assertThat(cpu.x(0)).as("aut" + form).isEqualTo(DATA);
        cpu.x(0, signed(DATA, values[m], keys[(k + 1) % 4]));
        machine.run("aut" + form + " " + modifiers[m]);
        assertThat(cpu.x(0) >>> 53 & 3).as("wrong key").isEqualTo(k % 2 == 0 ? 1 : 2);
      }
    }
  }

  @Test
  void hintsSignTheLinkRegisterOrX17() {
    cpu.sp(0x2340);
    cpu.x(16, 0x77);
    PointerKeys.Key a = KEYS.instructionA();
    PointerKeys.Key b = KEYS.instructionB();
    int[] add = {24, 25, 26, 27};
    int[] authenticate = {28, 29, 30, 31};
    long[] expected = {
      signed(CODE, 0, a), signed(CODE, 0x2340, a), signed(CODE, 0, b), signed(CODE, 0x2340, b)
    };
    for (int i = 0; i < 4; i++) {
      cpu.x(30, CODE);
      machine.run("hint #" + add[i]);
      assertThat(cpu.x(30)).as("hint %d", add[i]).isEqualTo(expected[i]);
      machine.run("hint #" + authenticate[i]);
      assertThat(cpu.x(30)).as("hint %d", authenticate[i]).isEqualTo(CODE);
    }
    cpu.x(17, CODE);
    machine.run("hint #8");
    assertThat(cpu.x(17)).isEqualTo(signed(CODE, 0x77, a));
    machine.run("hint #12", "hint #10");
    assertThat(cpu.x(17)).isEqualTo(signed(CODE, 0x77, b));
    machine.run("hint #14");
    assertThat(cpu.x(17)).isEqualTo(CODE);
    cpu.x(30, signed(CODE, 5, a));
    machine.run("hint #7");
    assertThat(cpu.x(30)).isEqualTo(CODE);
  }

  @Test
  void branchesGoToTheAuthenticatedAddress() {
    cpu.sp(0x2340);
    PointerKeys.Key a = KEYS.instructionA();
    PointerKeys.Key b = KEYS.instructionB();
    long target = CODE + 64;
    cpu.x(1, 0x1234);
    Object[][] cases = {
      {"braaz x0", 0L, a},
      {"brabz x0", 0L, b},
      {"braa x0, x1", 0x1234L, a},
      {"brab x0, sp", 0x2340L, b},
      {"blraaz x0", 0L, a},
      {"blrabz x0", 0L, b},
      {"blraa x0, sp", 0x2340L, a},
      {"blrab x0, x1", 0x1234L, b},
      {"retaa", 0x2340L, a},
      {"retab", 0x2340L, b}
    };
    for (Object[] c : cases) {
      String text = (String) c[0];
      int register = text.startsWith("ret") ? 30 : 0;
      cpu.x(30, 0);
      cpu.x(register, signed(target, (long) c[1], (PointerKeys.Key) c[2]));
      assertThat(machine.run(text)).as(text).isEqualTo(DONE);
      assertThat(cpu.pc()).as(text).isEqualTo(target);
      if (text.startsWith("blr")) {
        assertThat(cpu.x(30)).isEqualTo(CODE + 4);
      }
      cpu.x(register, signed(target, (long) c[1], (PointerKeys.Key) c[2]) ^ (1L << 48));
      machine.put(0, TableAssembler.assemble(text, CODE));
      Exit exit = machine.runWords(2);
      assertThat(exit).as(text).isInstanceOf(Exit.InstructionAbort.class);
      assertThat(cpu.pc() >>> 53 & 3).isEqualTo(c[2].equals(a) ? 1 : 2);
    }
  }

  @Test
  void loadsAuthenticateTheirBaseWithAZeroModifier() {
    machine.memory.store64(DATA + 8, 42);
    cpu.x(1, signed(DATA, 0, KEYS.dataA()));
    assertThat(machine.run("ldraa x0, [x1, #8]")).isEqualTo(DONE);
    assertThat(cpu.x(0)).isEqualTo(42);
    assertThat(cpu.x(1)).isEqualTo(signed(DATA, 0, KEYS.dataA()));
    cpu.x(1, signed(DATA + 16, 0, KEYS.dataB()));
    assertThat(machine.run("ldrab x0, [x1, #-8]!")).isEqualTo(DONE);
    assertThat(cpu.x(1)).as("written back without a code").isEqualTo(DATA + 8);
    cpu.x(1, DATA | (1L << 50));
    Exit exit = machine.run("ldrab x0, [x1, #8]!");
    assertThat(exit).isInstanceOf(Exit.DataAbort.class);
    MemoryFault fault = ((Exit.DataAbort) exit).fault();
    assertThat(fault.address() >>> 53 & 3).isEqualTo(2);
    assertThat(cpu.x(1)).as("unchanged").isEqualTo(DATA | (1L << 50));
  }

  @Test
  void genericCodeHasTheHighHalf() {
    cpu.pointerKeys(
        new PointerKeys(
            KEYS.dataA(),
            KEYS.dataA(),
            KEYS.dataA(),
            KEYS.dataA(),
            new PointerKeys.Key(0x84be85ce_9804e94bL, 0xec2802d4_e0a488e9L)));
    cpu.x(1, 0xfb623599_da6e8127L);
    cpu.x(2, 0x477d469d_ec0b8762L);
    machine.run("pacga x0, x1, x2");
    assertThat(cpu.x(0)).isEqualTo(0xc003b939_00000000L);
  }

  @Test
  void registerThirtyOneIsZeroAndNothing() {
    assertThat(machine.run("pacia xzr, x1", "autdb xzr, sp", "xpaci xzr", "paciza xzr"))
        .isEqualTo(DONE);
    assertThat(cpu.x(Cpu.ZR)).isZero();
  }

  @Test
  void forkKeepsTheKeysAndExecDoesNot() {
    Cpu child = new Cpu(machine.memory);
    child.copyRegisters(cpu);
    assertThat(child.pointerKeys()).isEqualTo(KEYS);
    child.reset();
    assertThat(child.pointerKeys()).isEqualTo(PointerKeys.ZERO);
  }
}
