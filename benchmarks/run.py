"""Measure loading, the claims table, its first page and a cold command, ours beside the engines.

``python -m benchmarks.run`` writes ``benchmarks/figures.json`` and ``benchmarks/figures.md``. Each
measurement is a process of its own; contenders take turns within a round, so that a busy machine
is busy for all; an answer is compared with the oracle before its time counts. Wall time says what a
person waits, CPU time what the work costs, and only the ratios carry over to another machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.figures import describe_machine, format_figures
from benchmarks.processes import run_process

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
TASKS = ("load", "table", "page")
CONTENDERS = ("evidence-kb", "pyoxigraph", "rdflib")
SIZES = {1_000: 3, 10_000: 3, 100_000: 2}
"""How many rounds are run for each number of claims."""
LIMIT = 120.0  # seconds; what takes longer is stopped, and not tried on a larger base
LONG = 30.0  # seconds; what takes longer is measured once only
COLD_ROUNDS = 15
COLD_LIMIT = 2.0  # the cold command against importing what it cannot do without

Record = dict[str, Any]


def measure_size(
    claims: int, contenders: Sequence[str], folder: str, hopeless: set[tuple[str, str]]
) -> list[Record]:
    """Return one record a run, for every task and contender, on a base of that many claims.

    Adds to ``hopeless`` the task and contender of each run that took longer than ``LIMIT``.
    """
    base = os.path.join(folder, str(claims))
    generator = [sys.executable, "-m", "benchmarks.synthetic", "--claims", str(claims), "-o", base]
    made = run_process(generator, LIMIT, str(ROOT))
    if made.status:
        raise SystemExit(made.errors.decode())
    records: list[Record] = []
    long: set[tuple[str, str]] = set()
    for _ in range(SIZES.get(claims, 1)):
        for task in TASKS:
            for contender in contenders:
                if (task, contender) in long | hopeless:
                    continue
                record = _measure(task, contender, base, claims)
                records.append(record)
                print(json.dumps(record), file=sys.stderr, flush=True)
                if record["wall"] > LONG or record["status"] != "agrees":
                    long.add((task, contender))
                if record["status"].startswith("over"):
                    hopeless.add((task, contender))
    return records


def _measure(task: str, contender: str, base: str, claims: int) -> Record:
    answer = os.path.join(base, "answer.csv")
    module = "benchmarks.contenders"
    command = [sys.executable, "-m", module, task, contender, base, answer]
    outcome = run_process(command, LIMIT, str(ROOT))
    record: Record = {"task": task, "contender": contender, "claims": claims}
    record |= {key: round(value, 4) for key, value in outcome.cost._asdict().items()}
    if outcome.status is None:
        return record | {"status": f"over {LIMIT:.0f} s"}
    if outcome.status:
        last = outcome.errors.decode().strip().splitlines()[-1:]
        return record | {"status": f"fails: {''.join(last)}"}
    record |= {key: round(value, 4) for key, value in json.loads(outcome.output).items()}
    if task == "load":
        return record | {"status": "agrees"}
    oracle = os.path.join(base, "oracle.csv")
    check = [sys.executable, "-m", "benchmarks.agreement", task, contender, answer, oracle]
    compared = run_process(check, LIMIT, str(ROOT))
    if compared.status == 0:
        return record | {"status": "agrees"}
    return record | {"status": f"wrong: {compared.errors.decode().strip()[:300]}"}


def measure_cold() -> list[Record]:
    """Return one record a run of a cold command on the bundled base and of its bare imports.

    The command runs as it does from the second time on, and as it does when nothing is kept.
    """
    program = os.path.join(sysconfig.get_path("scripts"), "evidence-kb")
    typed = ["claims", "--tier", "high-confidence"]
    shown = f"evidence-kb {' '.join(typed)}"
    commands = {
        shown: [program, *typed],
        f"EVIDENCE_KB_CACHE= {shown}": ["env", "EVIDENCE_KB_CACHE=", program, *typed],
        'python -c "import click, pyoxigraph"': [sys.executable, "-c", "import click, pyoxigraph"],
    }
    records: list[Record] = []
    run_process(commands[shown], LIMIT, str(ROOT))  # the run that keeps its answers
    for _ in range(COLD_ROUNDS):
        for name, command in commands.items():
            outcome = run_process(command, LIMIT, str(ROOT))
            if outcome.status != 0:
                print(f"{name}: {outcome.errors.decode().strip()}", file=sys.stderr)
                return []
            cost = {key: round(value, 4) for key, value in outcome.cost._asdict().items()}
            records.append({"task": "cold", "contender": name, "status": "agrees", **cost})
    return records


def main() -> None:
    """Read the command line, measure, and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="CLAIMS")
    parser.add_argument("--contenders", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    parser.add_argument("-o", "--output", default=str(ROOT / "benchmarks"), metavar="DIR")
    chosen = parser.parse_args()
    records: list[Record] = []
    hopeless: set[tuple[str, str]] = set()
    with tempfile.TemporaryDirectory() as folder:
        for claims in sorted(chosen.sizes):
            records += measure_size(claims, chosen.contenders, folder, hopeless)
    records += measure_cold()
    command = " ".join(["python -m benchmarks.run", *sys.argv[1:]])
    figures = {"machine": describe_machine(), "command": command, "runs": records}
    place = Path(chosen.output)
    place.joinpath("figures.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    place.joinpath("figures.md").write_text(format_figures(figures, LIMIT, COLD_LIMIT), "utf-8")


if __name__ == "__main__":
    main()
