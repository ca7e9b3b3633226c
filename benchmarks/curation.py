"""Measure check, fmt, diff and hash beside what does the same work elsewhere.

``python -m benchmarks.curation`` writes ``benchmarks/curation.json`` (every run) and
``curation.md``. Every measurement is a process of its own on a synthetic base; contenders take
turns. A run of some sizes or tasks replaces what it measured and leaves the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.figures import describe_machine
from benchmarks.processes import Outcome, run_process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
SIZES = {1_000: 3, 10_000: 2, 100_000: 1}
"""How many rounds are run for each number of claims."""
LIMIT = 120  # seconds of CPU; what takes longer is stopped, and not tried on a larger base
PATIENCE = 3600.0  # seconds of the clock, on whatever busy machine
LONG = 20.0  # seconds of CPU; what takes longer is measured once only
CHANGES = 10  # claims with another tier in what diff compares
_OURS = [sys.executable, "-m", "evidence_kb", "--max-size", "1GB"]
_PEER = [sys.executable, "-m", "benchmarks.peers"]
_SHELL = ["bash", "-o", "pipefail", "-c"]
_RAPPER = "rapper -q -i turtle -o {} {}"
_FILE = '"$file"'
_EACH = 'for file in "$0"/*.ttl; do ' + _RAPPER + "; done"

# Of each task: the contenders, with the command; {base} is a copy of the base that may be changed,
# {new} the same base with some tiers changed.
TASKS: dict[str, dict[str, list[str]]] = {
    "check": {
        "evidence-kb check": [*_OURS, "check", "{base}"],
        "pySHACL, the shapes alone": [*_PEER, "validate", "{base}"],
    },
    "fmt": {
        "evidence-kb fmt": [*_OURS, "fmt", "{base}"],
        "rdflib turtle": [*_PEER, "turtle", "{base}"],
        "rdflib longturtle": [*_PEER, "longturtle", "{base}"],
        "rapper -o turtle": [*_SHELL, _EACH.format("turtle", f"{_FILE} > {_FILE}.out"), "{base}"],
    },
    "diff": {
        "evidence-kb diff": [*_OURS, "diff", "{base}", "{new}"],
        "rdflib graph_diff": [*_PEER, "compare", "{base}", "{new}"],
    },
    "hash": {
        "evidence-kb hash": [*_OURS, "--kb", "{base}", "hash"],
        "rapper, sort, sha256sum": [
            *_SHELL,
            f"({_EACH.format('ntriples', _FILE)}) | LC_ALL=C sort -u | sha256sum",
            "{base}",
        ],
    },
}


class Run(NamedTuple):
    """One measurement: what of whom on how many claims; status is ``done`` or says why not."""

    task: str
    contender: str
    claims: int
    status: str
    cpu: float
    wall: float
    peak_mb: float


def measure_size(claims: int, folder: str, tasks: Sequence[str], hopeless: set[str]) -> list[Run]:
    """Return the runs of all contenders on a base of that many claims.

    Adds to ``hopeless`` the contenders that took longer than ``LIMIT``.
    """
    base, new, work = (os.path.join(folder, name) for name in ("base", "new", "work"))
    made = [sys.executable, "-m", "benchmarks.synthetic", "--claims", str(claims), "-o", base]
    if run_process(made, PATIENCE, str(ROOT)).status:
        raise SystemExit(f"the base of {claims} claims could not be made")
    shutil.copytree(base, new)
    _change_tiers(Path(base, "claims.ttl"), Path(new, "claims.ttl"))
    runs: list[Run] = []
    long: set[str] = set()
    for _ in range(SIZES.get(claims, 1)):
        for task in tasks:
            for contender, command in TASKS[task].items():
                if contender in long | hopeless:
                    continue
                shutil.rmtree(work, ignore_errors=True)
                shutil.copytree(base, work)
                line = [part.replace("{base}", work).replace("{new}", new) for part in command]
                outcome = run_process(line, PATIENCE, str(ROOT), LIMIT)
                runs.append(Run(task, contender, claims, judge(outcome), *outcome.cost))
                print(*runs[-1], file=sys.stderr, flush=True)
                if outcome.cost.cpu > LONG:
                    long.add(contender)
                if outcome.status is None:
                    hopeless.add(contender)
    return runs


def _change_tiers(old: Path, new: Path) -> None:
    """Write the claims with some tiers changed, line by line: the starter is to stay small."""
    left = CHANGES
    with old.open("rb") as source, new.open("wb") as target:
        for line in source:
            if left and b"ekb:tier tier:nuanced" in line:
                line = line.replace(b"tier:nuanced", b"tier:unknown")
                left -= 1
            target.write(line)


def judge(outcome: Outcome) -> str:
    """Return ``done``, or why a run does not count."""
    if outcome.status is None:
        return f"over {LIMIT} s"
    # 1 is an answer too: there are findings, there is a difference.
    if outcome.status in (0, 1) and b"Traceback" not in outcome.errors:
        return "done"
    last = outcome.errors.decode(errors="replace").strip().splitlines()[-1:]
    return f"fails: {''.join(last)[:120]}"


def format_page(runs: Sequence[Run], machine: str) -> str:
    """Return the figures as a page of Markdown."""
    lines = [
        "# Figures of curation",
        "",
        f"Made by `python -m benchmarks.curation`; {machine}.",
        "",
        "Medians of processes that took turns on a machine that others used too: CPU seconds are "
        "the main number, and above those of a quiet machine; ratios within a size hold. Python's "
        "start is in them. pySHACL validates against the same shapes and has no places and no "
        "rules across files; rdflib and rapper write Turtle in an order of their own and drop "
        "comments; the sum over rapper's sorted triples is a canonical hash only where there are "
        "no blank nodes. Peak memory is that of the largest process, the 23 MB of the starter at "
        f"least. What took over {LIMIT} s of CPU was stopped, and not tried on a larger base.",
        "",
        "A file is read whole, one at a time, and a base may have 100 MB (`--max-size`). Beside "
        "its largest file `fmt` takes some 50 MB, `hash` some 75 MB, and `diff` some 150 MB and "
        "what differs, whatever the size: blocks and lines are put in order in the folder for "
        "temporary files, which takes up to seven times the Turtle of a base there. A base with "
        "blank nodes is hashed in memory. `check` holds all values: some three times the files.",
    ]
    for task in TASKS:
        lines += ["", f"## {task}", "", *format_task([run for run in runs if run.task == task])]
    return "\n".join(lines) + "\n"


def format_task(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the lines of a table of runs, smallest base first."""
    if not runs:
        yield "Not measured."
        return
    yield "| claims | contender | runs | CPU s | wall s | peak MB |"
    yield "|---:|---|---:|---:|---:|---:|"
    for claims in sorted({run.claims for run in runs}):
        for contender in dict.fromkeys(run.contender for run in runs):
            own = [run for run in runs if (run.claims, run.contender) == (claims, contender)]
            done = [run for run in own if run.status == "done"]
            if done:
                figures = (
                    f"{median(run.cpu for run in done):.2f}",
                    f"{median(run.wall for run in done):.2f}",
                    f"{max(run.peak_mb for run in done):.0f}",
                )
                yield f"| {claims:,} | {contender} | {len(done)} | {' | '.join(figures)} |"
            elif own:
                yield f"| {claims:,} | {contender} | 0 | {own[0].status} | | |"
            else:
                yield f"| {claims:,} | {contender} | 0 | not tried | | |"


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curation", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="CLAIMS")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("-o", "--output", default=str(ROOT / "benchmarks"), metavar="DIR")
    chosen = parser.parse_args()
    runs: list[Run] = []
    hopeless: set[str] = set()
    for claims in sorted(chosen.sizes):
        with tempfile.TemporaryDirectory() as folder:
            runs += measure_size(claims, folder, chosen.tasks, hopeless)
    kept = Path(chosen.output, "curation.json")
    earlier = map(Run._make, json.loads(kept.read_text("utf-8"))) if kept.exists() else ()
    measured = {(run.task, run.claims) for run in runs}
    runs = sorted(
        [run for run in earlier if (run.task, run.claims) not in measured] + runs,
        key=lambda run: (list(TASKS).index(run.task), run.claims),
    )
    kept.write_text(json.dumps(runs, indent=1) + "\n", "utf-8")
    machine = ", ".join(f"{name} {value}" for name, value in describe_machine().items())
    Path(chosen.output, "curation.md").write_text(format_page(runs, machine), "utf-8")


if __name__ == "__main__":
    main()
