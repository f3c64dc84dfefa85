package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;

/**
 * Calls that give an error here and always will, each group for a reason. Most answer as a Linux
 * that was built without them.
 */
final class UnsupportedCalls {
  private UnsupportedCalls() {}

  static void define(Rows rows) {
    absent(
        rows,
        "asynchronous files are for who waits for disks (CONFIG_AIO, CONFIG_IO_URING)",
        "0 io_setup 1 io_destroy 2 io_submit 3 io_cancel 4 io_getevents 292 io_pgetevents"
            + " 425 io_uring_setup 426 io_uring_enter 427 io_uring_register");
    absent(rows, "as in Linux, which has taken it out", "18 lookup_dcookie 42 nfsservctl");
    absent(
        rows,
        "no quotas of users: the limits of the machine stand (CONFIG_QUOTA)",
        "60 quotactl 443 quotactl_fd");
    absent(rows, "no accounting file (CONFIG_BSD_PROCESS_ACCT)", "89 acct");
    absent(
        rows,
        "no kernel but this one can be loaded (CONFIG_KEXEC)",
        "104 kexec_load 294 kexec_file_load");
    absent(
        rows,
        "the kernel has no modules (CONFIG_MODULES)",
        "105 init_module 106 delete_module 273 finit_module");
    refuse(
        rows,
        Errno.EPERM,
        "no process may look into another; a trace is made from outside",
        "117 ptrace");
    refuse(rows, Errno.EINTR, "a program has no reason to make it", "128 restart_syscall");
    absent(
        rows,
        "no message queues (CONFIG_POSIX_MQUEUE)",
        "180 mq_open 181 mq_unlink 182 mq_timedsend 183 mq_timedreceive 184 mq_notify"
            + " 185 mq_getsetattr");
    absent(
        rows,
        "no IPC of System V (CONFIG_SYSVIPC)",
        "186 msgget 187 msgctl 188 msgrcv 189 msgsnd 190 semget 191 semctl 192 semtimedop"
            + " 193 semop 194 shmget 195 shmctl 196 shmat 197 shmdt");
    absent(rows, "no keys (CONFIG_KEYS)", "217 add_key 218 request_key 219 keyctl");
    absent(rows, "memory is never swapped (CONFIG_SWAP)", "224 swapon 225 swapoff");
    absent(
        rows,
        "one node of memory (CONFIG_NUMA)",
        "235 mbind 236 get_mempolicy 237 set_mempolicy 238 migrate_pages 239 move_pages"
            + " 450 set_mempolicy_home_node");
    absent(
        rows, "no counters of the processor's events (CONFIG_PERF_EVENTS)", "241 perf_event_open");
    absent(rows, "not built in (CONFIG_KCMP)", "272 kcmp");
    absent(
        rows,
        "nothing of the host can be reached, so there is nothing to fence off"
            + " (CONFIG_SECCOMP, CONFIG_SECURITY_LANDLOCK)",
        "277 seccomp 444 landlock_create_ruleset 445 landlock_add_rule 446 landlock_restrict_self");
    absent(rows, "programs for the kernel are not run (CONFIG_BPF_SYSCALL)", "280 bpf");
    absent(rows, "faults are not handed out (CONFIG_USERFAULTFD)", "282 userfaultfd");
    absent(rows, "no memory that the kernel may not see (CONFIG_SECRETMEM)", "447 memfd_secret");
  }

  private static void absent(Rows rows, String reason, String numbersAndNames) {
    refuse(rows, Errno.ENOSYS, reason, numbersAndNames);
  }

  private static void refuse(Rows rows, Errno errno, String reason, String numbersAndNames) {
    String[] words = numbersAndNames.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      rows.refused(Integer.parseInt(words[i]), words[i + 1], "", errno, reason);
    }
  }
}
