/**
 * Sockets (socket(7)): those of the UNIX domain, and of IPv4 and IPv6 inside the machine.
 *
 * <p>There is no network. A machine reaches itself at 127.0.0.0/8 and ::1, and nothing else: bytes
 * go from the socket that sends them straight into the queue of the one that receives them, so
 * nothing is lost, doubled or late. {@link dev.seedkernel.kernel.socket.Network} knows which name
 * or port belongs to which socket.
 *
 * <p>What is queued is charged to the quota of memory, and to the buffer of who sent it. Nothing
 * here waits: what cannot be done now is EAGAIN.
 */
@NullMarked
package dev.seedkernel.kernel.socket;

import org.jspecify.annotations.NullMarked;
