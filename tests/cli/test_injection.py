"""What a person types is a value, never a piece of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Ask

PAYLOADS = [
    '" } UNION { ?item ?p ?o } #',
    "nuanced> ; ekb:tier ?x . { ?s ?p ?o } #",
    "<https://w3id.org/evidence-kb/tier/nuanced> } { ?a ?b ?c",
    "UNDEF } { ?a ?b ?c } VALUES ?x { UNDEF",
    '"""',
    "'''",
    "\\",
    '\\" } #',
    "\\u0022 } #",
    "?item",
    "$item",
    "_:b0",
    "<>",
    "<a b>",
    "ekb:tier/^ekb:tier",
    "; DROP ALL",
    "%s %d {0} {tier}",
    "\n} #\n",
    "\t",
    "\x00",
    "\x1b[31m",
    "\u202enuanced",
    "\ud800",
    "ı",
    "İ",
    "NUANCED\u0000",
    "x" * 10_000,
    "*",
    "a|b",
    "$(reboot)",
    "`id`",
    "--",
    "../../etc/passwd",
]
OPTIONS = [
    ["claims", "--tier"],
    ["claims", "--exposure"],
    ["claims", "--section"],
    ["claims", "--search"],
    ["claims", "--columns"],
    ["claims", "--sort"],
    ["claims", "--format"],
    ["sources", "--year"],
    ["sources", "--design"],
    ["query", "claims_by_tier", "--set"],
    ["table", "claims", "--where"],
    ["show"],
    ["cite"],
    ["concepts"],
    ["queries"],
    ["table"],
    ["query"],
]


@pytest.mark.parametrize("option", OPTIONS, ids=" ".join)
def test_a_payload_finds_nothing_it_should_not(ask: Ask, option: list[str]) -> None:
    """No payload in any option yields a row, a traceback or an exit code outside the list."""
    pairs = {"--set": "tier=", "--where": "tier="}
    for payload in PAYLOADS:
        value = pairs.get(option[-1], "") + payload
        line = (
            [*option[:-1], f"{option[-1]}={value}"]
            if option[-1][0] == "-"
            else [*option, "--", value]
        )

        result = ask(*line)

        assert result.exit_code in (0, 2, 5), (payload, result.stderr)
        assert "Traceback" not in result.stderr
        if result.exit_code == 0:
            rows = result.stdout.splitlines()[1:]
            harmless = option[-1] in ("--search", "--columns", "--sort") or payload == ""
            assert not rows or harmless, (payload, rows)


def test_a_payload_in_a_search_keeps_every_word(ask: Ask) -> None:
    """Marks of SPARQL are no words: what is left of a payload must begin words of the claim."""
    result = ask("claims", "--columns", "id", "--search", '" } UNION { ?item ?p ?o } #')

    assert result.stdout == "id\n"


def test_a_text_parameter_is_bound_as_text(ask: Ask, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A parameter of type text holds any text and stays one term."""
    query = tmp_path / "echo.rq"
    query.write_text("# parameter: word text -- any\nSELECT ?word { VALUES ?word { UNDEF } }")
    for payload in PAYLOADS:
        result = ask("query", str(query), "-f", "json", "--set", f"word={payload}")

        if "\ud800" in payload:
            assert result.exit_code == 2
            continue
        assert result.exit_code == 0, (payload, result.stderr)
        assert len(result.stdout.splitlines()) == 3
