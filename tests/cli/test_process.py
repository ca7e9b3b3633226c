"""The process around a command: signals, closed and full outputs, limits, environments."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.conftest import FIXTURE

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-m", "evidence_kb"]
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def slow_query(tmp_path: Path) -> Path:
    """Write a query that takes longer than anyone waits."""
    path = tmp_path / "slow.rq"
    path.write_text(SLOW)
    return path


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [*PROGRAM, "--kb", str(FIXTURE), *arguments],
        **{**pipes, **options},  # type: ignore[call-overload]
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("wait", [0.2, 1.0])
def test_a_signal_ends_a_slow_query_at_once(
    slow_query: Path, number: signal.Signals, wait: float
) -> None:
    """Ctrl-C and SIGTERM give exit code 130, no traceback, nothing printed, and no child left."""
    process = start("query", str(slow_query), start_new_session=True)
    time.sleep(wait)
    process.send_signal(number)

    out, err = process.communicate(timeout=10)

    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in err
    with pytest.raises(ProcessLookupError):
        _wait_for_group(process.pid)


def _wait_for_group(group: int) -> None:
    """Return while some process of the group is alive after a second; raise when all are gone."""
    for _ in range(20):
        os.killpg(group, 0)
        time.sleep(0.05)


def test_a_signal_leaves_no_half_file(slow_query: Path, tmp_path: Path) -> None:
    """What was to be written is not there, and neither is a temporary file."""
    process = start("query", str(slow_query), "-o", str(tmp_path / "answer.csv"))
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)

    assert os.listdir(tmp_path) == ["slow.rq"]


def test_a_time_limit_ends_a_slow_query(run_program: Run, slow_query: Path) -> None:
    """--timeout gives exit code 4 and says how to raise it."""
    result = run_program("--timeout", "0.3", "query", str(slow_query))

    assert result.returncode == 4
    assert b"stopped after 0.3 s" in result.stderr


@pytest.mark.parametrize("command", ["evidence-kb", "head"])
def test_a_reader_that_goes_away_is_no_failure(command: str) -> None:
    """Whether the reader took a line or nothing: exit code 0, no noise."""
    process = start("claims", "-f", "html")
    assert process.stdout is not None
    if command == "head":
        process.stdout.readline()
    process.stdout.close()

    _, err = process.communicate(timeout=20)

    assert (process.returncode, err) == (0, b"")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A base with more errors than a pipe holds, in a layout that is not canonical."""
    folder = tmp_path / "wrong"
    shutil.copytree(FIXTURE, folder)
    with (folder / "claims.ttl").open("a") as file:
        file.writelines(f"kb:C{number} a ekb:Clam .\n" for number in range(1000, 2500))
    return folder


@pytest.mark.parametrize("ending", ["| head -1", "| true", ">&-"])
@pytest.mark.parametrize(
    "arguments",
    ["check", "fmt --check", "passages check -f csv", f"hash --check {'0' * 64}"],
)
def test_a_verdict_does_not_depend_on_its_reader(wrong: Path, arguments: str, ending: str) -> None:
    """What a check found is its exit code, also where nobody reads on."""
    line = f"{' '.join(PROGRAM)} --kb {wrong} {arguments} {ending}; exit ${{PIPESTATUS[0]}}"

    result = subprocess.run(["bash", "-c", line], capture_output=True)

    assert result.returncode == 1
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments", ["claims", "--help", "show C001", "--version", "claims -f xlsx"]
)
def test_a_closed_stdout_is_no_failure(arguments: str) -> None:
    """With stdout closed from the start the command ends well and says nothing."""
    line = f"{' '.join(PROGRAM)} --kb {FIXTURE} {arguments} >&-"

    result = subprocess.run(["bash", "-c", line], capture_output=True)

    assert (result.returncode, result.stderr) == (0, b"")


def test_closed_stderr_keeps_the_exit_code() -> None:
    """With stderr closed the words are lost, nothing else."""
    line = f"{' '.join(PROGRAM)} --kb {FIXTURE} claims --tier hihg 2>&-"

    result = subprocess.run(["bash", "-c", line], capture_output=True)

    assert (result.returncode, result.stdout) == (2, b"")


@pytest.mark.parametrize("arguments", ["claims", "--help", "show C001", "claims -f xlsx", "cite"])
def test_a_full_disk_is_told(arguments: str) -> None:
    """A device that takes no more gives exit code 5 and one line."""
    line = f"{' '.join(PROGRAM)} --kb {FIXTURE} {arguments} >/dev/full"

    result = subprocess.run(["bash", "-c", line], capture_output=True)

    assert result.returncode == 5
    assert result.stderr == b"evidence-kb: cannot write the answer: No space left on device\n"


def test_an_output_that_cannot_be_written_is_told(run_program: Run, tmp_path: Path) -> None:
    """-o into a folder that is not there gives exit code 5 and the reason."""
    result = run_program("claims", "-o", str(tmp_path / "none" / "claims.csv"))

    assert result.returncode == 5
    assert b"there is no such folder" in result.stderr


ENVIRONMENTS = [
    {"TZ": "Pacific/Kiritimati"},
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "4711", "COLUMNS": "40", "TERM": "dumb"},
]


@pytest.mark.parametrize(
    "arguments",
    [["claims", "-f", "csv"], ["show", "C001"], ["stats"], ["claims", "-f", "html"], ["cite"]],
    ids=" ".join,
)
def test_the_same_bytes_in_every_environment(run_program: Run, arguments: list[str]) -> None:
    """Time zone, locale, encoding and hash seed do not change an answer."""
    kb = {"EVIDENCE_KB": str(FIXTURE)}
    plain = run_program(*arguments, env=kb).stdout

    assert plain != b""
    for environment in ENVIRONMENTS:
        assert run_program(*arguments, env={**kb, **environment}).stdout == plain, environment


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_STACK, 1 << 20),
        (resource.RLIMIT_AS, 512 << 20),
    ],
)
def test_a_tight_limit_of_the_shell_is_enough(kind: int, amount: int) -> None:
    """64 descriptors, a stack of 1 MiB or 512 MB of address space answer as usual."""
    process = start("claims", preexec_fn=lambda: resource.setrlimit(kind, (amount, amount)))

    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, b"")
    assert out.count(b"\n") == 4


def test_too_tight_a_limit_is_told() -> None:
    """Where memory does not suffice, exit code 5 and advice, never a crash."""
    limit = 110 << 20
    process = start(
        "claims", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    )

    _, err = process.communicate(timeout=60)

    assert process.returncode == 5
    assert b"ulimit" in err


SERVICES = [
    "SELECT * { SERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } }",
    "SELECT * { sErViCe SILENT <http://127.0.0.1:%d/> { ?a ?b ?c } }",
    "SELECT * { ?a ?b ?c . FILTER EXISTS { SERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } } }",
    "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } } } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } }",
    "SELECT * { FILTER(?a<1)SERVICE<http://127.0.0.1:%d/>{ ?a ?b ?c } }",
    "BASE <http://127.0.0.1:%d/> SELECT * { SERVICE <x> { ?a ?b ?c } }",
    "LOAD <http://127.0.0.1:%d/>",
    "SELECT * FROM <http://127.0.0.1:%d/> { ?a ?b ?c }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_no_query_asks_another_server(run_program: Run, text: str) -> None:
    """Whatever the form, nothing connects to a server that listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen: list[object] = []
        watcher = threading.Thread(target=_count_visits, args=(server, seen), daemon=True)
        watcher.start()
        query = text.replace("%d", str(server.getsockname()[1]))

        result = run_program("query", "-", input=query.encode(), env={"EVIDENCE_KB": str(FIXTURE)})

    assert seen == []
    assert result.returncode == (0 if "FROM" in text else 2)


def _count_visits(server: socket.socket, seen: list[object]) -> None:
    try:
        while True:
            connection, address = server.accept()
            connection.close()
            seen.append(address)
    except OSError:
        return


DEEP = {
    "groups": "SELECT * { " + "{" * 100_000 + "}" * 100_000 + " }",
    "brackets": "SELECT * { BIND(" + "(" * 100_000 + "1" + ")" * 100_000 + " AS ?a) }",
    "negations": "SELECT * { FILTER(" + "!" * 100_000 + "true) }",
    "sums": "SELECT * { BIND(1" + "+1" * 100_000 + " AS ?a) }",
    "unions": "SELECT * { {}" + " UNION {}" * 100_000 + " }",
    "paths": "SELECT * { ?a " + "skos:broader/" * 50_000 + "skos:broader ?b }",
}


@pytest.mark.parametrize("form", DEEP)
def test_a_query_that_would_end_the_engine_is_refused(
    run_program: Run, tmp_path: Path, form: str
) -> None:
    """Depth and length are a limit, exit code 4; the process never crashes."""
    path = tmp_path / "deep.rq"
    path.write_text(DEEP[form])

    result = run_program("query", str(path), env={"EVIDENCE_KB": str(FIXTURE)})

    assert result.returncode == 4
    assert b"Traceback" not in result.stderr
