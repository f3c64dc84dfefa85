// The code of every case: carries out the table of steps that the kit puts behind it.
//
// A table is words of 8 bytes: an operation, then its operands. An operand "address" that a step
// may compute is two words: a constant, and the address of the result to add to it, or 0. Results
// and outputs are stored at addresses that the table has, so nothing but these registers lives
// longer than a step:
//   x19  the table, where it goes on
//   x27  the block of this process: u32 program@0, name@4 (28 bytes), u64 length@32, payload@40
// The kit defines BLOCK, the block of the first process; ENTRY, where the registers of the start are
// kept; and LOG, where handlers of signals leave what they saw.
// What may fault is a subroutine, so that a handler goes on at x30.
        .equ    AT_FDCWD, -100
        .equ    EMFILE, 24
        .equ    O_WRONLY_APPEND, 0x401
        .equ    SEEK_END, 2
        .equ    CLONE_VFORK, 0x4000
        .equ    WALL, 0x40000000
        .equ    SYS_openat, 56
        .equ    SYS_close, 57
        .equ    SYS_lseek, 62
        .equ    SYS_write, 64
        .equ    SYS_exit_group, 94
        .equ    SYS_rt_sigaction, 134
        .equ    SYS_rt_sigprocmask, 135
        .equ    SYS_rt_sigreturn, 139
        .equ    SYS_clone, 220
        .equ    SYS_wait4, 260

        .macro  address register        // the next two words of the table
        ldp     x9, x10, [x19], #16
        cbz     x10, 1f
        ldr     x10, [x10]
1:      add     \register, x9, x10
        .endm

        .text
        .global _start
// At known addresses: CaseLayout.HANDLER, PLAIN_HANDLER and RESTORER.
        b       handler
        b       plain_handler
        mov     x8, #SYS_rt_sigreturn
        svc     #0

_start: b       entry
begin:  ldr     x27, =BLOCK
        adr     x20, head               // see the end
        ldr     w0, [x20]
        str     w0, [x27]
        add     x1, x20, #8
        ldr     w2, [x20, #4]           // of /init of a boot, argv is the boot loader's
        cmp     w2, w0
        b.hi    2f
        ldr     x0, [sp]                // argc
        cmp     x0, #2
        b.lo    2f
        ldr     x1, [sp, #16]           // argv[1] is the name of the record
2:      add     x2, x27, #4
        mov     x3, #27
        bl      copy_text
        add     x19, x20, #64

next:   ldr     x0, [x19], #8
        adr     x1, operations
        ldr     w0, [x1, x0, lsl #2]
        add     x1, x1, w0, sxtw
        br      x1

operations:
        .word   finish - operations, call - operations, copy - operations, store - operations
        .word   load - operations, fork - operations, undefined - operations
        .word   execute - operations, flush - operations, run - operations

// finish: exit_group(0)
finish: mov     x0, #0
        mov     x8, #SYS_exit_group
        svc     #0
        udf     #0

// call: number, six addresses, where the result goes
call:   ldr     x8, [x19], #8
        address x0
        address x1
        address x2
        address x3
        address x4
        address x5
        svc     #0
result: ldr     x9, [x19], #8
        str     x0, [x9]
        b       next

// copy: from, to, length
copy:   ldp     x0, x1, [x19], #16
        ldr     x2, [x19], #8
        bl      copy_bytes
        b       next

// store: size, address, value, where 0 goes
store:  ldr     x2, [x19], #8
        address x1
        ldr     x3, [x19], #8
        mov     x0, #0
        bl      store_number
        b       result

// load: size, address, where the number goes
load:   ldr     x2, [x19], #8
        address x1
        bl      load_number
        b       result

// fork: flags, the child's table, its block, what is put behind the name (a text in one word),
// where the result goes
fork:   ldr     x0, [x19], #8
        ldp     x20, x21, [x19], #16
        mov     x22, x19
        add     x19, x19, #8
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        mov     x8, #SYS_clone
        svc     #0
        cbnz    x0, result
        mov     x19, x20
        ldr     w0, [x27]
        str     w0, [x21]
        add     x1, x27, #4
        add     x2, x21, #4
        mov     x3, #27
        bl      copy_text
        mov     x1, x22
        bl      copy_text               // behind what was copied
        mov     x27, x21
        b       next

// undefined: where 0 goes
undefined:
        mov     x0, #0
        bl      undefined_instruction
        b       result

// execute: address, where 0 goes
execute:
        address x16
        blr     x16
        mov     x0, #0
        b       result

// run: six addresses, where x0 goes, length of the code, the code
run:    address x0
        address x1
        address x2
        address x3
        address x4
        address x5
        ldp     x20, x21, [x19], #16
        mov     x16, x19
        add     x19, x19, x21
        blr     x16
        str     x0, [x20]
        b       next

// flush: from, length. Appends a block to the record, or prints it as hexadecimal digits in a line.
flush:  ldp     x20, x21, [x19], #16
        str     x21, [x27, #32]
        mov     x0, x20
        add     x1, x27, #40
        mov     x2, x21
        bl      copy_bytes
        mov     x24, x27                // what is written
        add     x25, x21, #40
        ldr     w0, head + 4
        cbz     w0, 8f
        bl      print_block
8:      mov     x23, #2                 // the descriptor that is given up next
        mov     x26, #0                 // 1 in a child that only writes the record, 2 without clone
9:      mov     x0, #AT_FDCWD
        adr     x1, head + 32
        mov     x2, #O_WRONLY_APPEND
        mov     x3, #0
        mov     x8, #SYS_openat
        svc     #0
        cmn     x0, #EMFILE
        b.ne    11f
        tbnz    x23, #63, 11f
        // All descriptors are taken, and the steps that follow may depend on it: a child gives up one
        // of its own. It ends before this process goes on, and nobody is told of it.
        cbnz    x26, 10f
        mov     x0, #CLONE_VFORK
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        mov     x8, #SYS_clone
        svc     #0
        mov     x26, #1
        cbz     x0, 10f
        mov     x26, #2
        tbnz    x0, #63, 10f            // This process has to do it, and gives one up for good.
        mov     x1, #0
        mov     x2, #WALL
        mov     x3, #0
        mov     x8, #SYS_wait4
        svc     #0
        b       next
10:     mov     x0, x23
        mov     x8, #SYS_close
        svc     #0
        sub     x23, x23, #1
        b       9b
11:     mov     x22, x0
        mov     x1, #0                  // to the end, should O_APPEND be wrong
        mov     x2, #SEEK_END
        mov     x8, #SYS_lseek
        svc     #0
        mov     x0, x22
        mov     x1, x24
        mov     x2, x25
        mov     x8, #SYS_write
        svc     #0
        mov     x0, x22
        mov     x8, #SYS_close
        svc     #0
        cmp     x26, #1
        b.eq    finish
        b       next

// Makes the line of the x25 bytes at x24 behind them; x24 and x25 are then that line.
print_block:
        add     x1, x24, x25
        mov     x5, x1
        adr     x0, line_start
        mov     x2, #(line_end - line_start)
        mov     x6, x30
        bl      copy_bytes
        mov     x30, x6
        adr     x6, hexadecimal
11:     ldrb    w3, [x24], #1
        lsr     w4, w3, #4
        ldrb    w4, [x6, x4]
        strb    w4, [x1], #1
        and     w4, w3, #15
        ldrb    w4, [x6, x4]
        strb    w4, [x1], #1
        subs    x25, x25, #1
        b.ne    11b
        mov     w3, #'\n'
        strb    w3, [x1], #1
        mov     x24, x5
        sub     x25, x1, x5
        ret

// Copies x2 bytes from x0 to x1.
copy_bytes:
        cbz     x2, 15f
14:     ldrb    w3, [x0], #1
        strb    w3, [x1], #1
        subs    x2, x2, #1
        b.ne    14b
15:     ret

// Copies the text at x1 to x2, at most x3 bytes without the NUL; x2 is then where its NUL is.
copy_text:
        ldrb    w0, [x1], #1
        cbz     w0, 16f
        cbz     x3, 16f
        strb    w0, [x2], #1
        sub     x3, x3, #1
        b       copy_text
16:     strb    wzr, [x2]
        ret

// Stores the low x2 bytes of x3 at x1.
store_number:
        cmp     x2, #2
        b.lo    3f
        b.eq    4f
        cmp     x2, #4
        b.eq    5f
        str     x3, [x1]
        ret
3:      strb    w3, [x1]
        ret
4:      strh    w3, [x1]
        ret
5:      str     w3, [x1]
        ret

// Loads x2 bytes from x1 into x0.
load_number:
        cmp     x2, #2
        b.lo    6f
        b.eq    7f
        cmp     x2, #4
        b.eq    8f
        ldr     x0, [x1]
        ret
6:      ldrb    w0, [x1]
        ret
7:      ldrh    w0, [x1]
        ret
8:      ldr     w0, [x1]
        ret

undefined_instruction:
        udf     #0
        ret

// Stores at ENTRY what is not zero of the registers that a program starts with, and the low bits of
// sp: a kernel that keeps the contract leaves zeros.
entry:
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        orr     x0, x0, x\n
        .endr
        .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        orr     x0, x0, x\n
        .endr
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        orr     v0.16b, v0.16b, v\n\().16b
        .endr
        .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        orr     v0.16b, v0.16b, v\n\().16b
        .endr
        umov    x1, v0.d[0]
        umov    x2, v0.d[1]
        orr     x1, x1, x2
        mrs     x2, nzcv
        mrs     x3, fpcr
        orr     x2, x2, x3
        mrs     x3, fpsr
        orr     x2, x2, x3
        mrs     x3, tpidr_el0
        orr     x2, x2, x3
        mov     x3, sp
        and     x3, x3, #15
        ldr     x4, =ENTRY
        stp     x0, x1, [x4]
        stp     x2, x3, [x4, #16]
        b       begin

// Handlers. LOG: u64 count, u64 mask to put into the frame if not 0, u64 to put into V0 if not 0,
// from 64 on entries of 64 bytes: u32 signal, i32 si_signo, si_errno, si_code; u64 si_addr of a
// fault (relative to pc for SIGILL and SIGTRAP), else u32 si_pid, si_uid; i32 si_status of SIGCHLD;
// u32 low bits of sp; u64 mask of the frame; u64 mask while the handler runs; u64 uc_flags, uc_link
// and their like that must be 0; u64 handler of the signal's action while the handler runs.
plain_handler:
        stp     x29, x30, [sp, #-48]!
        mov     x16, x0
        bl      log_entry
        b       14f
handler:
        stp     x29, x30, [sp, #-48]!
        mov     x16, x0
        bl      log_entry
        ldp     w3, w4, [x1]            // siginfo
        str     w3, [x17, #4]
        str     w4, [x17, #8]
        ldr     w3, [x1, #8]
        str     w3, [x17, #12]
        ldr     x4, [x1, #16]
        mov     x7, #0
        cmp     w3, #0
        b.le    17f                     // sent by a process
        cmp     w16, #17
        b.eq    16f
        mov     x7, #1                  // a fault
        ldr     x5, [x2, #440]          // pc
        cmp     w16, #4
        ccmp    w16, #5, #4, ne
        b.ne    17f
        sub     x4, x4, x5
        b       17f
16:     ldr     w3, [x1, #24]
        str     w3, [x17, #24]
17:     str     x4, [x17, #16]
        ldr     x3, [x2, #40]
        str     x3, [x17, #32]
        ldp     x3, x4, [x2]
        orr     x3, x3, x4
        ldr     w4, [x2, #464]          // the record of the SIMD registers comes first, if any
        ldr     w5, =0x46508001
        cmp     w4, w5
        csinc   x3, x3, x3, eq
        str     x3, [x17, #48]
        ldr     x3, =LOG
        ldr     x4, [x3, #8]
        cbz     x4, 18f
        str     x4, [x2, #40]
18:     ldr     x4, [x3, #16]
        cbz     x4, 19f
        str     x4, [x2, #480]          // V0
19:     cbz     x7, 14f
        mov     x3, #0xfa
        str     x3, [x2, #184]          // x0
        ldr     x3, [x2, #424]          // x30
        str     x3, [x2, #440]          // pc
14:     str     x17, [sp, #16]
        mov     w0, w16                 // what the signal's action is now
        mov     x1, #0
        sub     sp, sp, #32
        mov     x2, sp
        mov     x3, #8
        mov     x8, #SYS_rt_sigaction
        svc     #0
        ldr     x3, [sp], #32
        ldr     x17, [sp, #16]
        str     x3, [x17, #56]
        mov     x0, #0
        mov     x1, #0
        add     x2, x17, #40
        mov     x3, #8
        mov     x8, #SYS_rt_sigprocmask
        svc     #0
        ldp     x29, x30, [sp], #48
        ret

// Begins an entry at x17 with the signal in w16 and the alignment of sp.
log_entry:
        ldr     x3, =LOG
        ldr     x4, [x3]
        add     x17, x3, #64
        add     x17, x17, x4, lsl #6
        add     x4, x4, #1
        str     x4, [x3]
        str     w16, [x17]
        mov     x3, sp
        and     x3, x3, #15
        str     w3, [x17, #28]
        ret

hexadecimal:
        .ascii  "0123456789abcdef"
line_start:
        .ascii  "\n=== RECORD "
line_end:
        .ltorg
        .balign 8
// Here the kit puts: u32 program, u32 whether records are printed, the default name (24 bytes), the
// path to which records are written (32 bytes), and the table.
head:
