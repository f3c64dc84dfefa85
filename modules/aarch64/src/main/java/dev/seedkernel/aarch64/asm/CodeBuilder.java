package dev.seedkernel.aarch64.asm;

import java.util.Arrays;
import java.util.stream.Collectors;

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
