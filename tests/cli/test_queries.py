"""The commands ``queries`` and ``query``."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Ask

SELECT = "SELECT ?claim WHERE { ?claim a ekb:Claim } ORDER BY ?claim"


def test_queries_are_listed_with_what_they_answer(ask: Ask) -> None:
    """Each named query has its question, parameters and columns."""
    listed = {row["name"]: row for row in json.loads(ask("queries", "-f", "json").stdout)}

    assert listed["claims_by_tier"]["question"].endswith("?")
    assert listed["claims_by_tier"]["parameters"] == ["tier"]
    assert "id" in listed["claims_by_tier"]["columns"]


def test_a_query_is_shown_as_its_file(ask: Ask, tmp_path: Path) -> None:
    """What is shown is the header and SPARQL, which run again as a file."""
    shown = ask("queries", "claims_by_tier").stdout
    copy = tmp_path / "copy.rq"
    copy.write_text(shown)

    assert shown.startswith("# title: ")
    assert ask("query", str(copy)).stdout == ask("query", "claims_by_tier").stdout


def test_a_named_query_runs_with_parameters(ask: Ask) -> None:
    """--set binds a parameter by label or id, several values or-ed."""
    one = ask("query", "claims_by_tier", "--set", "tier=nuanced").stdout.splitlines()
    two = ask("query", "claims_by_tier", "--set", "tier=nuanced", "--set", "tier=Mechanism")

    assert len(one) == 2
    assert len(two.stdout.splitlines()) == 3


def test_a_query_is_read_from_standard_input(ask: Ask) -> None:
    """A dash reads the text of the query."""
    assert ask("query", "-", typed=SELECT).stdout == "claim\nC001\nC002\nC003\n"


def test_iris_are_short_for_people_and_whole_for_machines(ask: Ask) -> None:
    """Text and Markdown abbreviate; CSV and JSON do not."""
    namespace = "https://w3id.org/evidence-kb/connection/"

    assert ask("query", "-", "-f", "md", typed=SELECT).stdout.splitlines()[2] == "| C001 |"
    assert ask("query", "-", "-f", "csv", typed=SELECT).stdout.splitlines()[1] == f"{namespace}C001"


@pytest.mark.parametrize(
    ("pattern", "expected"), [("?c a ekb:Claim", "true"), ("<x:a> ?b ?c", "false")]
)
def test_an_ask_gives_true_or_false(ask: Ask, pattern: str, expected: str) -> None:
    """The answer of an ASK is one word, also as JSON."""
    text = f"ASK {{ {pattern} }}"

    assert ask("query", "-", typed=text).stdout == f"{expected}\n"
    assert json.loads(ask("query", "-", "-f", "json", typed=text).stdout) is (expected == "true")


def test_a_construct_gives_turtle(ask: Ask, tmp_path: Path) -> None:
    """Triples are printed as Turtle, or saved to a .ttl file."""
    text = "CONSTRUCT { ?c skos:prefLabel ?l } WHERE { ?c a ekb:Claim ; skos:prefLabel ?l }"
    target = tmp_path / "claims.ttl"

    printed = ask("query", "-", typed=text).stdout
    saved = ask("query", "-", "-o", str(target), typed=text)

    assert "skos:prefLabel" in printed
    assert target.read_text() == printed
    assert saved.stdout == ""


def test_describe_gives_turtle(ask: Ask) -> None:
    """DESCRIBE answers as CONSTRUCT does."""
    result = ask("query", "-", typed="DESCRIBE <https://w3id.org/evidence-kb/connection/C001>")

    assert 'dcterms:identifier "C001"' in result.stdout


def test_an_empty_answer_is_no_failure(ask: Ask) -> None:
    """A query without rows prints its header."""
    result = ask("query", "-", typed="SELECT ?a WHERE { ?a a <https://example.org/none> }")

    assert (result.exit_code, result.stdout) == (0, "a\n")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("SELECT ?a WHERE {", 2, "does not parse"),
        ("", 2, "does not parse"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", 2, "INSERT is refused"),
        ("LOAD <file:///etc/passwd>", 2, "LOAD is refused"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", 2, "SERVICE"),
        ("SELECT * {" + "{" * 2000 + "}" * 2000 + "}", 4, "deeper"),
        ("SELECT * { ?a ?b ?c } #" + "x" * 1_100_000, 1, "bytes"),
    ],
    ids=["cut", "empty", "insert", "load", "service", "deep", "long"],
)
def test_a_text_that_cannot_be_asked_says_why(ask: Ask, text: str, code: int, words: str) -> None:
    """Bad syntax, updates, other servers, depth and length each have their answer."""
    result = ask("query", "-", typed=text)

    assert result.exit_code == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["claims_by_teir"], ["no query 'claims_by_teir'", "'claims_by_tier'"]),
        (["claims_by_tier", "--set", "teir=x"], ["no parameter 'teir'", "'tier'"]),
        (["claims_by_tier", "--set", "tier=hihg"], ["no tier 'hihg'", "'high-confidence'"]),
        (["claims_by_tier", "--set", "tier"], ["'tier' should read name=value"]),
        (["claims_by_tier", "-o", "answer.ttl"], ["answer.ttl", "table"]),
        (["claims_by_tier", "-f", "cvs"], ["no format 'cvs'", "'csv'"]),
        (["..%2fetc%2fpasswd"], ["no query"]),
        (["CON"], ["no query"]),
        ([""], ["no query"]),
        (["../\0/claims.rq"], ["NUL"]),
        (["claims_by_tier\0.rq"], ["NUL"]),
        (["/dev/zero"], ["not a regular file"]),
        (["/etc"], ["not a regular file"]),
    ],
)
def test_a_name_that_means_nothing_is_refused(
    ask: Ask, arguments: list[str], words: list[str]
) -> None:
    """A name only ever means a query of the folders; a file must be one; exit code 2."""
    result = ask("query", *arguments)

    assert result.exit_code == 2
    assert all(word in result.stderr for word in words), result.stderr


def test_a_missing_file_is_named(ask: Ask) -> None:
    """A path that is not there is a matter of the machine, exit code 5."""
    result = ask("query", "../../etc/no-such.rq")

    assert result.exit_code == 5
    assert "../../etc/no-such.rq: there is no such file" in result.stderr


def test_a_pipe_is_not_read_as_a_query_file(ask: Ask, tmp_path: Path) -> None:
    """A FIFO would wait for ever; it is refused unread."""
    fifo = tmp_path / "fifo.rq"
    os.mkfifo(fifo)

    result = ask("query", str(fifo))

    assert result.exit_code == 2
    assert "not a regular file" in result.stderr


def test_a_boolean_has_no_table_format(ask: Ask) -> None:
    """An ASK into CSV is refused rather than guessed at."""
    result = ask("query", "-", "-f", "csv", typed="ASK {}")

    assert result.exit_code == 2
    assert "has no csv form" in result.stderr
