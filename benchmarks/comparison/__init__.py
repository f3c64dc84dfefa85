"""The parts of benchmarks/compare.

workloads   what is run: programs, sizes, groups
inputs      the files that programs read, generated
systems     who runs it: Seedkernel, qemu-aarch64, the host
chains      initramfs archives with the hashes of what they must produce
measure     one process: its status, its output, its seconds
report      statistics, tables, JSON
machine     what the figures were taken on
cli         options, and the loop over all of it

Python 3.9 or later, its standard library only.
"""
