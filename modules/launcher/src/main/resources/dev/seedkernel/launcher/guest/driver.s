// driver PROGRAM ARG...: starts a program as a child, waits for it, says how it ended, and exits with
// its status. The child's argv is the driver's without the first.
// A child is started by spawn, the seed kernel's own call. A kernel without it says ENOSYS; then the
// driver uses clone and execve, so that this same file runs on Linux too.
// Exit status: that of the child, 128 and the signal if it was killed, 120 if it could not be started.
            .equ    ENOENT, 2
            .equ    SIGCHLD, 17
            .equ    P_PID, 1
            .equ    WEXITED, 4
            .equ    CLD_EXITED, 1

            .text
_start:     ldr     x19, [sp]               // argc
            add     x20, sp, #16            // the child's argv
            add     x21, x20, x19, lsl #3   // envp: behind the NULL that ends argv
            cmp     x19, #2
            b.lt    unable

// A probe, as drivers do it: an empty path is ENOENT where there is spawn.
            adr     x0, empty
            mov     x1, #0
            mov     x2, #0
            mov     x8, #1024               // spawn
            svc     #0
            cmn     x0, #ENOENT
            b.ne    no_spawn

            adr     x1, with_spawn
            mov     x2, #(with_spawn_end - with_spawn)
            bl      print
            ldr     x0, [x20]
            mov     x1, x20
            mov     x2, x21
            mov     x8, #1024               // spawn
            svc     #0
            tbnz    x0, #63, unable
            mov     x22, x0                 // pid
            b       wait

no_spawn:   adr     x1, with_clone
            mov     x2, #(with_clone_end - with_clone)
            bl      print
            mov     x0, #SIGCHLD
            mov     x1, #0
            mov     x2, #0
            mov     x3, #0
            mov     x4, #0
            mov     x8, #220                // clone
            svc     #0
            tbnz    x0, #63, unable
            mov     x22, x0
            cbnz    x0, wait
            ldr     x0, [x20]               // the child
            mov     x1, x20
            mov     x2, x21
            mov     x8, #221                // execve
            svc     #0
            b       unable

wait:       mov     x0, #P_PID
            mov     x1, x22
            adrp    x2, info
            add     x2, x2, :lo12:info
            mov     x3, #WEXITED
            mov     x4, #0
            mov     x8, #95                 // waitid
            svc     #0
            tbnz    x0, #63, unable
            adrp    x1, info
            add     x1, x1, :lo12:info
            ldr     w23, [x1, #24]          // si_status
            ldr     w2, [x1, #8]            // si_code
            cmp     w2, #CLD_EXITED
            b.eq    exited
            add     w23, w23, #128
            b       ended
exited:     cbnz    w23, ended
            adr     x1, good
            mov     x2, #(good_end - good)
            bl      print
            b       exit
ended:      adr     x1, bad
            mov     x2, #(bad_end - bad)
            bl      print
exit:       mov     w0, w23
            mov     x8, #94                 // exit_group
            svc     #0

unable:     mov     w23, #120
            b       ended

// Writes x2 bytes at x1 to standard output.
print:      mov     x0, #1
            mov     x8, #64                 // write
            svc     #0
            ret

            .section .rodata
empty:      .asciz  ""
with_spawn: .ascii  "driver: this kernel has spawn\n"
with_spawn_end:
with_clone: .ascii  "driver: no spawn here, so clone and execve\n"
with_clone_end:
good:       .ascii  "driver: the child exited with status 0\n"
good_end:
bad:        .ascii  "driver: the child did not succeed\n"
bad_end:

            .bss
            .balign 8
info:       .skip   128
