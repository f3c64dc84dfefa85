package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.isa.Case.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes random cases: single instructions, and blocks of several in which each reads what those
 * before it have left. Addresses lie in the sandbox, and branches go to the next word but one.
 */
final class CaseGenerator {
  private static final Pattern ALIGNED =
      Pattern.compile(
          "(ldx|ldax|stx|stlx|ldar|stlr|ldlar|stllr|ldap|stlur|cas|swp"
              + "|ldadd|ldclr|ldeor|ldset|ldsmax|ldsmin|ldumax|ldumin).*");

  private static final Pattern EXCLUSIVE_STORE = Pattern.compile("stl?x[rp].*");
  private static final Pattern OFFSET_BRANCH = Pattern.compile("b|bl|b\\..*|cbz|cbnz|tbz|tbnz");
  private static final Pattern REGISTER_BRANCH = Pattern.compile("br|blr|ret");
  private static final Pattern REGISTER_OFFSET = Pattern.compile("\\[\\w+, [xw].*");
  private static final Pattern BASE_ONLY = Pattern.compile("\\[\\w+\\].*");

  /** Shows whether a branch was taken. */
  private static final int ADD_TO_X7 = TableAssembler.assemble("add x7, x7, #1", 0);

  private static final int ADR = TableAssembler.assemble("adr x0, 12", 0);
  private static final int MOVZ = 0xd280_0000;
  private static final int MOVK = 0xf280_0000;

  /** Bits of FPCR and FPSR that every implementation keeps as they are written. */
  private static final long FPCR_BITS = 0x07c8_0000;

  private static final long FPSR_BITS = 0x0800_009f;

  private static final int FPCR = 0xda20;
  private static final int FPSR = 0xda21;

  private final Random random;
  private final RandomStates states;

  CaseGenerator(Random random) {
    this.random = random;
    this.states = new RandomStates(random);
  }

  /** Returns a case of one instruction. */
  Case single(Encoding encoding) {
    while (true) {
      State state = states.next();
      Step step = new Maker(encoding, state).step();
      if (step != null) {
        return new Case(List.of(step), state);
      }
    }
  }

  /** Returns a case of several instructions of the lines. */
  Case block(List<Encoding> lines, int length) {
    List<Step> steps = new ArrayList<>();
    while (steps.size() < length) {
      Step step = new Maker(lines.get(random.nextInt(lines.size())), null).step();
      if (step != null) {
        steps.add(step);
      }
    }
    return new Case(List.copyOf(steps), states.next());
  }

  /**
   * Makes one step. Registers that it needs are set in the state at its start if that is known, and
   * by instructions before it if it is not.
   */
  private final class Maker {
    private final Encoding encoding;
    private final @Nullable State state;
    private final List<Integer> words = new ArrayList<>();
    private int word;
    private boolean skips;

    Maker(Encoding encoding, @Nullable State state) {
      this.encoding = encoding;
      this.state = state;
    }

    /** Returns null where chance made a word that cannot be prepared. */
    @Nullable Step step() {
      word = encoding.value() | (random.nextInt() & ~encoding.mask());
      if (!owned() || !prepare() || !owned()) {
        return null;
      }
      words.add(word);
      if (skips) {
        words.add(ADD_TO_X7);
      }
      return new Step(encoding, List.copyOf(words));
    }

    private boolean owned() {
      return InstructionSet.a64().owner(word) == encoding;
    }

    private boolean prepare() {
      String mnemonic = encoding.mnemonic();
      String operands = String.join(" ", TableAssembler.operandTexts(encoding, word, 0));
      int t = word & 31;
      if (operands.contains("[x") || operands.contains("[sp")) {
        return mnemonic.startsWith("prf") || pointToSandbox(operands);
      }
      if (REGISTER_BRANCH.matcher(mnemonic).matches()) {
        int n = encoding.field('n', word);
        words.add(ADR | n);
        skips = true;
        return n != 31;
      }
      if (mnemonic.equals("sys")) {
        return set(t, CaseProgram.SANDBOX);
      }
      if (mnemonic.equals("msr") && encoding.has('t')) {
        return switch (word >>> 5 & 0xffff) {
          case FPCR -> set(t, random.nextLong() & FPCR_BITS);
          case FPSR -> set(t, random.nextLong() & FPSR_BITS);
          default -> true;
        };
      }
      if ((mnemonic.equals("ldr") || mnemonic.equals("ldrsw")) && encoding.has('i')) {
        return setOffset(random.nextInt(256) - 128);
      }
      if (OFFSET_BRANCH.matcher(mnemonic).matches()) {
        skips = true;
        return setOffset(2);
      }
      return true;
    }

    /** Gives a register a value before the instruction; returns whether it is one that can be. */
    private boolean set(int register, long value) {
      if (register == 31) {
        return false;
      }
      if (state != null) {
        state.general(register, value);
        return true;
      }
      IntStream.range(0, 4)
          .map(half ->
              (half == 0 ? MOVZ : MOVK)
                  | half << 21
                  | (int) (value >>> (16 * half) & 0xffff) << 5
                  | register)
          .forEach(words::add);
      return true;
    }

    private boolean setOffset(int count) {
      word = (word & ~encoding.place('i', -1)) | encoding.place('i', count);
      return true;
    }

    private boolean pointToSandbox(String operands) {
      Instruction i = InstructionSet.a64().decode(word);
      String address = operands.substring(operands.indexOf('['));
      address = address.startsWith("[x") || address.startsWith("[sp") ? address : after(operands);
      boolean registerOffset = REGISTER_OFFSET.matcher(address).matches();
      boolean baseOnly = BASE_ONLY.matcher(address).matches();
      int m = encoding.field('m', word);
      if (registerOffset && m == i.n) {
        return false;
      }
      boolean aligned = ALIGNED.matcher(encoding.mnemonic()).matches();
      int at = aligned ? 64 : 64 + random.nextInt(32);
      long offset = baseOnly ? 0 : i.imm;
      if (registerOffset) {
        long index = state == null ? random.nextInt(1 << 20) : m == 31 ? 0 : state.general(m);
        if (state == null && m != 31) {
          set(m, index);
        }
        offset = extended(m == 31 ? 0 : index);
      }
      long base = CaseProgram.SANDBOX + at - offset;
      return i.n == State.SP ? setStackPointer(base, aligned) : setBase(i, base, at);
    }

    /** Lists of registers come before the address, and elements of them have brackets too. */
    private static String after(String operands) {
      int at = operands.indexOf("[x");
      return operands.substring(at < 0 ? operands.indexOf("[sp") : at);
    }

    private boolean setStackPointer(long base, boolean aligned) {
      if (state == null || (aligned && (base & 15) != 0)) {
        return false;
      }
      state.general(State.SP, base & -16);
      return true;
    }

    private boolean setBase(Instruction i, long base, int at) {
      set(i.n, base);
      if (state != null && encoding.mnemonic().startsWith("cas") && random.nextBoolean()) {
        expectMemory(state, i, at);
      }
      if (EXCLUSIVE_STORE.matcher(encoding.mnemonic()).matches() && random.nextInt(4) != 0) {
        words.add(exclusiveLoad(i.n));
      }
      return state == null || state.general(i.n) == base;
    }

    /** Computed as the manual's pseudocode ExtendReg does, and not as the product does. */
    private long extended(long register) {
      long extended =
          switch (word >>> 13 & 7) {
            case 2 -> register & 0xffff_ffffL;
            case 6 -> (int) register;
            default -> register;
          };
      boolean vector = (word >>> 26 & 1) != 0;
      int scale = word >>> 30 | (vector ? (word >>> 23 & 1) << 2 : 0);
      return extended << ((word >>> 12 & 1) * scale);
    }

    /** Makes a compare and swap succeed. */
    private void expectMemory(State start, Instruction i, int at) {
      ByteBuffer memory = ByteBuffer.wrap(start.content()).order(ByteOrder.LITTLE_ENDIAN);
      boolean pair = encoding.mnemonic().startsWith("casp");
      int s = encoding.field('s', word);
      if (s != i.n && s < 31) {
        start.general(s, memory.getLong(State.SANDBOX + at));
      }
      if (pair && s + 1 != i.n && s + 1 < 31) {
        int size = (word >>> 30 & 1) == 0 ? 4 : 8;
        start.general(s + 1, memory.getLong(State.SANDBOX + at + size));
      }
    }

    /** The load of the same size that sets the monitor; its destination is not the base. */
    private int exclusiveLoad(int n) {
      int t = (n + 1 + random.nextInt(30)) % 32;
      boolean pair = (word >>> 21 & 1) != 0;
      int size = word & 0xc000_0000;
      return pair ? size | 0x087f_0000 | 31 << 10 | n << 5 | t : size | 0x085f_7c00 | n << 5 | t;
    }
  }
}
