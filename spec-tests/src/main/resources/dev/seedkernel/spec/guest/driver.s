// The /init of a batch: starts the cases one after the other, each in its directory, waits for it
// and for what it leaves behind, puts its siginfo into a file, and prints that and its record. All
// that it prints is as in DUMP-2, but that empty lines and what cases print may stand between files.
// It prints itself, so that a kernel need not have the dump, other files of the cases may be as
// large as they like, and what was done is known although a later case does not end. At the end it
// powers the machine off.
// The kit defines CASES.
        .equ    AT_FDCWD, -100
        .equ    O_WRONLY, 1
        .equ    ENOSYS, 38
        .equ    SIGCHLD, 17
        .equ    WEXITED, 4
        .equ    SIGINFO_SIZE, 128
        .equ    BUFFER_SIZE, 0x100000
        .equ    LINE_BYTES, 64
        .equ    SYS_chdir, 49
        .equ    SYS_openat, 56
        .equ    SYS_close, 57
        .equ    SYS_read, 63
        .equ    SYS_write, 64
        .equ    SYS_exit_group, 94
        .equ    SYS_waitid, 95
        .equ    SYS_reboot, 142
        .equ    SYS_clone, 220
        .equ    SYS_execve, 221
        .equ    SYS_spawn, 1024

        .macro  syscall number
        mov     x8, #\number
        svc     #0
        .endm

        .text
        .global _start
_start: ldr     x0, [sp]
        add     x26, sp, #16
        add     x26, x26, x0, lsl #3    // envp
        ldr     x0, =begin
        bl      print_text
        mov     x19, #0                 // the case
each:   cmp     x19, #CASES
        b.hs    ended
        ldr     x1, =program_number
        bl      digits
        ldr     x1, =case_number
        bl      digits
        ldr     x1, =record_number
        bl      digits
        ldr     x1, =status_number
        bl      digits
        ldr     x0, =case_directory
        syscall SYS_chdir

        ldr     x0, =program_path
        ldr     x1, =arguments
        str     x0, [x1]
        syscall SYS_spawn
        cmn     x0, #ENOSYS
        b.ne    1f
        mov     x0, #SIGCHLD
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        syscall SYS_clone
        cbnz    x0, 1f
        ldr     x0, =program_path
        ldr     x1, =arguments
        mov     x2, x26
        syscall SYS_execve
        mov     x0, #127
        syscall SYS_exit_group
1:      mov     x20, x0                 // its process id

wait:   ldr     x21, =siginfo
        mov     x0, #0
        mov     x1, #0
        mov     x2, x21
        mov     x3, #WEXITED
        mov     x4, #0
        syscall SYS_waitid
        tbnz    x0, #63, 2f             // ECHILD: nobody is left
        ldr     w0, [x21, #16]          // si_pid
        cmp     w0, w20
        b.ne    wait
        mov     x0, #AT_FDCWD
        ldr     x1, =status_path
        mov     x2, #O_WRONLY
        mov     x3, #0
        syscall SYS_openat
        mov     x22, x0
        mov     x1, x21
        mov     x2, #SIGINFO_SIZE
        syscall SYS_write
        mov     x0, x22
        syscall SYS_close
        b       wait
2:      ldr     x0, =record_path
        bl      print_file
        ldr     x0, =status_path
        bl      print_file
        add     x19, x19, #1
        b       each

ended:  ldr     x0, =end
        bl      print_text
        // LINUX_REBOOT_CMD_POWER_OFF; a kernel without the call ends with /init.
        ldr     w0, =0xfee1dead
        ldr     w1, =672274793
        ldr     w2, =0x4321fedc
        mov     x3, #0
        syscall SYS_reboot
        mov     x0, #0
        syscall SYS_exit_group
        udf     #0

// Writes the number of the case, four digits, to x1.
digits: mov     x0, x19
        mov     x2, #4
        mov     x5, #10
5:      sub     x2, x2, #1
        udiv    x3, x0, x5
        msub    x4, x3, x5, x0
        add     w4, w4, #'0'
        strb    w4, [x1, x2]
        mov     x0, x3
        cbnz    x2, 5b
        ret

// Prints the text at x0.
print_text:
        mov     x1, x0
6:      ldrb    w2, [x0], #1
        cbnz    w2, 6b
        sub     x2, x0, x1
        sub     x2, x2, #1
// Prints x2 bytes at x1.
print_bytes:
        mov     x9, x1
        mov     x10, x2
7:      cbz     x10, 8f
        mov     x0, #1
        mov     x1, x9
        mov     x2, x10
        syscall SYS_write
        tbnz    x0, #63, 8f
        add     x9, x9, x0
        sub     x10, x10, x0
        b       7b
8:      ret

// Prints the file whose path is at x0, in the form of DUMP-2.
print_file:
        mov     x28, x30
        mov     x20, x0
        mov     x1, x0
        mov     x0, #AT_FDCWD
        mov     x2, #0
        mov     x3, #0
        syscall SYS_openat
        mov     x21, x0
        ldr     x22, =buffer
        mov     x23, #0                 // bytes so far
9:      mov     x0, x21
        add     x1, x22, x23
        ldr     x2, =BUFFER_SIZE
        sub     x2, x2, x23
        syscall SYS_read
        cmp     x0, #0
        b.le    10f
        add     x23, x23, x0
        b       9b
10:     mov     x0, x21
        syscall SYS_close
        ldr     x0, =file_start
        bl      print_text
        mov     x0, x20
        bl      print_text
        ldr     x0, =file_size
        bl      print_text
        ldr     x1, =decimal_end
        mov     x0, x23
        mov     x5, #10
11:     udiv    x3, x0, x5
        msub    x4, x3, x5, x0
        add     w4, w4, #'0'
        strb    w4, [x1, #-1]!
        mov     x0, x3
        cbnz    x0, 11b
        mov     x0, x1
        bl      print_text
        ldr     x0, =file_end
        bl      print_text
12:     cbz     x23, 15f                // lines
        mov     x24, #LINE_BYTES
        cmp     x23, x24
        csel    x24, x23, x24, lo
        sub     x23, x23, x24
        ldr     x1, =line
        ldr     x3, =hexadecimal
13:     ldrb    w0, [x22], #1
        lsr     w4, w0, #4
        ldrb    w4, [x3, x4]
        strb    w4, [x1], #1
        and     w4, w0, #15
        ldrb    w4, [x3, x4]
        strb    w4, [x1], #1
        subs    x24, x24, #1
        b.ne    13b
        mov     w0, #'\n'
        strb    w0, [x1], #1
        mov     x2, x1
        ldr     x1, =line
        sub     x2, x2, x1
        bl      print_bytes
        b       12b
15:     ret     x28
        .ltorg

        .section .rodata
begin:  .asciz  "\n=== DUMP-BEGIN ===\n"
end:    .asciz  "=== DUMP-END ===\n"
file_start:
        .asciz  "\n=== FILE path="
file_size:
        .asciz  " size="
file_end:
        .asciz  " ===\n"
hexadecimal:
        .ascii  "0123456789abcdef"

        .data
program_path:
        .ascii  "/program/"
program_number:
        .asciz  "0000"
case_directory:
        .ascii  "/case/"
case_number:
        .asciz  "0000"
record_path:
        .ascii  "/record/"
record_number:
        .asciz  "0000"
status_path:
        .ascii  "/status/"
status_number:
        .asciz  "0000"
decimal:
        .skip   24
decimal_end:
        .byte   0
        .balign 8
arguments:
        .xword  0, 0

        .bss
        .balign 16
siginfo:
        .skip   SIGINFO_SIZE
line:   .skip   2 * LINE_BYTES + 1
buffer: .skip   BUFFER_SIZE
