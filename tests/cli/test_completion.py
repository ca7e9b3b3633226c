"""What a shell is offered, asked through click's protocol as bash does."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from tests.conftest import FIXTURE

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def complete(run_program: Run, *words: str, kb: str = str(FIXTURE)) -> list[str]:
    """Return the values offered for the last word; the file marker reads ``file``."""
    environment = {
        "_EVIDENCE_KB_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["evidence-kb", *words]),
        "COMP_CWORD": str(len(words)),
        "EVIDENCE_KB": kb,
    }
    result = run_program(env=environment)
    assert result.stderr == b""
    pairs = [line.split(",", 1) for line in result.stdout.decode().split()]
    return [value if kind == "plain" else kind for kind, value in pairs]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["cl"], ["claims"]),
        (["claims", "--ti"], ["--tier", "--timeout"]),
        (["claims", "--tier", "n"], ["nuanced"]),
        (["claims", "--outcome", "s"], ["social-anxiety", "stroke"]),
        (["claims", "--columns", "id,ti"], ["id,tier"]),
        (["claims", "--sort", "ti"], ["tier"]),
        (["claims", "-f", "js"], ["json", "jsonl"]),
        (["sources", "--year", "2"], ["2013"]),
        (["show", "C0"], ["C001", "C002", "C003"]),
        (["show", "outcome"], []),
        (["queries", "claims_by"], ["claims_by_tier"]),
        (["query", "claims_by"], ["claims_by_tier"]),
        (["query", "./"], ["file"]),
        (["table", "clai"], ["claim-map", "claims"]),
        (["concepts", "out"], ["outcome"]),
        (["cite", "step"], ["steptoe-2013-isolation"]),
        (["add", "cert"], ["certainty-rating"]),
        (["add", "claim", "--tier-b"], ["--tier-basis"]),
        (["add", "claim", "--tier", "n"], ["nuanced"]),
        (["add", "claim", "--outcome", "s"], ["social-anxiety", "stroke"]),
        (["add", "evidence", "--claim", "C"], ["C001", "C002", "C003"]),
        (["add", "finding", "--pooled", "y"], ["yes"]),
        (["add", "quality-assessment", "--assesses", "F"], ["F012"]),
    ],
    ids=lambda value: " ".join(value) if value else "nothing",
)
def test_a_word_is_completed(run_program: Run, words: list[str], expected: list[str]) -> None:
    """Commands, options, values, columns, formats, ids, queries and tables are offered."""
    offered = complete(run_program, *words)

    assert offered[: len(expected)] == expected if expected else offered


def test_a_base_that_is_not_there_offers_nothing(run_program: Run) -> None:
    """Completion is silent about what is wrong."""
    assert complete(run_program, "show", "C", kb="/no/such/folder") == []
