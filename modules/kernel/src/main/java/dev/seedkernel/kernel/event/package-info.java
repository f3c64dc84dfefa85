/**
 * Descriptors that stand for events, and the one that waits for many others: eventfd(2),
 * timerfd_create(2), signalfd(2) and epoll(7).
 *
 * <p>Each is an {@link dev.seedkernel.kernel.fs.OpenFile}: what cannot be done now is EAGAIN, and
 * {@code changes()} is woken when that may be different. The system calls wait, nothing here does.
 */
@NullMarked
package dev.seedkernel.kernel.event;

import org.jspecify.annotations.NullMarked;
