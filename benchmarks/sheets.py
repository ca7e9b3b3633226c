"""Measure the spreadsheet loop: out, in without an edit, in with ten edits, as CSV and as XLSX.

``python -m benchmarks.sheets`` writes ``benchmarks/sheets.json`` (every run) and ``sheets.md``.
Every measurement is a process of its own on a synthetic base. A run of some sizes replaces what it
measured and leaves the rest.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.curation import PATIENCE, ROOT, Run, format_task, judge
from benchmarks.figures import describe_machine
from benchmarks.processes import run_process

SIZES = (1_000, 10_000, 100_000)
LIMIT = 1_800  # seconds of CPU; what takes longer is stopped
EDITS = 10
TASKS = ("sheet out", "sheet in, nothing edited", f"sheet in, {EDITS} cells edited")


def measure_size(claims: int, folder: str, forms: list[str]) -> list[Run]:
    """Return the runs on a base of that many claims, for each form of file."""
    base = os.path.join(folder, "base")
    made = [sys.executable, "-m", "benchmarks.synthetic", "--claims", str(claims), "-o", base]
    if run_process(made, PATIENCE, str(ROOT)).status:
        raise SystemExit(f"the base of {claims} claims could not be made")
    Path(base, "oracle.csv").unlink()
    ours = [sys.executable, "-m", "evidence_kb", "--max-size", "1GB", "--kb", base, "sheet"]
    runs: list[Run] = []

    def run(task: str, form: str, *command: str) -> None:
        outcome = run_process([*ours, *command], PATIENCE, str(ROOT), LIMIT)
        runs.append(Run(task, form, claims, judge(outcome), *outcome.cost))
        print(*runs[-1], file=sys.stderr, flush=True)

    for form in forms:
        file = os.path.join(folder, "sheets" if form == "CSV" else "sheets.xlsx")
        run(TASKS[0], form, "out", file)
        run(TASKS[1], form, "in", file, "--yes")
        if form == "CSV":  # what is read of a workbook is the same from here on
            _edit(Path(file, "claims.csv"))
            run(TASKS[2], form, "in", file, "--yes")
    return runs


def _edit(path: Path) -> None:
    """Give ten claims another hedge, line by line: the starter is to stay small."""
    new = path.with_suffix(".new")
    left = EDITS
    with (
        path.open(encoding="utf-8-sig", newline="") as source,
        new.open("w", encoding="utf-8-sig", newline="") as target,
    ):
        rows = csv.reader(source)
        writer = csv.writer(target)
        header = next(rows)
        writer.writerow(header)
        hedge = header.index("hedge")
        for row in rows:
            if left and row[hedge]:
                row[hedge] = "perhaps"
                left -= 1
            writer.writerow(row)
    new.replace(path)


def format_page(runs: list[Run], machine: str) -> str:
    """Return the figures as a page of Markdown."""
    lines = [
        "# Figures of sheets",
        "",
        f"Made by `python -m benchmarks.sheets`; {machine}.",
        "",
        "All sheets of a synthetic base, one run each, on a machine that others used too: CPU "
        "seconds are the main number. Bringing in includes opening the base, reading the file, the "
        "merge, the check of what would be and, where something was edited, the words for it and "
        f"the writing. What took over {LIMIT:,} s of CPU was stopped.",
    ]
    for task in TASKS:
        lines += ["", f"## {task}", "", *format_task([run for run in runs if run.task == task])]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sheets", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="CLAIMS")
    parser.add_argument("--forms", nargs="+", choices=("CSV", "XLSX"), default=["CSV", "XLSX"])
    parser.add_argument("-o", "--output", default=str(ROOT / "benchmarks"), metavar="DIR")
    chosen = parser.parse_args()
    runs: list[Run] = []
    for claims in sorted(chosen.sizes):
        with tempfile.TemporaryDirectory() as folder:
            runs += measure_size(claims, folder, chosen.forms)
    kept = Path(chosen.output, "sheets.json")
    earlier = map(Run._make, json.loads(kept.read_text("utf-8"))) if kept.exists() else ()
    measured = {(run.contender, run.claims) for run in runs}
    runs += [run for run in earlier if (run.contender, run.claims) not in measured]
    runs.sort(key=lambda run: (TASKS.index(run.task), run.claims, run.contender))
    kept.write_text(json.dumps(runs, indent=1) + "\n", "utf-8")
    machine = ", ".join(f"{name} {value}" for name, value in describe_machine().items())
    Path(chosen.output, "sheets.md").write_text(format_page(runs, machine), "utf-8")


if __name__ == "__main__":
    main()
