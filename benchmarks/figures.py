"""From measured runs to a page that a person reads: medians, and ratios within the one run."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Record = dict[str, Any]
_TITLES = {
    "load": (
        "Loading",
        "`KnowledgeBase.open` beside `Store.load` and `Graph.parse` of the same files and "
        "the ontology.",
        "load",
    ),
    "table": (
        "Claims table to CSV",
        "`kb.table('claims')` written as CSV, beside one GROUP_CONCAT query (`claims_table.rq`) "
        "written by the engine itself. Seconds are without loading.",
        "task",
    ),
    "page": (
        "First page of a tier",
        "Fifty claims of one tier, all columns, the base being open: `kb.table('claims', tier=..., "
        "limit=50)` beside the same query with the tier bound and LIMIT 50. Seconds a page.",
        "task",
    ),
}


def describe_machine() -> dict[str, str]:
    """Return what the figures were measured on: machine and versions, by name."""
    names = ("evidence-kb", "pyoxigraph", "rdflib", "click")
    return {
        "processor": f"{_read_processor()}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in names},
    }


def _read_processor() -> str:
    """Return the processor's name as Linux gives it, else the kind of processor."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def format_figures(figures: Record, limit: float, cold_limit: float) -> str:
    """Return the figures as a page of Markdown."""
    machine = ", ".join(f"{name} {value}" for name, value in figures["machine"].items())
    lines = [
        "# Figures",
        "",
        f"Made by `{figures['command']}`; {machine}.",
        "",
        "Medians of processes that took turns. *times* is CPU against pyoxigraph alone at the same "
        "size in the same run: seconds are of this machine, ratios carry over. An answer that the "
        "generator's own table does not confirm is not timed. Peak memory is of the whole process; "
        f"what took over {limit:.0f} s was stopped, and not tried on a larger base.",
    ]
    for task, (title, words, part) in _TITLES.items():
        lines += ["", f"## {title}", "", words, "", *_format_task(figures["runs"], task, part)]
    lines += ["", "## A cold command", "", *_format_cold(figures["runs"], cold_limit)]
    return "\n".join(lines) + "\n"


def _format_task(runs: Sequence[Record], task: str, part: str) -> Iterator[str]:
    yield "| claims | contender | runs | CPU s | wall s | times | peak MB |"
    yield "|---:|---|---:|---:|---:|---:|---:|"
    mine = [run for run in runs if run["task"] == task]
    for claims in sorted({run["claims"] for run in mine}):
        sized = [run for run in mine if run["claims"] == claims]
        bare = [run[f"{part}_cpu"] for run in sized if _is_bare(run)]
        for contender in dict.fromkeys(run["contender"] for run in sized):
            own = [run for run in sized if run["contender"] == contender]
            yield f"| {claims:,} | {contender} | {_format_runs(own, part, bare)} |"


def _is_bare(run: Record) -> bool:
    return bool(run["contender"] == "pyoxigraph" and run["status"] == "agrees")


def _format_runs(own: Sequence[Record], part: str, bare: Sequence[float]) -> str:
    failed = [run["status"] for run in own if run["status"] != "agrees"]
    if failed:
        return f"{len(own)} | {failed[0].splitlines()[0][:60]} | | | "
    cpu = median(run[f"{part}_cpu"] for run in own)
    wall = median(run[f"{part}_wall"] for run in own)
    peak = median(run["peak_mb"] for run in own)
    times = f"{cpu / median(bare):.2f}" if bare else ""
    return f"{len(own)} | {cpu:.3f} | {wall:.3f} | {times} | {peak:.0f}"


def _format_cold(runs: Sequence[Record], cold_limit: float) -> Iterator[str]:
    cold = [run for run in runs if run["task"] == "cold"]
    if not cold:
        yield "Not measured: the command did not end well."
        return
    yield (
        "Whole processes on the bundled base, their output read through a pipe. What a command "
        "asks of a base is kept for the next; with `EVIDENCE_KB_CACHE=` nothing is, and the base "
        "is read."
    )
    yield ""
    yield "| command | runs | CPU ms | times | wall ms | times |"
    yield "|---|---:|---:|---:|---:|---:|"
    medians = {}
    for name in dict.fromkeys(run["contender"] for run in cold):
        own = [run for run in cold if run["contender"] == name]
        cpu, wall = (1000 * median(run[key] for run in own) for key in ("cpu", "wall"))
        medians[name] = len(own), cpu, wall
    _, bare_cpu, bare_wall = medians[list(medians)[-1]]
    for name, (count, cpu, wall) in medians.items():
        times = f"{cpu / bare_cpu:.2f} | {wall:.0f} | {wall / bare_wall:.2f}"
        yield f"| `{name}` | {count} | {cpu:.0f} | {times} |"
    yield ""
    yield f"The goal for a command is {cold_limit:.1f} times the bare imports."
