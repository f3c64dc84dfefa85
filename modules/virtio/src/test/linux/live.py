#!/usr/bin/env python3
"""Lets Linux, under qemu-system-aarch64, drive a block device of this library: LinuxLiveTest starts it.

QEMU hands the device out by vhost-user: queues are in the guest's memory, a file that the test maps
too; notifications come and go by file descriptors that QEMU sends. This program takes those, and
does what a driver does to the registers of virtio-mmio, which the test serves at a socket: a line
"r offset bytes" or "w offset bytes value" for each access, in hexadecimal, and as the answer a
line with the value and the level of the interrupt.

  live.py --package linux-image-*.deb --directory DIR --registers SOCKET [--packed]

DIR/ram is made by the test. Ends with status 0 if the guest found nothing wrong.
"""
import argparse
import array
import os
import selectors
import socket
import struct
import subprocess
import sys
import threading

import record

QUEUES = 2
PROTOCOL_FEATURES = 30  # VHOST_USER_F_PROTOCOL_FEATURES
MQ, CONFIG = 0, 9  # VHOST_USER_PROTOCOL_F_...
(GET_FEATURES, SET_FEATURES, SET_OWNER, SET_MEM_TABLE, SET_VRING_NUM, SET_VRING_ADDR, SET_VRING_BASE,
 GET_VRING_BASE, SET_VRING_KICK, SET_VRING_CALL, GET_PROTOCOL_FEATURES, SET_PROTOCOL_FEATURES,
 GET_QUEUE_NUM, SET_VRING_ENABLE, GET_CONFIG) = (1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 24)


class Registers:
    """The register bank, over there in the test."""

    def __init__(self, path):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(path)
        self.file = connection.makefile("rw")

    def access(self, line):
        self.file.write(line + "\n")
        self.file.flush()
        value, interrupt = self.file.readline().split()
        return int(value, 16), interrupt == "1"

    def read(self, offset, size=4):
        return self.access("r %x %x" % (offset, size))[0]

    def write(self, offset, value, size=4):
        return self.access("w %x %x %x" % (offset, size, value & 0xFFFFFFFF))[1]


class Device:
    """A device of vhost-user in front of the registers."""

    def __init__(self, connection, registers):
        self.connection, self.registers = connection, registers
        self.selector = selectors.DefaultSelector()
        self.selector.register(connection, selectors.EVENT_READ, None)
        self.queues = [{} for _ in range(QUEUES)]
        self.memory, self.features, self.live = [], 0, False
        self.notifications = self.interrupts = 0

    def run(self):
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    if not self.message():
                        return
                else:
                    os.read(key.fd, 8)
                    self.notifications += 1
                    if self.live:
                        self.interrupt(self.registers.write(0x50, key.data))

    def interrupt(self, asserted):
        """The interrupt has a level here, and is an event for each queue there."""
        while asserted:
            asserted = self.registers.write(0x64, self.registers.read(0x60))
            self.interrupts += 1
            for queue in self.queues:
                if "call" in queue:
                    os.write(queue["call"], struct.pack("<Q", 1))

    def message(self):
        descriptors = array.array("i")
        header, ancillary, _, _ = self.connection.recvmsg(12, 1024)
        if not header:
            return False
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                descriptors.frombytes(data[:len(data) - len(data) % 4])
        request, _, size = struct.unpack("<III", header)
        payload = b""
        while len(payload) < size:
            payload += self.connection.recv(size - len(payload))
        answer = self.handle(request, payload, list(descriptors))
        if answer is not None:
            self.connection.sendall(struct.pack("<III", request, 5, len(answer)) + answer)
        return True

    def handle(self, request, payload, descriptors):
        number = struct.unpack("<Q", payload[:8])[0] if len(payload) >= 8 else 0
        state = struct.unpack("<II", payload[:8]) if len(payload) >= 8 else (0, 0)
        if request == GET_FEATURES:
            return struct.pack("<Q", self.offered() | 1 << PROTOCOL_FEATURES)
        if request == GET_PROTOCOL_FEATURES:
            return struct.pack("<Q", 1 << MQ | 1 << CONFIG)
        if request == GET_QUEUE_NUM:
            return struct.pack("<Q", QUEUES)
        if request == GET_CONFIG:
            return self.config(payload)
        if request == SET_FEATURES:
            self.features = number & ~(1 << PROTOCOL_FEATURES)
        elif request == SET_MEM_TABLE:
            self.memory = [struct.unpack_from("<QQQQ", payload, 8 + 32 * i) for i in range(state[0])]
            for descriptor in descriptors:
                os.close(descriptor)
        elif request == SET_VRING_NUM:
            self.queues[state[0]]["size"] = state[1]
        elif request == SET_VRING_ADDR:
            index, _, table, used, available = struct.unpack_from("<IIQQQ", payload)
            self.queues[index]["areas"] = (table, available, used)
        elif request == SET_VRING_KICK:
            self.selector.register(descriptors[0], selectors.EVENT_READ, number & 0xFF)
            self.queues[number & 0xFF]["kick"] = descriptors[0]
        elif request == SET_VRING_CALL:
            self.queues[number & 0xFF]["call"] = descriptors[0]
        elif request == SET_VRING_ENABLE:
            if state[1] and not self.live:
                self.start()
        elif request == GET_VRING_BASE:
            return self.stop(state[0])
        return None

    def offered(self):
        features = 0
        for word in (0, 1):
            self.registers.write(0x14, word)
            features |= self.registers.read(0x10) << 32 * word
        return features

    def config(self, payload):
        offset, size, flags = struct.unpack_from("<III", payload)
        content = bytes(self.registers.read(0x100 + offset + i, 1) for i in range(size))
        return struct.pack("<III", offset, size, flags) + content

    def physical(self, address):
        """QEMU gives the rings by its own addresses."""
        for guest, size, user, _ in self.memory:
            if user <= address < user + size:
                return address - user + guest
        raise ValueError(hex(address))

    def start(self):
        """The steps of 3.1.1."""
        for status in (0, 1, 3):
            self.registers.write(0x70, status)
        for word in (0, 1):
            self.registers.write(0x24, word)
            self.registers.write(0x20, self.features >> 32 * word)
        self.registers.write(0x70, 11)
        for index, queue in enumerate(self.queues):
            if "areas" in queue:
                self.registers.write(0x30, index)
                self.registers.write(0x38, queue["size"])
                for register, area in zip((0x80, 0x90, 0xA0), queue["areas"]):
                    place = self.physical(area)
                    self.registers.write(register, place)
                    self.registers.write(register + 4, place >> 32)
                self.registers.write(0x44, 1)
        self.live = True
        self.interrupt(self.registers.write(0x70, 15))

    def stop(self, index):
        if self.live:
            self.registers.write(0x70, 0)
            self.live = False
        kick = self.queues[index].pop("kick", None)
        if kick is not None:
            self.selector.unregister(kick)
        return struct.pack("<II", index, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", required=True)
    parser.add_argument("--directory", required=True)
    parser.add_argument("--registers", required=True)
    parser.add_argument("--packed", action="store_true")
    options = parser.parse_args()
    work = options.directory
    kernel, modules = record.unpack(options.package, os.path.join(work, "package"))
    initrd = record.initramfs(work, modules)
    registers = Registers(options.registers)
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.join(work, "vhost"))
    server.listen()
    command = ["qemu-system-aarch64", "-machine", "virt,memory-backend=ram", "-cpu", "cortex-a57",
               "-smp", str(QUEUES), "-object", "memory-backend-file,id=ram,share=on,size=%d,mem-path=%s"
               % (record.RAM_BYTES, os.path.join(work, "ram")), "-m", "%dB" % record.RAM_BYTES,
               "-display", "none", "-monitor", "none", "-net", "none", "-no-reboot",
               "-global", "virtio-mmio.force-legacy=false",
               "-chardev", "socket,id=c0,path=" + os.path.join(work, "vhost"),
               "-device", "vhost-user-blk,chardev=c0,num-queues=%d,queue-size=1024,packed=%s,"
               "bus=virtio-mmio-bus.0" % (QUEUES, "on" if options.packed else "off"),
               "-kernel", kernel, "-initrd", initrd, "-append",
               "console=ttyAMA0 rdinit=/init panic=-1 quiet seed=live", "-serial", "stdio"]
    said = []
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            reader = threading.Thread(
                target=lambda: [said.append(line.decode(errors="replace").strip())
                                for line in process.stdout])
            reader.start()
            device = Device(server.accept()[0], registers)
            device.run()
            process.wait()
            reader.join()
        finally:
            process.kill()
    print("\n".join(said))
    print("NOTIFIED %d INTERRUPTED %d" % (device.notifications, device.interrupts))
    right = said.count("WORKER 0") == 4 and "DONE" in said
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
