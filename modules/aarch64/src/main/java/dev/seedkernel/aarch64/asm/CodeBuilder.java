package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Writes a program from Java: instructions with typed operands, labels as objects, and lines of
 * text where those are shorter.
 *
 * {@snippet :
 * CodeBuilder code = new CodeBuilder();
 * Label loop = code.label();
 * code.emit("mov", x(0), imm(10));
 * code.bind(loop);
 * code.emit("subs", x(0), x(0), imm(1));
 * code.emit("b.ne", loop);
 * code.text("ret");
 * Program program = code.assemble(Assembler.standard());
 * }
 *
 * <p>Each instruction becomes one line of assembly text, so that there is one way to bytes.
 */
public final class CodeBuilder {
  private final StringBuilder source = new StringBuilder();
  private int labels;

  /** Creates a builder that has no instructions yet. */
  public CodeBuilder() {}

  /** Returns a label that is bound to no place yet and has no name of its own. */
  public Label label() {
    return new Label(".Lbuilder" + labels++);
  }

  /** Returns a label that will be in the program's symbols. */
  public Label label(String name) {
    return new Label(name);
  }

  /** Binds a label to the place that is reached; once for each label. */
  public CodeBuilder bind(Label label) {
    source.append(label.text()).append(":\n");
    return this;
  }

  /** Adds an instruction. */
  public CodeBuilder emit(String mnemonic, Argument... operands) {
    String list = Arrays.stream(operands).map(Argument::text).collect(Collectors.joining(", "));
    source.append('\t').append(mnemonic).append('\t').append(list).append('\n');
    return this;
  }

  /** Continues in a section: {@code .text}, {@code .rodata}, {@code .data}, {@code .bss}. */
  public CodeBuilder section(String name) {
    if (!name.matches("[\\w.]+")) {
      throw new IllegalArgumentException(name + " is no section");
    }
    return text("\t.section " + name);
  }

  /** Adds bytes. */
  public CodeBuilder bytes(byte... content) {
    return numbers(".byte", IntStream.range(0, content.length).mapToLong(i -> content[i]));
  }

  /** Adds numbers of two bytes each. */
  public CodeBuilder halfwords(int... values) {
    return numbers(".hword", IntStream.of(values).asLongStream());
  }

  /** Adds numbers of four bytes each. */
  public CodeBuilder words(int... values) {
    return numbers(".word", IntStream.of(values).asLongStream());
  }

  /** Adds numbers of eight bytes each. */
  public CodeBuilder doublewords(long... values) {
    return numbers(".xword", LongStream.of(values));
  }

  private CodeBuilder numbers(String directive, LongStream values) {
    String list = values.mapToObj(Long::toString).collect(Collectors.joining(", "));
    return text("\t" + directive + " " + list);
  }

  /** Adds floating-point numbers of four bytes each, bit by bit as they are. */
  public CodeBuilder floats(float... values) {
    for (float value : values) {
      words(Float.floatToRawIntBits(value));
    }
    return this;
  }

  /** Adds floating-point numbers of eight bytes each, bit by bit as they are. */
  public CodeBuilder doubles(double... values) {
    for (double value : values) {
      doublewords(Double.doubleToRawLongBits(value));
    }
    return this;
  }

  /** Adds the address of a label, eight bytes. */
  public CodeBuilder address(Label label) {
    return text("\t.xword " + label.text());
  }

  /** Adds a text in UTF-8, and a byte of zero behind it if {@code terminated}. */
  public CodeBuilder string(String content, boolean terminated) {
    bytes(content.getBytes(UTF_8));
    return terminated ? bytes((byte) 0) : this;
  }

  /** Adds zeros. */
  public CodeBuilder skip(long count) {
    return text("\t.skip " + count);
  }

  /** Moves to a multiple of a power of two. */
  public CodeBuilder align(int boundary) {
    return text("\t.balign " + boundary);
  }

  /** Puts the constants down that {@link Argument#literal} asked for so far. */
  public CodeBuilder literalPool() {
    return text("\t.ltorg");
  }

  /** Adds lines of assembly text. */
  public CodeBuilder text(String lines) {
    source.append(lines).append('\n');
    return this;
  }

  /**
   * Assembles what was added.
   *
   * @throws AssemblyException with the number of the line of {@link #source()}
   */
  public Program assemble(Assembler assembler) throws AssemblyException {
    return assembler.assemble(source());
  }

  /** Returns the text so far: a line for each instruction. */
  public String source() {
    return source.toString();
  }
}
