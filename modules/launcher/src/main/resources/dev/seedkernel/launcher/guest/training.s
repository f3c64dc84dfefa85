// training: what programs of C libraries do, for the run that the AOT cache is made from. It makes the
// calls of a table and does not look at what they say; starts itself as a child, which works in loops
// for a while; and waits for it. With an argument it is the child.
            .equ    AT_FDCWD, -100
            .equ    SIGCHLD, 17
            .equ    ROUNDS, 400

            .text
_start:     ldr     x19, [sp]               // argc
            cmp     x19, #1
            b.gt    child

            adrp    x20, calls
            add     x20, x20, :lo12:calls
            adrp    x21, calls_end
            add     x21, x21, :lo12:calls_end
each:       ldp     x8, x0, [x20], #16
            ldp     x1, x2, [x20], #16
            ldp     x3, x4, [x20], #16
            ldr     x5, [x20], #8
            svc     #0
            cmp     x20, x21
            b.lo    each

            mov     x0, #SIGCHLD
            mov     x1, #0
            mov     x2, #0
            mov     x3, #0
            mov     x4, #0
            mov     x8, #220                // clone
            svc     #0
            cbz     x0, start
            mov     x1, #0
            mov     x2, #0
            mov     x3, #0
            mov     x8, #260                // wait4
            svc     #0
            mov     x0, #0
            mov     x8, #94                 // exit_group
            svc     #0

start:      adrp    x0, self
            add     x0, x0, :lo12:self
            adrp    x1, argv
            add     x1, x1, :lo12:argv
            mov     x2, #0
            mov     x8, #221                // execve
            svc     #0

child:      mov     x22, #ROUNDS
round:      bl      bytes
            bl      words
            bl      doubles
            bl      vectors
            mov     x0, #7
            bl      recursive
            subs    x22, x22, #1
            b.ne    round
            mov     x0, #0
            mov     x8, #94                 // exit_group
            svc     #0

// Loops with accesses, flags and shifts of the kinds that compilers emit.
bytes:      adrp    x1, buffer
            add     x1, x1, :lo12:buffer
            mov     x2, #0
byte:       ldrb    w3, [x1, x2]
            add     w3, w3, w2
            eor     w3, w3, w3, lsr #3
            strb    w3, [x1, x2]
            add     x2, x2, #1
            cmp     x2, #256
            b.ne    byte
            ret

words:      adrp    x1, buffer
            add     x1, x1, :lo12:buffer
            add     x2, x1, #512
            mov     w0, #0
word:       ldr     w3, [x1], #4
            ldrsw   x4, [x1, #4]
            ldurh   w5, [x1, #2]
            and     w5, w5, #0xff
            tbz     w3, #0, even
            madd    w0, w0, w3, w5
            b       odd
even:       ubfx    x3, x3, #4, #8
            sdiv    w6, w3, w5
            csel    w0, w0, w6, lo
odd:        stp     x3, x4, [sp, #-16]!
            ldp     x3, x4, [sp], #16
            sub     x3, x3, x4, asr #2
            str     x3, [x2]
            cmp     x1, x2
            b.lo    word
            ret

doubles:    mov     w2, #64
            scvtf   d0, w2
            fmov    d1, #1.0
            fmov    d3, #0.5
double:     fadd    d2, d0, d1
            fmul    d0, d2, d3
            fmadd   d1, d1, d3, d3
            fcmp    d0, d1
            fcsel   d4, d0, d1, gt
            subs    w2, w2, #1
            b.ne    double
            fcvtzs  w0, d4
            ret

vectors:    adrp    x1, buffer
            add     x1, x1, :lo12:buffer
            mov     w2, #32
            movi    v1.16b, #0x20
vector:     ldr     q0, [x1]
            cmeq    v2.16b, v0.16b, v1.16b
            add     v0.4s, v0.4s, v1.4s
            orr     v0.16b, v0.16b, v2.16b
            str     q0, [x1], #16
            subs    w2, w2, #1
            b.ne    vector
            umov    w0, v0.b[0]
            ret

recursive:  stp     x29, x30, [sp, #-32]!
            str     x19, [sp, #16]
            mov     x29, sp
            mov     x19, x0
            cbz     x0, leaf
            sub     x0, x0, #1
            bl      recursive
            adr     x1, twice
            mov     x0, x19
            blr     x1
leaf:       ldr     x19, [sp, #16]
            ldp     x29, x30, [sp], #32
            ret
twice:      lsl     x0, x0, #1
            ret

            .section .rodata
self:       .asciz  "/proc/self/exe"
input:      .asciz  "/input"
made:       .asciz  "/made"
root:       .asciz  "/"
empty:      .asciz  ""
text:       .ascii  "training\n"

// Number and six arguments each.
            .data
            .balign 8
calls:      .quad   214, 0, 0, 0, 0, 0, 0                           // brk
            .quad   96, buffer, 0, 0, 0, 0, 0                       // set_tid_address
            .quad   99, buffer, 24, 0, 0, 0, 0                      // set_robust_list
            .quad   293, 0, 0, 0, 0, 0, 0                           // rseq
            .quad   261, 0, 3, 0, buffer, 0, 0                      // prlimit64
            .quad   78, AT_FDCWD, self, buffer, 128, 0, 0           // readlinkat
            .quad   278, buffer, 8, 1, 0, 0, 0                      // getrandom
            .quad   222, 0, 0x10000, 3, 0x22, -1, 0                 // mmap
            .quad   226, buffer, 4096, 3, 0, 0, 0                   // mprotect
            .quad   79, 1, empty, buffer, 0x1000, 0, 0              // newfstatat
            .quad   80, 1, buffer, 0, 0, 0, 0                       // fstat
            .quad   29, 1, 0x5413, buffer, 0, 0, 0                  // ioctl TIOCGWINSZ
            .quad   56, AT_FDCWD, input, 0, 0, 0, 0                 // openat, descriptor 3
            .quad   63, 3, buffer, 4, 0, 0, 0                       // read
            .quad   62, 3, 0, 0, 0, 0, 0                            // lseek
            .quad   65, 3, vector_of_io, 1, 0, 0, 0                 // readv
            .quad   61, 3, buffer, 512, 0, 0, 0                     // getdents64
            .quad   25, 3, 1, 0, 0, 0, 0                            // fcntl F_GETFD
            .quad   23, 3, 0, 0, 0, 0, 0                            // dup, descriptor 4
            .quad   57, 4, 0, 0, 0, 0, 0                            // close
            .quad   57, 3, 0, 0, 0, 0, 0
            .quad   56, AT_FDCWD, made, 0x241, 0644, 0, 0           // openat O_WRONLY|O_CREAT|O_TRUNC
            .quad   64, 3, text, 9, 0, 0, 0                         // write
            .quad   46, 3, 4, 0, 0, 0, 0                            // ftruncate
            .quad   57, 3, 0, 0, 0, 0, 0
            .quad   35, AT_FDCWD, made, 0, 0, 0, 0                  // unlinkat
            .quad   48, AT_FDCWD, input, 4, 0, 0, 0                 // faccessat
            .quad   56, AT_FDCWD, root, 0x4000, 0, 0, 0             // openat O_DIRECTORY
            .quad   61, 3, buffer, 512, 0, 0, 0                     // getdents64
            .quad   59, buffer, 0, 0, 0, 0, 0                       // pipe2
            .quad   17, buffer, 128, 0, 0, 0, 0                     // getcwd
            .quad   160, buffer, 0, 0, 0, 0, 0                      // uname
            .quad   113, 0, buffer, 0, 0, 0, 0                      // clock_gettime
            .quad   134, SIGCHLD, 0, buffer, 8, 0, 0                // rt_sigaction
            .quad   135, 0, 0, buffer, 8, 0, 0                      // rt_sigprocmask
            .quad   98, buffer, 1, 1, 0, 0, 0                       // futex FUTEX_WAKE
            .quad   172, 0, 0, 0, 0, 0, 0                           // getpid
            .quad   178, 0, 0, 0, 0, 0, 0                           // gettid
            .quad   174, 0, 0, 0, 0, 0, 0                           // getuid
            .quad   66, 1, vector_of_io, 1, 0, 0, 0                 // writev
            .quad   64, 1, text, 9, 0, 0, 0                         // write
calls_end:
vector_of_io:
            .quad   text, 9
argv:       .quad   self, self, 0

            .bss
            .balign 4096
buffer:     .skip   4096
