// catm OUT IN...: writes the contents of the IN files to OUT, one behind the other.
// Exit status: 0, 1 if a file cannot be read or written, 2 if the arguments are wrong.
            .equ    AT_FDCWD, -100
            .equ    O_RDONLY, 0
            .equ    O_WRONLY_CREAT_TRUNC, 0x241
            .equ    BUFFER_SIZE, 65536

            .text
_start:     ldr     x19, [sp]               // argc
            add     x20, sp, #8             // argv
            cmp     x19, #3
            b.lt    usage
            ldr     x1, [x20, #8]
            mov     x2, #O_WRONLY_CREAT_TRUNC
            bl      open
            mov     x21, x0                 // OUT
            mov     x22, #2                 // index of the next IN

next:       cmp     x22, x19
            b.ge    done
            ldr     x1, [x20, x22, lsl #3]
            mov     x2, #O_RDONLY
            bl      open
            mov     x23, x0                 // IN

copy:       mov     x0, x23
            adrp    x1, buffer
            add     x1, x1, :lo12:buffer
            mov     x2, #BUFFER_SIZE
            mov     x8, #63                 // read
            svc     #0
            tbnz    x0, #63, failed
            cbz     x0, close
            mov     x24, x0                 // bytes that are left to write
            adrp    x25, buffer
            add     x25, x25, :lo12:buffer
write:      mov     x0, x21
            mov     x1, x25
            mov     x2, x24
            mov     x8, #64                 // write; may take a part
            svc     #0
            cmp     x0, #0
            b.le    failed
            add     x25, x25, x0
            subs    x24, x24, x0
            b.ne    write
            b       copy

close:      mov     x0, x23
            mov     x8, #57                 // close
            svc     #0
            add     x22, x22, #1
            b       next

done:       mov     x0, #0
exit:       mov     x8, #94                 // exit_group
            svc     #0

// Opens the path at x1 with the flags in x2.
open:       mov     x0, #AT_FDCWD
            mov     x3, #0644
            mov     x8, #56                 // openat
            svc     #0
            tbnz    x0, #63, failed
            ret

failed:     mov     x0, #1
            b       exit
usage:      mov     x0, #2
            b       exit

            .bss
            .balign 16
buffer:     .skip   BUFFER_SIZE
