// The code of every case: carries out the table of steps that the kit puts behind it.
//
// A table is words of 8 bytes: an operation, then its operands. An operand "address" that a step
// may compute is two words: a constant, and the address of the result to add to it, or 0. Results
// and outputs are stored at addresses that the table has, so nothing but these registers lives
// longer than a step:
//   x19  the table, where it goes on
//   x27  the block of this process: u32 program@0, name@4 (28 bytes), u64 length@32, payload@40
// The kit defines BLOCK, the block of the first process.
        .equ    AT_FDCWD, -100
        .equ    EMFILE, 24
        .equ    O_WRONLY_APPEND, 0x401
        .equ    SYS_openat, 56
        .equ    SYS_close, 57
        .equ    SYS_write, 64
        .equ    SYS_exit_group, 94
        .equ    SYS_clone, 220

        .macro  address register        // the next two words of the table
        ldp     x9, x10, [x19], #16
        cbz     x10, 1f
        ldr     x10, [x10]
1:      add     \register, x9, x10
        .endm

        .text
        .global _start
_start: ldr     x27, =BLOCK
        adr     x20, head               // see the end
        ldr     w0, [x20]
        str     w0, [x27]
        add     x1, x20, #8
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
        .word   execute - operations, flush - operations

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
        cmp     x2, #2
        b.lo    3f
        b.eq    4f
        cmp     x2, #4
        b.eq    5f
        str     x3, [x1]
        b       result
3:      strb    w3, [x1]
        b       result
4:      strh    w3, [x1]
        b       result
5:      str     w3, [x1]
        b       result

// load: size, address, where the number goes
load:   ldr     x2, [x19], #8
        address x1
        cmp     x2, #2
        b.lo    6f
        b.eq    7f
        cmp     x2, #4
        b.eq    8f
        ldr     x0, [x1]
        b       result
6:      ldrb    w0, [x1]
        b       result
7:      ldrh    w0, [x1]
        b       result
8:      ldr     w0, [x1]
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

undefined:
        udf     #0
        b       next

// execute: address, where 0 goes
execute:
        address x16
        blr     x16
        mov     x0, #0
        b       result

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
8:      mov     x23, #2                 // where all descriptors are taken, these are given up
9:      mov     x0, #AT_FDCWD
        adr     x1, head + 32
        mov     x2, #O_WRONLY_APPEND
        mov     x3, #0
        mov     x8, #SYS_openat
        svc     #0
        cmn     x0, #EMFILE
        b.ne    10f
        tbnz    x23, #63, 10f
        mov     x0, x23
        mov     x8, #SYS_close
        svc     #0
        sub     x23, x23, #1
        b       9b
10:     mov     x22, x0
        mov     x1, x24
        mov     x2, x25
        mov     x8, #SYS_write
        svc     #0
        mov     x0, x22
        mov     x8, #SYS_close
        svc     #0
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
