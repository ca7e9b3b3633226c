"""The synthetic base: what the engine says of it is what its generator knows."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.tables.formats import write

ROOT = Path(__file__).parent.parent
CLAIMS = 200


def generate(folder: Path, hash_seed: str = "0", seed: int = 1) -> Path:
    """Write a base into a folder by a process of its own, and return the folder."""
    command = [sys.executable, "-m", "benchmarks.synthetic", "--claims", str(CLAIMS)]
    command += ["--seed", str(seed), "-o", str(folder)]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a synthetic base of 200 claims, with its oracle."""
    return generate(tmp_path_factory.mktemp("synthetic"))


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_claims_table_is_the_oracle_cell_by_cell(base: Path) -> None:
    """The claims table as CSV holds, cell by cell and byte by byte, what the generator recorded."""
    expected = (base / "oracle.csv").read_bytes()

    stream = io.BytesIO()
    write(KnowledgeBase.open(base).table("claims"), "csv", stream)

    assert read_csv(stream.getvalue().decode()) == read_csv(expected.decode())
    assert stream.getvalue() == expected


def test_oracle_puts_every_column_to_the_test(base: Path) -> None:
    """In every column of the oracle some cells differ, and some labels are hostile."""
    rows = read_csv((base / "oracle.csv").read_text("utf-8"))

    varied = {name: len(set(cells)) for name, *cells in zip(*rows, strict=True)}
    labels = "".join(row[1] for row in rows)

    assert min(varied.values()) > 1, varied
    assert all(sign in labels for sign in ('"', ",", "'=", "\n", "北"))


def test_dropped_claims_are_in_the_base_and_not_in_the_oracle(base: Path) -> None:
    """A deprecated claim keeps its block in the base and has no row in the table."""
    kept = (base / "claims.ttl").read_text("utf-8")
    rows = read_csv((base / "oracle.csv").read_text("utf-8"))

    assert kept.count("owl:deprecated true") > 0
    assert len(rows) - 1 == CLAIMS - kept.count("owl:deprecated true")


def test_same_numbers_give_the_same_bytes(base: Path, tmp_path: Path) -> None:
    """A second run, under another hash seed, writes the same files; another seed does not."""
    again = generate(tmp_path / "again", hash_seed="4711")
    other = generate(tmp_path / "other", seed=2)

    names = sorted(path.name for path in base.iterdir())

    assert [(again / n).read_bytes() for n in names] == [(base / n).read_bytes() for n in names]
    assert (other / "claims.ttl").read_bytes() != (base / "claims.ttl").read_bytes()
