"""Statistics, tables and JSON of what was measured."""

import math
import statistics
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Sequence, Tuple

from .measure import Sample


@dataclass
class Result:
    """A workload's samples by system, in the order of the systems; `errors` says what went wrong."""

    name: str
    group: str
    size: int
    samples: Dict[str, List[Sample]] = field(default_factory=dict)
    errors: List[str] = field(default_factory=list)
    load: float = 0.0

    def median(self, system: str, measure: str) -> Optional[float]:
        """Returns the median of `cpu` or `wall`, or None if there is no good sample."""
        samples = self.samples.get(system)
        if self.errors or not samples:
            return None
        return statistics.median(getattr(sample, measure) for sample in samples)


@dataclass(frozen=True)
class Ratio:
    """Medians of one system over those of another."""

    above: str
    below: str

    @property
    def title(self) -> str:
        return f"{self.above}/{self.below}"

    def of(self, result: Result, measure: str) -> Optional[float]:
        above, below = result.median(self.above, measure), result.median(self.below, measure)
        return None if above is None or not below else above / below


def ratios(systems: Sequence[str]) -> List[Ratio]:
    """Returns what to divide: qemu by each engine (more is better), each engine by native (less is better)."""
    engines = [s for s in systems if s not in ("qemu", "native")]
    result = [Ratio("qemu", engine) for engine in engines if "qemu" in systems]
    result += [Ratio(engine, "native") for engine in engines if "native" in systems]
    if not engines and "qemu" in systems and "native" in systems:
        result.append(Ratio("qemu", "native"))
    return result


def geometric_mean(values: Sequence[float]) -> Optional[float]:
    """Returns the geometric mean, or None of no values."""
    return math.exp(math.fsum(map(math.log, values)) / len(values)) if values else None


def differences(samples: Dict[str, List[Sample]]) -> List[str]:
    """Returns what is wrong with the runs of a workload: a status, or an output that is not the others'."""
    problems = []
    for system, runs in samples.items():
        for sample in runs:
            if sample.status != 0:
                last = sample.errors.strip().splitlines()[-1:] or ["nothing on stderr"]
                problems.append(f"{system}: exit status {sample.status}: {last[0]}")
                break
    digests: Dict[str, List[str]] = {}
    for system, runs in samples.items():
        for digest in sorted({sample.digest for sample in runs}):
            digests.setdefault(digest, []).append(system)
    if len(digests) > 1:
        told = "; ".join(f"{', '.join(who)}: {digest[:12]}" for digest, who in digests.items())
        problems.append(f"outputs differ: {told}")
    return problems


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value >= 0.995 else f"{value:.3f}"


def _spread(samples: List[Sample], measure: str) -> str:
    values = [getattr(sample, measure) for sample in samples]
    middle = _seconds(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({_seconds(min(values))}–{_seconds(max(values))})"


def _ratio(value: Optional[float]) -> str:
    return "–" if value is None else f"{value:.2f}" if value < 99.5 else f"{value:.0f}"


def table(results: Sequence[Result], systems: Sequence[str], measure: str) -> List[List[str]]:
    """Returns the rows of a table: a heading, the workloads by group, each group's geometric means."""
    shown = ratios(systems)
    rows = [["program", *(f"{s} s" for s in systems), *(r.title for r in shown)]]
    for group in dict.fromkeys(result.group for result in results):
        members = [result for result in results if result.group == group]
        for result in members:
            row = [result.name]
            for system in systems:
                runs = result.samples.get(system)
                row.append("error" if result.errors else _spread(runs, measure) if runs else "–")
            rows.append(row + [_ratio(ratio.of(result, measure)) for ratio in shown])
        means = []
        for ratio in shown:
            values = [value for value in (ratio.of(result, measure) for result in members) if value is not None]
            means.append(_ratio(geometric_mean(values)))
        rows.append([f"{group}, geometric mean", *("" for _ in systems), *means])
    return rows


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Lays a table out in columns, numbers to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Lays a table out as Markdown; the rows of means are bold."""
    lines = ["| " + " | ".join(rows[0]) + " |", "|---|" + "---:|" * (len(rows[0]) - 1)]
    for row in rows[1:]:
        bold = row[0].endswith("geometric mean")
        lines.append("| " + " | ".join(f"**{cell}**" if bold and cell else cell for cell in row) + " |")
    return "\n".join(lines)


MEASURES: Tuple[Tuple[str, str], ...] = (("cpu", "CPU seconds (user and system)"), ("wall", "Wall seconds"))


def markdown(results: Sequence[Result], systems: Sequence[str], machine: Dict[str, str]) -> str:
    """Returns the whole report as Markdown."""
    parts = ["\n".join(f"- {key}: {value}" for key, value in machine.items())]
    for measure, title in MEASURES:
        parts.append(f"### {title}: median (minimum–maximum)")
        parts.append(markdown_table(table(results, systems, measure)))
    problems = [f"- {result.name}: {error}" for result in results for error in result.errors]
    if problems:
        parts.append("### Errors")
        parts.append("\n".join(problems))
    return "\n\n".join(parts) + "\n"


BEGIN, END = "<!-- compare: begin -->", "<!-- compare: end -->"


def put_into(page: str, text: str) -> str:
    """Returns a page with the text between its two marks, or the text alone if it has no marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n{text}\n{end}{after}" if begin and end else text


def from_json(told: Dict[str, Any]) -> List[Result]:
    """Returns the results that as_json told."""
    results = []
    for one in told["workloads"]:
        samples = {
            system: [Sample(s["user"], s["system"], s["wall"], s["status"], s["output"], "") for s in runs]
            for system, runs in one["samples"].items()
        }
        results.append(Result(one["name"], one["group"], one["size"], samples, one["errors"], one["load"]))
    return results


def merged(earlier: Sequence[Result], now: Sequence[Result], order: Sequence[str]) -> List[Result]:
    """Returns the results of both by group, the later ones in place of earlier ones of the same name."""
    by_name = {result.name: result for result in (*earlier, *now)}
    return sorted(by_name.values(), key=lambda result: order.index(result.group))


def as_json(results: Sequence[Result], systems: Sequence[str], machine: Dict[str, str]) -> Dict[str, Any]:
    """Returns all samples and the ratios of their medians, to be written as JSON. Times are seconds."""
    shown = ratios(systems)
    return {
        "machine": machine,
        "systems": list(systems),
        "workloads": [
            {
                "name": result.name,
                "group": result.group,
                "size": result.size,
                "load": result.load,
                "errors": result.errors,
                "samples": {
                    system: [
                        {
                            "user": s.user,
                            "system": s.system,
                            "cpu": s.cpu,
                            "wall": s.wall,
                            "status": s.status,
                            "output": s.digest,
                        }
                        for s in runs
                    ]
                    for system, runs in result.samples.items()
                },
                "ratios": {
                    ratio.title: {measure: ratio.of(result, measure) for measure, _ in MEASURES} for ratio in shown
                },
            }
            for result in results
        ],
    }
