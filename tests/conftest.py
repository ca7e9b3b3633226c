"""What the tests share: the small fixture base, opened once, and where the guide lies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_kb.knowledge_base import KnowledgeBase

FIXTURE = Path(__file__).parent / "fixture"
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _keep_no_answers() -> None:
    """No test reads or writes what commands keep between runs, but those that are about it."""
    os.environ["EVIDENCE_KB_CACHE"] = ""


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The worked example of the model: three claims, one recommendation, one finding."""
    return KnowledgeBase.open(FIXTURE)


@pytest.fixture
def run_program(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the command line as a program of its own, in an empty folder."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
        settings: dict[str, object] = {"cwd": tmp_path, "capture_output": True, "timeout": 60}
        environment = {**os.environ, **options.pop("env", {})}  # type: ignore[dict-item]
        command = [sys.executable, "-m", "evidence_kb", *arguments]
        return subprocess.run(command, env=environment, **{**settings, **options})  # type: ignore[call-overload, no-any-return]

    return run


@pytest.fixture(scope="session")
def guide() -> Path:
    """The guide's text, which is not part of the project: where EVIDENCE_KB_GUIDE says it lies."""
    place = os.environ.get("EVIDENCE_KB_GUIDE") or ROOT.parent / "shared" / "guide.txt"
    if not Path(place).is_file():
        pytest.skip("the guide is not at hand: set EVIDENCE_KB_GUIDE to its path")
    return Path(place)
