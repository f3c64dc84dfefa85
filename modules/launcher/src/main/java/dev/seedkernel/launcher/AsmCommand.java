package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.Assembler;
import dev.seedkernel.aarch64.asm.AssemblyException;
import dev.seedkernel.aarch64.asm.Program;
import dev.seedkernel.aarch64.asm.Section;
import dev.seedkernel.aarch64.asm.SourceFile;
import dev.seedkernel.aarch64.asm.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Assembles a program. */
@Command(
    name = "asm",
    description = {
      "Assembles a static AArch64 ELF executable; it needs no linker.",
      "The source is in the syntax of GNU as; docs/assembler.md lists what is known.",
      "The same sources give the same bytes. Nothing is written if there is an error."
    },
    footer = {
      "",
      "Example:",
      "  seedkernel asm hello.s -o hello && seedkernel run ./hello",
    })
final class AsmCommand implements Callable<Integer> {
  /** Programs lie in what Linux gives them with 48-bit addresses, and leave room for a stack. */
  private static final long MOST_ADDRESS = 1L << 47;

  private final Streams streams;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Source files; - is the standard input. Each has its own names, except what .global names.")
  private List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The program to write; - is the standard output. Default: a.out.")
  private Path output = Path.of("a.out");

  @Option(
      names = {"-e", "--entry"},
      paramLabel = "SYMBOL",
      description = "Where the program starts. Default: _start.")
  private String entry = "_start";

  @Option(
      names = "--text-address",
      paramLabel = "ADDRESS",
      converter = Address.class,
      description = "Where .text begins. Default: 0x400000 and the headers' size, as with ld.")
  private @Nullable Long textAddress;

  @Option(
      names = "--defsym",
      paramLabel = "NAME=VALUE",
      description = "Define a constant in every file. May be repeated.")
  private List<String> definitions = List.of();

  @Option(
      names = {"-I", "--include"},
      paramLabel = "DIR",
      description =
          "Where .include and .incbin look when the file is not beside the source. May be repeated.")
  private List<Path> directories = List.of();

  @Option(
      names = "--listing",
      paramLabel = "FILE",
      arity = "0..1",
      preprocessor = AttachedValue.class,
      description = "Write addresses and bytes beside the source. Default: to the standard output.")
  private @Nullable Path listing;

  AsmCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    checkOutputs();
    List<SourceFile> sources = read();
    SourceIncludes includes = new SourceIncludes(directories);
    Assembler assembler = assembler().including(includes);
    try {
      Program program = assembler.assemble(sources);
      long start = entry(program, sources);
      checkAddresses(program);
      byte[] elf = ExecutableFile.of(program, start, sources);
      HostFiles.writeExecutable(output, streams, target -> target.write(elf));
      if (listing != null) {
        byte[] text = SourceListing.of(program, sources).getBytes(StandardCharsets.UTF_8);
        HostFiles.write(listing, streams, target -> target.write(text));
      }
      return ExitStatus.SUCCESS;
    } catch (AssemblyException e) {
      new SourceMessages(streams, sources, includes).print(e.errors());
      int count = e.errors().size();
      String more = count == Assembler.MAX_ERRORS ? "; there may be more" : "";
      throw new FailedException(
          ExitStatus.SOURCE_ERROR,
          "%d error%s%s; nothing is written".formatted(count, count == 1 ? "" : "s", more),
          e);
    }
  }

  /** Finds beforehand what would else be found when all work is done, or would lose a source. */
  private void checkOutputs() throws FailedException {
    for (Path target : listing == null ? List.of(output) : List.of(output, listing)) {
      if (target.toString().equals(HostFiles.STANDARD_STREAM)) {
        continue;
      }
      HostFiles.checkWritable(target.toString(), target);
      for (Path file : files) {
        if (isSame(file, target)) {
          throw new FailedException(target + ": would replace the source");
        }
      }
    }
  }

  private static boolean isSame(Path file, Path target) {
    try {
      return Files.exists(target) && Files.isSameFile(file, target);
    } catch (IOException e) {
      return false; // Reading it will say what is wrong.
    }
  }

  private List<SourceFile> read() throws FailedException {
    List<SourceFile> sources = new ArrayList<>();
    for (Path file : files) {
      boolean standard = file.toString().equals(HostFiles.STANDARD_STREAM);
      byte[] bytes = HostFiles.read(file, streams);
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        sources.add(new SourceFile(standard ? "<stdin>" : file.toString(), text));
      } catch (CharacterCodingException e) {
        throw new FailedException(file + ": not assembly text, which is UTF-8", e);
      }
    }
    return sources;
  }

  private Assembler assembler() throws FailedException {
    if (textAddress != null && (textAddress < 0 || textAddress >= MOST_ADDRESS)) {
      throw new FailedException(
          "--text-address 0x%x: expected one below 0x%x".formatted(textAddress, MOST_ADDRESS));
    }
    long address = Assembler.DEFAULT_ADDRESS + ExecutableFile.HEADER_BYTES;
    Assembler result =
        Assembler.standard().compact().at(textAddress == null ? address : textAddress);
    for (Map.Entry<String, Long> definition : constants().entrySet()) {
      result = result.define(definition.getKey(), definition.getValue());
    }
    return result;
  }

  private Map<String, Long> constants() throws FailedException {
    Map<String, Long> constants = new LinkedHashMap<>();
    for (String definition : definitions) {
      int equals = definition.indexOf('=');
      String name = definition.substring(0, Math.max(0, equals));
      try {
        String value = definition.substring(equals + 1);
        boolean negative = value.startsWith("-");
        long number = Address.parse(negative ? value.substring(1) : value);
        constants.put(name, negative ? -number : number);
      } catch (NumberFormatException e) {
        name = "";
      }
      if (!name.matches("[A-Za-z_.$][\\w.$]*")) {
        throw new FailedException(
            "--defsym %s: NAME=VALUE is expected, with a number".formatted(definition));
      }
    }
    return constants;
  }

  /** Returns the address of the entry symbol, which need not be global if one file has it. */
  private long entry(Program program, List<SourceFile> sources) throws FailedException {
    List<Symbol> found =
        program.symbolTable().stream().filter(s -> s.name().equals(entry)).toList();
    List<Symbol> global = found.stream().filter(s -> s.binding() != Symbol.Binding.LOCAL).toList();
    if (found.isEmpty()) {
      throw new FailedException(
          ExitStatus.SOURCE_ERROR,
          "%s: no symbol %s to start at; --entry names another"
              .formatted(sources.getFirst().name(), entry),
          null);
    }
    if (global.isEmpty() && found.size() > 1) {
      throw new FailedException(
          ExitStatus.SOURCE_ERROR,
          "several files have a symbol %s to start at; .global chooses one".formatted(entry),
          null);
    }
    return (global.isEmpty() ? found : global).getFirst().address();
  }

  private static void checkAddresses(Program program) throws FailedException {
    for (Section section : program.sections()) {
      if (section.address() + section.size() > MOST_ADDRESS) {
        throw new FailedException(
            ExitStatus.SOURCE_ERROR,
            "%s: expected addresses below 0x%x".formatted(section, MOST_ADDRESS),
            null);
      }
    }
  }
}
