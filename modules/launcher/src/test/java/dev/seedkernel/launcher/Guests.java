package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.AssemblyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Programs for tests, as executable files of the host. */
final class Guests {
  private static final String EXIT =
      """
              mov     x8, #94
              svc     #0
      """;

  private Guests() {}

  /** Assembles a program into a file. */
  static Path program(Path file, String source) {
    try {
      return executable(file, GuestPrograms.assemble(source).elf().toArray(ValueLayout.JAVA_BYTE));
    } catch (AssemblyException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Path executable(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, bytes);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path catm(Path directory) {
    return executable(
        directory.resolve("catm"), GuestPrograms.catm().elf().toArray(ValueLayout.JAVA_BYTE));
  }

  static Path driver(Path directory) {
    return executable(
        directory.resolve("driver"), GuestPrograms.driver().elf().toArray(ValueLayout.JAVA_BYTE));
  }

  /** Exits with a status. */
  static Path exit(Path directory, int status) {
    return program(directory.resolve("exit" + status), "_start: mov x0, #" + status + "\n" + EXIT);
  }

  /** Loads from address 0. */
  static Path nullPointer(Path directory) {
    return program(directory.resolve("null"), "_start: mov x0, #0\n ldr x1, [x0]\n" + EXIT);
  }

  /** Executes what is no instruction. */
  static Path undefined(Path directory) {
    return program(directory.resolve("undefined"), "_start: udf #0\n" + EXIT);
  }

  /** Writes each argument, and after them each variable of the environment, on a line. */
  static Path echo(Path directory) {
    return program(
        directory.resolve("echo"),
        """
        _start: add     x19, sp, #8
                mov     x22, #2             // two lists: argv and envp
        next:   ldr     x1, [x19], #8
                cbz     x1, ended
                mov     x2, #0
        length: ldrb    w3, [x1, x2]
                add     x2, x2, #1
                cbnz    w3, length
                sub     x2, x2, #1
                mov     x0, #1
                mov     x8, #64
                svc     #0
                adr     x1, newline
                mov     x2, #1
                mov     x0, #1
                svc     #0
                b       next
        ended:  subs    x22, x22, #1
                b.ne    next
                mov     x0, #0
        """
            + EXIT
            + """
            newline: .ascii "\\n"
            """);
  }

  /** Copies standard input to standard output, and says on the error stream that it did. */
  static Path cat(Path directory) {
    return program(
        directory.resolve("cat"),
        """
        _start: mov     x0, #0
                adrp    x1, buffer
                add     x1, x1, :lo12:buffer
                mov     x2, #4096
                mov     x8, #63
                svc     #0
                cmp     x0, #0
                b.le    end
                mov     x2, x0
                mov     x0, #1
                mov     x8, #64
                svc     #0
                b       _start
        end:    mov     x0, #2
                adr     x1, done
                mov     x2, #5
                mov     x8, #64
                svc     #0
                mov     x0, #0
        """
            + EXIT
            + """
            done:   .ascii  "done\\n"
                    .bss
            buffer: .skip   4096
            """);
  }

  /** Stores to 64 MiB of memory, page after page. */
  static Path hog(Path directory) {
    return program(
        directory.resolve("hog"),
        """
        _start: adrp    x1, big
                mov     x2, #16384
        next:   str     x2, [x1]
                add     x1, x1, #4096
                subs    x2, x2, #1
                b.ne    next
                mov     x0, #0
        """
            + EXIT
            + """
                    .bss
                    .balign 4096
            big:    .skip   67108864
            """);
  }

  /** Makes a symbolic link to /etc/passwd, one to a neighbour, and a directory with a file. */
  static Path links(Path directory) {
    return program(
        directory.resolve("links"),
        """
        _start: adr     x0, outside
                mov     x1, #-100
                adr     x2, bad
                mov     x8, #36             // symlinkat
                svc     #0
                cbnz    x0, end
                adr     x0, inside
                mov     x1, #-100
                adr     x2, good
                svc     #0
                cbnz    x0, end
                mov     x0, #-100
                adr     x1, dir
                mov     x2, #0755
                mov     x8, #34             // mkdirat
                svc     #0
                cbnz    x0, end
                mov     x0, #-100
                adr     x1, file
                mov     x2, #0x41
                mov     x3, #0600
                mov     x8, #56             // openat
                svc     #0
                adr     x1, file
                mov     x2, #4
                mov     x8, #64
                svc     #0
                sub     x0, x0, #4
        end:
        """
            + EXIT
            + """
            outside: .asciz "/etc/passwd"
            inside: .asciz  "dir/file"
            bad:    .asciz  "/bad"
            good:   .asciz  "/good"
            dir:    .asciz  "/dir"
            file:   .asciz  "/dir/file"
            """);
  }

  /** Makes directories of a name of {@code length} bytes, each in the one before. */
  static Path nest(Path directory, int depth, int length) {
    return program(
        directory.resolve("nest"),
        """
        _start: mov     x19, #%d
        next:   mov     x0, #-100
                adr     x1, name
                mov     x2, #0755
                mov     x8, #34             // mkdirat
                svc     #0
                cbnz    x0, end
                adr     x0, name
                mov     x8, #49             // chdir
                svc     #0
                cbnz    x0, end
                subs    x19, x19, #1
                b.ne    next
        end:
        """
                .formatted(depth)
            + EXIT
            + "name: .asciz \""
            + "d".repeat(length)
            + "\"\n");
  }

  /** Makes a small file, and one of 16 GiB that is all hole. */
  static Path sparse(Path directory) {
    return program(
        directory.resolve("sparse"),
        """
        _start: adr     x1, small
                mov     x2, #0101           // O_CREAT | O_WRONLY
                mov     x3, #0644
                mov     x0, #-100
                mov     x8, #56             // openat
                svc     #0
                adr     x1, large
                mov     x0, #-100
                svc     #0
                mov     x1, #1
                lsl     x1, x1, #34
                mov     x8, #46             // ftruncate
                svc     #0
        """
            + EXIT
            + "small: .asciz \"small\"\nlarge: .asciz \"large\"\n");
  }

  /** Makes a file of one byte with a name in UTF-8 and one that is not, and a like directory. */
  static Path badNames(Path directory) {
    return program(
        directory.resolve("badnames"),
        """
        _start: mov     x0, #-100
                adr     x1, good
                mov     x2, #0x41
                mov     x3, #0600
                mov     x8, #56             // openat
                svc     #0
                adr     x1, good
                mov     x2, #1
                mov     x8, #64
                svc     #0
                mov     x0, #-100
                adr     x1, good
                mov     x2, #-100
                adr     x3, bad
                mov     x4, #0
                mov     x8, #37             // linkat
                svc     #0
                cbnz    x0, end
                mov     x0, #-100
                adr     x1, dir
                mov     x2, #0755
                mov     x8, #34             // mkdirat
                svc     #0
                cbnz    x0, end
                mov     x0, #-100
                adr     x1, below
                mov     x8, #34
                svc     #0
        end:
        """
            + EXIT
            + """
            good:   .asciz  "/good"
            bad:    .ascii  "/z"
                    .byte   0xff, 0
            dir:    .ascii  "/"
                    .byte   0xfe, 0
            below:  .ascii  "/"
                    .byte   0xfe
                    .asciz  "/file"
            """);
  }
}
