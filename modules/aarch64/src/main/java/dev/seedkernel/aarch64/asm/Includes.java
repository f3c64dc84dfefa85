package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the files that directives name from whoever gives them. */
final class Includes {
  /** How often files may be asked for; more would keep the host's disk busy. */
  private static final int MAX_FILES = 1 << 16;

  private final @Nullable FileResolver resolver;
  private int files;

  Includes(@Nullable FileResolver resolver) {
    this.resolver = resolver;
  }

  /** Returns the file whose name stands at the cursor as a string. */
  IncludedFile find(Cursor cursor, String including) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    String name = new String(cursor.string(), UTF_8);
    if (name.isBlank()) {
      throw cursor.error(position, "expected the name of a file");
    }
    if (resolver == null) {
      throw cursor.error(position, "expected a program that needs no other files: none are given");
    }
    if (++files > MAX_FILES) {
      throw cursor.error(position, "expected at most " + MAX_FILES + " files to be included");
    }
    Optional<IncludedFile> found;
    try {
      found = resolver.resolve(name, including);
    } catch (IOException e) {
      throw cursor.error(position, "expected a file that can be read: " + e.getMessage());
    }
    return found.orElseThrow(
        () -> cursor.error(position, "expected a file that is there, not " + name));
  }

  /** Returns the content of a file as text. */
  static SourceFile text(IncludedFile file, Cursor cursor, Budget budget) throws AssemblyException {
    if (!budget.read(file.content().length)) {
      throw cursor.error(0, "expected at most %d bytes of source".formatted(Budget.MAX_SOURCE));
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(file.content())).toString();
      return new SourceFile(file.name(), text);
    } catch (CharacterCodingException e) {
      throw cursor.error(0, "expected text in UTF-8 in " + file.name());
    }
  }
}
