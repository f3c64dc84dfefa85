"""Tests of benchmarks/compare: `python3 -m unittest discover -s benchmarks`. They need no Seedkernel, qemu or compiler."""

import contextlib
import io
import json
import math
import sys
import tempfile
import unittest
from pathlib import Path
from typing import List

from comparison import chains, cli, inputs, report, systems
from comparison.measure import Command, Sample, run
from comparison.workloads import GROUPS, WORKLOADS


def sample(cpu: float, wall: float = 0.0, status: int = 0, digest: str = "same", errors: str = "") -> Sample:
    return Sample(user=cpu, system=0.0, wall=wall or cpu, status=status, digest=digest, errors=errors)


def result(name: str, group: str = "integer", **runs: List[Sample]) -> report.Result:
    made = report.Result(name, group, 1, samples=dict(runs))
    made.errors = report.differences(made.samples)
    return made


class ReportTest(unittest.TestCase):
    SYSTEMS = ("qemu", "translator", "native")

    def test_ratios_are_of_medians(self):
        made = result("a", qemu=[sample(9), sample(6), sample(1)], translator=[sample(2)], native=[sample(1), sample(3)])
        self.assertEqual([r.title for r in report.ratios(self.SYSTEMS)], ["qemu/translator", "translator/native"])
        self.assertEqual([r.of(made, "cpu") for r in report.ratios(self.SYSTEMS)], [3.0, 1.0])

    def test_each_engine_has_its_ratios(self):
        titles = [r.title for r in report.ratios(("qemu", "translator", "interpreter"))]
        self.assertEqual(titles, ["qemu/translator", "qemu/interpreter"])

    def test_geometric_mean(self):
        self.assertIsNone(report.geometric_mean([]))
        self.assertTrue(math.isclose(report.geometric_mean([2.0, 8.0]) or 0, 4.0))

    def test_means_are_by_group_and_leave_out_what_is_missing_or_wrong(self):
        rows = report.table(
            [
                result("a", qemu=[sample(4)], translator=[sample(2)]),
                result("b", qemu=[sample(8)], translator=[sample(1)]),
                result("c", qemu=[sample(8)]),
                result("d", qemu=[sample(100)], translator=[sample(1, digest="other")]),
                result("e", "double", qemu=[sample(3)], translator=[sample(1)]),
            ],
            ("qemu", "translator"),
            "cpu",
        )
        self.assertEqual(
            [(row[0], row[-1]) for row in rows],
            [
                ("program", "qemu/translator"),
                ("a", "2.00"),
                ("b", "8.00"),
                ("c", "–"),
                ("d", "–"),
                ("integer, geometric mean", "4.00"),
                ("e", "3.00"),
                ("double, geometric mean", "3.00"),
            ],
        )
        self.assertEqual(rows[4][1:3], ["error", "error"])

    def test_wall_and_cpu_are_apart(self):
        made = result("a", qemu=[sample(4, wall=10)], translator=[sample(2, wall=1)])
        ratio = report.ratios(("qemu", "translator"))[0]
        self.assertEqual((ratio.of(made, "cpu"), ratio.of(made, "wall")), (2.0, 10.0))

    def test_a_cell_shows_the_spread(self):
        rows = report.table([result("a", qemu=[sample(3), sample(1), sample(2.5)])], ("qemu",), "cpu")
        self.assertEqual(rows[1][1], "2.50 (1.00–3.00)")

    def test_differences_are_told(self):
        self.assertEqual(result("a", qemu=[sample(1)], native=[sample(2)]).errors, [])
        self.assertEqual(
            result("a", qemu=[sample(1, digest="x")], native=[sample(1, digest="y")]).errors,
            ["outputs differ: qemu: x; native: y"],
        )
        # A system that differs from itself is wrong, too.
        self.assertEqual(
            result("a", qemu=[sample(1, digest="x"), sample(1, digest="y")]).errors, ["outputs differ: qemu: x; qemu: y"]
        )
        self.assertEqual(
            result("a", qemu=[sample(1, status=3, errors="first\nlast\n")]).errors, ["qemu: exit status 3: last"]
        )

    def test_markdown_and_json_have_all_of_it(self):
        made = [result("a", qemu=[sample(4)], translator=[sample(2)])]
        text = report.markdown(made, ("qemu", "translator"), {"CPU": "some"})
        self.assertIn("- CPU: some", text)
        self.assertIn("| a | 4.00 | 2.00 | 2.00 |", text)
        self.assertIn("| **integer, geometric mean** |", text)
        told = report.as_json(made, ("qemu", "translator"), {})["workloads"][0]
        self.assertEqual(told["ratios"], {"qemu/translator": {"cpu": 2.0, "wall": 2.0}})
        self.assertEqual([s["cpu"] for s in told["samples"]["translator"]], [2])


    def test_json_can_be_read_again_and_later_results_replace_earlier_ones(self):
        first = [result("a", qemu=[sample(4)]), result("b", "double", qemu=[sample(1, status=1)])]
        told = json.loads(json.dumps(report.as_json(first, ("qemu",), {})))
        again = report.from_json(told)
        self.assertEqual(report.as_json(again, ("qemu",), {}), told)
        both = report.merged(again, [result("c", qemu=[sample(2)]), result("b", "double", qemu=[sample(3)])], GROUPS)
        self.assertEqual([(r.name, r.median("qemu", "cpu")) for r in both], [("a", 4), ("c", 2), ("b", 3)])

    def test_the_report_goes_between_the_marks_of_a_page(self):
        page = f"# Title\n{report.BEGIN}\nold\n{report.END}\nrest\n"
        self.assertEqual(report.put_into(page, "new\n"), f"# Title\n{report.BEGIN}\nnew\n\n{report.END}\nrest\n")
        self.assertEqual(report.put_into("no marks", "new\n"), "new\n")


class MeasureTest(unittest.TestCase):
    def measured(self, program: str, timeout: float = 60.0) -> Sample:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory)
            return run(Command([sys.executable, "-I", "-c", program], {"ONLY": "this"}, path), path, timeout)

    def test_cpu_time_is_that_of_the_process_and_its_children(self):
        burn = "import os, time\nwhile os.times().user < 0.3: pass\n"
        alone = self.measured(burn)
        self.assertGreaterEqual(alone.user, 0.25)
        child = self.measured(f"import subprocess, sys\nsubprocess.run([sys.executable, '-I', '-c', {burn!r}])")
        self.assertGreaterEqual(child.user, 0.25)

    def test_wall_time_counts_sleep_and_cpu_time_does_not(self):
        slept = self.measured("import time; time.sleep(0.3)")
        self.assertGreaterEqual(slept.wall, 0.3)
        self.assertLess(slept.cpu, slept.wall)

    def test_output_status_errors_and_environment(self):
        told = self.measured("import os, sys\nprint(sorted(k for k in os.environ if k == 'ONLY' or k == 'HOME'))\nsys.exit('why')")
        self.assertEqual((told.status, told.errors), (1, "why\n"))
        self.assertEqual(told.digest, self.measured("print(['ONLY'])").digest)
        self.assertNotEqual(told.digest, self.measured("print([])").digest)

    def test_a_process_that_hangs_is_killed(self):
        self.assertEqual(self.measured("import time; time.sleep(60)", timeout=0.2).status, -9)


class WorkloadsTest(unittest.TestCase):
    def test_names_are_unique_and_groups_known(self):
        names = [workload.name for workload in WORKLOADS]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({workload.group for workload in WORKLOADS}, set(GROUPS))

    def test_each_has_a_source_or_a_tool_and_inputs_that_can_be_made(self):
        for workload in WORKLOADS:
            with self.subTest(workload.name):
                self.assertEqual((workload.source is None) + (workload.tool is None), 1)
                if workload.source:
                    self.assertTrue((systems.PROGRAMS / f"{workload.source}.c").is_file())
                asked = [workload.stdin] if workload.stdin else []
                for argument in workload.arguments:
                    systems.fill(argument, workload, 1, "/tmp", lambda name: asked.append(name) or name)
                self.assertLessEqual(set(asked), set(inputs.MAKERS))

    def test_inputs_are_the_same_each_time(self):
        with tempfile.TemporaryDirectory() as directory:
            made = inputs.make("text", 5000, Path(directory))
            self.assertEqual(made.read_bytes(), inputs.text(5000))
            self.assertEqual(len(made.read_bytes()), 5000)


class ChainsTest(unittest.TestCase):
    def test_finds_archives_with_hashes_and_judges_files(self):
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            (root / "none").mkdir()
            chain = root / "boot"
            (chain / "out").mkdir(parents=True)
            (chain / "boot.cpio.xz").write_bytes(b"")
            (chain / "out" / "a").write_bytes(b"")
            empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            (chain / "expected.sha256").write_text(f"{empty}  ./out/a\n{empty}  ./out/b\n")
            (found,) = chains.find(root)
            self.assertEqual((found.name, sorted(found.expected)), ("boot", ["out/a", "out/b"]))
            self.assertEqual(found.problems(chain), ["out/b is missing"])
            (chain / "out" / "b").write_bytes(b"x")
            self.assertEqual(found.problems(chain), ["out/b differs"])

    def test_refuses_what_is_no_list_of_hashes(self):
        for line in ("hello", "0" * 64 + "  ../etc/passwd", "0" * 64):
            with self.subTest(line), self.assertRaises(ValueError):
                chains.parse_hashes(line)


class CommandLineTest(unittest.TestCase):
    def call(self, *arguments: str):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main(arguments)
        return status, out.getvalue(), err.getvalue()

    def test_lists_what_is_selected(self):
        status, out, _ = self.call("--list")
        self.assertEqual(status, 0)
        self.assertEqual([line.split()[0] for line in out.splitlines()], [w.name for w in WORKLOADS])
        _, out, _ = self.call("--list", "--group", "short,double", "--only", "hello,nbody,sieve")
        self.assertEqual([line.split()[0] for line in out.splitlines()], ["nbody", "hello"])

    def test_shows_what_was_measured_earlier(self):
        with tempfile.TemporaryDirectory() as directory:
            files = [Path(directory) / name for name in ("1.json", "2.json")]
            for file, made in zip(files, (result("a", qemu=[sample(3)]), result("b", qemu=[sample(2, status=9)]))):
                machine = {"date": file.name, "commit": "c"}
                file.write_text(json.dumps(report.as_json([made], ("qemu",), machine)))
            page = Path(directory) / "page.md"
            first, second = map(str, files)
            status, out, _ = self.call("--runs", "0", "--with", first, "--markdown", str(page))
            self.assertEqual((status, "3.00" in out), (0, True))
            self.assertIn("| a | 3.00 |", page.read_text())
            status, out, err = self.call("--runs", "0", "--with", first, "--with", second)
            self.assertEqual((status, "error" in out), (1, True))
            self.assertIn("b: qemu: exit status 9", err)

    def test_refuses_names_that_are_not_there(self):
        for arguments in (["--only", "nothing"], ["--group", "x"], ["--engine", "x"], ["--without", "x"], ["--runs", "0"]):
            with self.subTest(arguments):
                status, out, err = self.call("--list", *arguments)
                self.assertEqual((status, out), (2, ""))
                self.assertIn(arguments[0], err)


if __name__ == "__main__":
    unittest.main()
