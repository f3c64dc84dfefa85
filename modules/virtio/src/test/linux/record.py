#!/usr/bin/env python3
"""Records what Linux's virtio drivers and QEMU's virtio devices do with each other.

A Linux guest is booted under qemu-system-aarch64. QEMU traces each access to a register with its
value. Breakpoints in Linux's virtio_mmio stop the guest where it notifies the device and where it
is interrupted by it; the guest's memory, a file here, then tells what the driver wrote for the
device, and what the device wrote for the driver. LinuxTranscriptTest replays the transcripts
against this library's devices. Once, with the package of the kernel that Debian has:

  apt-get download linux-image-6.1.0-50-arm64-unsigned:arm64
  ./record.py --package linux-image-*.deb --out ../resources/dev/seedkernel/virtio

Needs aarch64-linux-gnu-gcc, cpio, dpkg-deb and qemu-system-aarch64 with the trace backend "log".
"""
import argparse
import gzip
import mmap
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time

RAM_BASE = 0x40000000
RAM_BYTES = 192 << 20
SLOT = 0x0A000000
SLOT_BYTES = 0x200
HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = ["virtio_mmio.ko", "virtio_blk.ko", "virtio_console.ko", "virtio-rng.ko"]

# Content of the disk and of the source of entropy; LinuxTranscriptTest makes the same disk.
DISK = bytes((i * 31 + (i >> 9) * 7) & 255 for i in range(32 * 512))
ENTROPY = bytes((i * 167 + (i >> 8) * 13 + (i >> 5)) & 255 for i in range(1 << 20))

# Name, what init does, options of the device.
RECORDINGS = [
    ("block-split", "block", "packed=off"),
    ("block-split-plain", "block", "packed=off,indirect_desc=off,event_idx=off"),
    ("block-packed", "block", "packed=on"),
    ("block-packed-plain", "block", "packed=on,indirect_desc=off,event_idx=off"),
    ("multiqueue-split", "multiqueue", "packed=off"),
    ("multiqueue-packed", "multiqueue", "packed=on"),
    ("readonly-split", "readonly", "packed=off"),
    ("entropy-split", "entropy", "packed=off"),
    ("entropy-packed", "entropy", "packed=on"),
    ("console-split", "console", "packed=off"),
    ("console-packed", "console", "packed=on"),
]


class Debugger:
    """As much of the remote protocol of gdb as this takes."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(200):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.05)
        self.data = b""

    def send(self, text):
        body = text.encode()
        self.socket.sendall(b"$" + body + b"#%02x" % (sum(body) & 255))

    def receive(self):
        """Returns the next packet, or None when QEMU has ended."""
        try:
            while True:
                match = re.search(rb"\$([^#]*)#..", self.data)
                if match:
                    self.data = self.data[match.end():]
                    self.socket.sendall(b"+")
                    return match.group(1).decode()
                more = self.socket.recv(4096)
                if not more:
                    return None
                self.data += more
        except (BrokenPipeError, ConnectionResetError):
            return None

    def ask(self, text):
        self.send(text)
        answer = self.receive()
        while text[0] in "Zzg" and answer.startswith("T"):
            answer = self.receive()  # QEMU tells twice that it stopped for us.
        return answer

    def program_counter(self):
        registers = bytes.fromhex(self.ask("g"))  # x0 to x30, sp, pc, each of 8 bytes
        return struct.unpack_from("<Q", registers, 32 * 8)[0]

    def step_over(self, place):
        """Steps one instruction with the breakpoint out of the way."""
        self.ask("z0,%x,4" % place)
        self.ask("s")
        self.ask("Z0,%x,4" % place)


class Queue:
    """What the registers say of a queue, and how far it was followed."""

    def __init__(self):
        self.fields = {}
        self.ready = False
        self.chains = {}  # id to (descriptors of the ring, buffers that the device writes)
        self.available = self.used = 0
        self.available_wrap = self.used_wrap = 1

    def address(self, low):
        return self.fields[low] | self.fields.get(low + 4, 0) << 32

    def size(self):
        return self.fields[0x38]


class Recorder:
    def __init__(self, ram, trace):
        self.ram, self.trace, self.position = ram, trace, 0
        self.lines = []
        self.queues, self.selected = {}, 0
        self.driver_features = {}
        self.driver_select = 0
        self.sent = b""

    def read(self, address, length):
        start = address - RAM_BASE
        return self.ram[start:start + length]

    def u16(self, address):
        return struct.unpack("<H", self.read(address, 2))[0]

    def packed(self):
        return self.driver_features.get(1, 0) >> 2 & 1

    def registers(self):
        """Turns what QEMU traced since the last time into lines."""
        with open(self.trace, "rb") as file:
            file.seek(self.position)
            text = file.read()
            self.position = file.tell()
        pattern = rb"memory_region_ops_(read|write) .*addr (0x\w+) value (0x\w+) size (\d)"
        for kind, address, value, size in re.findall(pattern, text):
            offset = int(address, 16) - SLOT
            if 0 <= offset < SLOT_BYTES:
                # Of a value wider than the access the guest gets the lower part.
                seen = int(value, 16) & (1 << 8 * int(size)) - 1
                self.lines.append("%s %x %s %x" % (
                    "r" if kind == b"read" else "w", offset, size.decode(), seen))
                if kind == b"write":
                    self.written(offset, seen)

    def written(self, offset, value):
        queue = self.queues.setdefault(self.selected, Queue())
        if offset == 0x24:
            self.driver_select = value
        elif offset == 0x20:
            self.driver_features[self.driver_select] = value
        elif offset == 0x30:
            self.selected = value
        elif offset == 0x44:
            if value:
                queue.ready = True
            else:
                self.queues[self.selected] = Queue()
        elif offset == 0x70 and value == 0:
            self.queues = {}
            self.driver_features = {}
        elif 0x38 <= offset < 0x100:
            queue.fields[offset] = value

    def live(self):
        return [(index, queue) for index, queue in sorted(self.queues.items()) if queue.ready]

    def memory(self, kind, address, length):
        if length:
            self.lines.append("%s %x %s" % (kind, address, self.read(address, length).hex()))

    def descriptor(self, address):
        return struct.unpack("<QIHH", self.read(address, 16))

    def buffer(self, address, length, write, writable):
        if write:
            writable.append((address, length))
        else:
            self.memory("m", address, length)

    def table(self, address, length, writable):
        self.memory("m", address, length)
        at, end = address, address + length
        while at < end:
            start, count, first, second = self.descriptor(at)
            flags = second if self.packed() else first
            self.buffer(start, count, flags & 2, writable)
            if not self.packed() and not flags & 1:
                break
            at = at + 16 if self.packed() else address + 16 * second

    def stop(self, notifies):
        """The guest stands before a notification, or at the start of an interrupt."""
        self.registers()
        for index, queue in self.live():
            (self.used_packed if self.packed() else self.used_split)(index, queue)
        for index, queue in self.live():
            if notifies and not queue.chains:
                self.device_area(index, queue)
        for index, queue in self.live():
            if notifies:
                (self.chains_packed if self.packed() else self.chains_split)(index, queue)
            driver = queue.address(0x90)
            self.memory("m", driver, 4)
            if not self.packed():
                self.memory("m", driver + 4 + 2 * queue.size(), 2)

    def device_area(self, index, queue):
        """All chains are used, so the device waits, and these fields say for what."""
        device = queue.address(0xA0)
        self.memory("e %x" % index, device, 4)
        if not self.packed():
            self.memory("e %x" % index, device + 4 + 8 * queue.size(), 2)

    def used(self, index, queue, number, length):
        self.lines.append("u %x %x %x" % (index, number, length))
        descriptors, writable = queue.chains.pop(number)
        if (index, self.kind) == (0, "console"):
            given, self.sent = self.sent[:length], self.sent[length:]
            self.lines.insert(len(self.lines) - 1, "h " + given.hex())
        for address, size in writable:
            count = min(size, length)
            self.memory("d", address, count)
            length -= count
        return descriptors

    def used_split(self, index, queue):
        device = queue.address(0xA0)
        while queue.used != self.u16(device + 2):
            at = device + 4 + 8 * (queue.used % queue.size())
            self.used(index, queue, *struct.unpack("<II", self.read(at, 8)))
            queue.used = queue.used + 1 & 0xFFFF

    def used_packed(self, index, queue):
        while queue.chains:
            _, length, number, flags = self.descriptor(queue.address(0x80) + 16 * queue.used)
            if flags >> 7 & 1 != queue.used_wrap or flags >> 15 & 1 != queue.used_wrap:
                return
            # QEMU never sets WRITE in a used descriptor, and Linux takes the length without it.
            queue.used += self.used(index, queue, number, length)
            if queue.used >= queue.size():
                queue.used -= queue.size()
                queue.used_wrap ^= 1

    def chains_split(self, index, queue):
        driver, ring = queue.address(0x90), queue.address(0x80)
        while queue.available != self.u16(driver + 2):
            entry = driver + 4 + 2 * (queue.available % queue.size())
            self.memory("m", entry, 2)
            head = at = self.u16(entry)
            writable, count = [], 0
            while True:
                self.memory("m", ring + 16 * at, 16)
                start, length, flags, following = self.descriptor(ring + 16 * at)
                count += 1
                if flags & 4:
                    self.table(start, length, writable)
                else:
                    self.buffer(start, length, flags & 2, writable)
                if not flags & 1:
                    break
                at = following
            queue.chains[head] = (count, writable)
            self.lines.append("c %x %x %x" % (index, head, count))
            queue.available = queue.available + 1 & 0xFFFF

    def chains_packed(self, index, queue):
        while True:
            flags = self.descriptor(queue.address(0x80) + 16 * queue.available)[3]
            if flags >> 7 & 1 != queue.available_wrap or flags >> 15 & 1 == queue.available_wrap:
                return
            writable, count = [], 0
            while True:
                at = queue.address(0x80) + 16 * queue.available
                start, length, number, flags = self.descriptor(at)
                self.memory("m", at, 16)
                count += 1
                if flags & 4:
                    self.table(start, length, writable)
                else:
                    self.buffer(start, length, flags & 2, writable)
                queue.available += 1
                if queue.available == queue.size():
                    queue.available = 0
                    queue.available_wrap ^= 1
                if not flags & 1:
                    break
            queue.chains[number] = (count, writable)
            self.lines.append("c %x %x %x" % (index, number, count))


def initramfs(directory, modules):
    root = os.path.join(directory, "root")
    os.mkdir(root)
    source = os.path.join(HERE, "init.c")
    subprocess.run(
        ["aarch64-linux-gnu-gcc", "-O2", "-static", "-o", os.path.join(root, "init"), source],
        check=True)
    for name in MODULES:
        shutil.copy(modules[name], root)
    archive = os.path.join(directory, "initrd")
    with open(archive, "wb") as out:
        names = "\n".join([".", "init"] + MODULES)
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root, input=names.encode(),
                       stdout=out, check=True)
    return archive


def device(directory, kind, options):
    slot = "bus=virtio-mmio-bus.0," + options
    if kind in ("block", "multiqueue", "readonly"):
        disk = os.path.join(directory, "disk")
        with open(disk, "wb") as file:
            file.write(DISK)
        mode = "read-only=on" if kind == "readonly" else "discard=unmap"
        queues = 2 if kind == "multiqueue" else 1
        return ["-drive", "if=none,id=d0,format=raw,%s,file=%s" % (mode, disk), "-device",
                "virtio-blk-device,drive=d0,serial=seed-linux,queue-size=1024,num-queues=%d,%s"
                % (queues, slot)]
    if kind == "entropy":
        source = os.path.join(directory, "entropy")
        with open(source, "wb") as file:
            file.write(ENTROPY)
        return ["-object", "rng-random,id=r0,filename=" + source,
                "-device", "virtio-rng-device,rng=r0," + slot]
    return ["-chardev", "socket,id=c0,server=on,wait=off,path=" + os.path.join(directory, "console"),
            "-device", "virtio-serial-device,max_ports=1," + slot, "-device", "virtconsole,chardev=c0"]


def machine(directory, kernel, initrd, kind, options):
    ram = os.path.join(directory, "ram")
    return (["qemu-system-aarch64", "-machine", "virt,memory-backend=ram", "-cpu", "cortex-a57",
             "-object",
             "memory-backend-file,id=ram,share=on,size=%d,mem-path=%s" % (RAM_BYTES, ram),
             "-smp", "2" if kind == "multiqueue" else "1", "-m", "%dB" % RAM_BYTES, "-display", "none", "-monitor", "none", "-net", "none",
             "-global", "virtio-mmio.force-legacy=false"]
            + device(directory, kind, options)
            + ["-no-reboot", "-kernel", kernel, "-initrd", initrd, "-append",
               "console=ttyAMA0 rdinit=/init panic=-1 quiet nokaslr seed=" + kind,
               "-serial", "stdio", "-gdb", "unix:%s/gdb,server=on,wait=off" % directory,
               "-trace", "memory_region_ops_*", "-D", directory + "/trace"])


def symbols(process):
    """Reads where to stop, and returns when the guest waits for it."""
    places = {}
    for raw in process.stdout:
        words = raw.decode(errors="replace").split()
        if words and words[0] == "SYMBOL":
            places[words[3]] = int(words[1], 16)
        if words and words[0] == "READY":
            return places
    raise SystemExit("the guest ended early")


def follow(process, peer, recorder):
    """Prints what the guest says, and gives it the input that it asks for."""
    for raw in process.stdout:
        words = raw.decode(errors="replace").split()
        if words and words[0] == "WANT":
            given = bytes((i * 11 + 33) & 127 | 32 for i in range(int(words[1])))
            recorder.sent += given
            peer.sendall(given)
        elif words:
            print("   ", " ".join(words))


def record(kernel, initrd, directory, kind, options):
    with subprocess.Popen(machine(directory, kernel, initrd, kind, options),
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            return watch(process, directory, kind)
        finally:
            process.kill()


def watch(process, directory, kind):
    peer = None
    if kind == "console":
        time.sleep(1)
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(os.path.join(directory, "console"))
        threading.Thread(target=lambda: [None for _ in iter(lambda: peer.recv(4096), b"")],
                         daemon=True).start()
    places = symbols(process)
    with open(os.path.join(directory, "ram"), "r+b") as file:
        ram = mmap.mmap(file.fileno(), RAM_BYTES)
    recorder = Recorder(ram, os.path.join(directory, "trace"))
    recorder.kind = kind
    debugger = Debugger(os.path.join(directory, "gdb"))
    debugger.ask("?")
    for place in places.values():
        answer = debugger.ask("Z0,%x,4" % place)
        assert answer == "OK", (answer, places)
    reader = threading.Thread(target=follow, args=(process, peer, recorder))
    debugger.send("c")
    process.stdin.write(b"\n")
    process.stdin.flush()
    reader.start()
    while True:
        answer = debugger.receive()
        if answer is None or answer.startswith("W"):
            break
        place = debugger.program_counter()
        recorder.stop(place == places["vm_notify"])
        debugger.step_over(place)
        debugger.send("c")
    process.wait()
    reader.join()
    recorder.registers()
    return recorder.lines


def unpack(package, directory):
    subprocess.run(["dpkg-deb", "-x", package, directory], check=True)
    kernel, modules = None, {}
    for path, _, names in os.walk(directory):
        for name in names:
            if name.startswith("vmlinuz-"):
                kernel = os.path.join(path, name)
            if name in MODULES:
                modules[name] = os.path.join(path, name)
    return kernel, modules


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default="", help="part of the name of the recordings to make")
    options = parser.parse_args()
    version = subprocess.run(["qemu-system-aarch64", "--version"], capture_output=True, text=True)
    about = "%s and Linux of %s" % (
        version.stdout.split("(")[0].strip(), os.path.basename(options.package))
    with tempfile.TemporaryDirectory() as work:
        kernel, modules = unpack(options.package, os.path.join(work, "package"))
        initrd = initramfs(work, modules)
        for name, kind, properties in RECORDINGS:
            if options.only not in name:
                continue
            print(name)
            with tempfile.TemporaryDirectory() as directory:
                lines = record(kernel, initrd, directory, kind, properties)
            text = "# %s, %s; %s. Recorded by record.py.\n" % (kind, properties, about)
            path = os.path.join(options.out, "linux-%s.txt.gz" % name)
            with open(path, "wb") as out:
                out.write(gzip.compress((text + "\n".join(lines) + "\n").encode(), mtime=0))
            print("   ", len(lines), "lines,", os.path.getsize(path), "bytes")


if __name__ == "__main__":
    main()
