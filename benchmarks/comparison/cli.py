"""Options, and the loop: each workload, each round, each system in turn."""

import argparse
import json
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Union

from . import chains, inputs, machine, report
from .measure import Command, Sample, run
from .systems import BUILT, Native, Qemu, Seedkernel, Unavailable
from .workloads import GROUPS, WORKLOADS, Workload

System = Union[Seedkernel, Qemu, Native]
ENGINES = ("translator", "interpreter")


def _names(text: str) -> List[str]:
    return [name for name in text.split(",") if name]


def parser() -> argparse.ArgumentParser:
    """Returns the options."""
    result = argparse.ArgumentParser(
        prog="compare",
        description="Runs the same static AArch64 programs by Seedkernel and by qemu-aarch64 in user mode, and the same C "
        "on the host, in turn, and prints the seconds that each took. Outputs must be equal.",
        epilog="Exit status: 0, or 1 if a program failed or outputs differed, or 2 if options are wrong or nothing can run, "
        "or 130 if it was interrupted.",
    )
    result.add_argument("--runs", type=int, default=3, metavar="N", help="rounds of each workload (default: 3); 0 shows what --with has")
    result.add_argument("--only", type=_names, metavar="NAME,…", help="these workloads only")
    result.add_argument("--group", type=_names, metavar="NAME,…", help=f"these groups only: {', '.join(GROUPS)}")
    result.add_argument("--engine", type=_names, default=["translator"], metavar="NAME,…",
                        help="Seedkernel's engines: translator (default), interpreter, or both")
    result.add_argument("--without", type=_names, default=[], metavar="SYSTEM,…", help="leave out qemu or native")
    result.add_argument("--quick", action="store_true", help="small sizes: a look, no measurement")
    result.add_argument("--workloads", type=Path, metavar="DIR", help="archives of the group chains, see benchmarks/README.md")
    result.add_argument("--timeout", type=float, default=1800, metavar="SECONDS", help="for each process (default: 1800)")
    result.add_argument("--with", dest="earlier", type=Path, metavar="FILE", action="append", default=[],
                        help="show the results of an earlier --json FILE as well, but for what is run now; may be repeated")
    result.add_argument("--markdown", type=Path, metavar="FILE",
                        help=f"write the report as Markdown, too: between {report.BEGIN} and {report.END} if FILE has them")
    result.add_argument("--json", type=Path, metavar="FILE", help="write all samples as JSON, too")
    result.add_argument("--list", action="store_true", help="list the workloads and exit")
    return result


def main(arguments: Sequence[str]) -> int:
    """Runs the comparison; returns the exit status."""
    options = parser().parse_args(arguments)
    found = chains.find(options.workloads) if options.workloads else []
    wrong = _mistake(options, [w.name for w in WORKLOADS] + [c.name for c in found])
    if wrong:
        print(f"compare: {wrong}", file=sys.stderr)
        return 2
    selected = [w for w in WORKLOADS if _wanted(options, w.name, w.group)]
    linked = [c for c in found if _wanted(options, c.name, "chains")]
    if options.list:
        for workload in selected:
            print(f"{workload.name:12} {workload.group:9} {workload.about}")
        for chain in linked:
            print(f"{chain.name:12} {'chains':9} {chain.archive.name}, {len(chain.expected)} files")
        return 0
    earlier = [json.loads(file.read_text()) for file in options.earlier]
    if options.runs == 0:
        *before, last = earlier
        return _show(options, before, report.from_json(last), dict(last["machine"]))
    if not options.workloads:
        print("group chains: skipped, no --workloads DIR", file=sys.stderr)
    elif not found:
        print(f"group chains: skipped, no archives in {options.workloads}", file=sys.stderr)
    systems = _systems(options)
    if not any(isinstance(system, Seedkernel) for system in systems) and len(systems) < 2:
        print("compare: nothing to compare", file=sys.stderr)
        return 2
    return _compare(options, systems, selected, linked, earlier)


def _mistake(options: argparse.Namespace, known: List[str]) -> Optional[str]:
    if options.runs < (0 if options.earlier else 1):
        return "--runs wants a number from 1, or with --with from 0"
    if options.workloads and not options.workloads.is_dir():
        return f"--workloads: {options.workloads} is no directory"
    for file in options.earlier:
        if not file.is_file():
            return f"--with: {file} is no file"
    for option, allowed in (("only", known), ("group", GROUPS), ("engine", ENGINES), ("without", ("qemu", "native"))):
        for name in getattr(options, option) or []:
            if name not in allowed:
                return f"--{option}: there is no {name!r}; there are {', '.join(allowed)}"
    return None


def _wanted(options: argparse.Namespace, name: str, group: str) -> bool:
    return (not options.only or name in options.only) and (not options.group or group in options.group)


def _systems(options: argparse.Namespace) -> List[System]:
    wanted: List[System] = [Qemu(), *(Seedkernel(engine) for engine in options.engine), Native()]
    systems = []
    for system in wanted:
        if system.name in options.without:
            continue
        try:
            system.check()
            systems.append(system)
        except Unavailable as reason:
            print(f"{system.name}: left out: {reason}", file=sys.stderr)
    return systems


def _compare(
    options: argparse.Namespace,
    systems: List[System],
    selected: List[Workload],
    linked: List[chains.Chain],
    earlier: List[Dict[str, Any]],
) -> int:
    about = machine.describe()
    for key, value in about.items():
        print(f"{key}: {value}")
    print(f"rounds: {options.runs}{', small sizes: no measurement' if options.quick else ''}", flush=True)
    about["rounds"] = f"{options.runs}" + (", small sizes" if options.quick else "")
    results: List[report.Result] = []
    interrupted = False
    # A request to end is an interruption: what is running ends, what was measured is shown.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for workload in selected:
            size = workload.quick if options.quick else workload.size
            result = report.Result(workload.name, workload.group, size)
            _rounds(options, systems, result, workload.times, _program_run(workload, size))
            results.append(result)
        for chain in linked:
            result = report.Result(chain.name, "chains", 1)
            _rounds(options, systems, result, 1, _chain_run(chain))
            results.append(result)
    except KeyboardInterrupt:
        interrupted = True
        print("compare: interrupted; what was measured until then:", file=sys.stderr)
    about["load at the end"] = f"{machine.load():.2f}"
    status = _show(options, earlier, results, about)
    return 130 if interrupted else status


def _show(
    options: argparse.Namespace, earlier: List[Dict[str, Any]], now: List[report.Result], about: Dict[str, str]
) -> int:
    """Prints and writes what was measured earlier and now; returns the exit status."""
    results = now
    if earlier:
        told = [f"{one['machine']['date']} (commit {one['machine']['commit']})" for one in earlier]
        about["with results of"] = "; ".join(told)
        before = [result for one in earlier for result in report.from_json(one)]
        results = report.merged(before, now, GROUPS)
    names = [name for name in ("qemu", *ENGINES, "native") if any(name in r.samples for r in results)]
    for measure, title in report.MEASURES if results else ():
        print(f"\n{title}: median (minimum–maximum)\n")
        print(report.text_table(report.table(results, names, measure)))
    if options.markdown:
        page = options.markdown.read_text() if options.markdown.exists() else ""
        options.markdown.write_text(report.put_into(page, report.markdown(results, names, about)))
    if options.json:
        options.json.write_text(json.dumps(report.as_json(results, names, about), indent=1) + "\n")
    failed = [f"{result.name}: {error}" for result in results for error in result.errors]
    for line in failed:
        print(f"compare: {line}", file=sys.stderr)
    return 1 if failed else 0


Start = Callable[[System, Path], Tuple[Command, Callable[[Sample], Sample]]]
"""Makes the command of a system in a directory of its own, and what judges the sample."""


def _program_run(workload: Workload, size: int) -> Start:
    def start(system: System, directory: Path) -> Tuple[Command, Callable[[Sample], Sample]]:
        def path_of(name: str) -> Path:
            return inputs.make(name, size, BUILT / "inputs")

        return system.command(workload, size, path_of, directory), lambda sample: sample

    return start


def _chain_run(chain: chains.Chain) -> Start:
    def start(system: System, directory: Path) -> Tuple[Command, Callable[[Sample], Sample]]:
        chained = chains.ChainRun(chain, system, directory)
        return chained.command, chained.judge

    return start


def _rounds(options: argparse.Namespace, systems: List[System], result: report.Result, times: int, start: Start) -> None:
    """Fills a result: A B C A B C, so that what else the machine does falls on all of them."""
    result.load = machine.load()
    missing: Dict[str, str] = {}
    for _ in range(options.runs * times):
        for system in systems:
            if system.name in missing:
                continue
            try:
                sample = _once(system, start, options.timeout)
                result.samples.setdefault(system.name, []).append(sample)
            except Unavailable as reason:
                missing[system.name] = str(reason)
                print(f"{result.name}: without {system.name}: {reason}", file=sys.stderr)
    result.errors += report.differences(result.samples)
    medians = [f"{name} {result.median(name, 'cpu') or 0:.2f}" for name in result.samples]
    print(f"{result.name}: {'FAILED' if result.errors else ', '.join(medians)}", flush=True)


def _once(system: System, start: Start, timeout: float) -> Sample:
    directory = Path(tempfile.mkdtemp(prefix="seedkernel-compare-"))
    # A process without rights of its own in a user namespace must get through.
    directory.chmod(0o755)
    try:
        scratch = directory / "work"
        scratch.mkdir()
        command, judge = start(system, scratch)
        return judge(run(command, directory, timeout))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
