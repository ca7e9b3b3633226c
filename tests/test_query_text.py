"""No query is put together from text: values are bound as terms, and the source shows it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "evidence_kb"
SPARQL = re.compile(
    r"\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE)\b.*\{|\bWHERE\s*\{|\bVALUES\s*\?", re.DOTALL
)


def find_composed(tree: ast.AST) -> list[int]:
    """Return the lines where SPARQL is made by an f-string, ``%``, ``+`` or a method."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pieces = [part.value for part in node.values if isinstance(part, ast.Constant)]
            composed = len(pieces) < len(node.values) and _is_sparql("{x}".join(map(str, pieces)))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            composed = any(_is_sparql(text) for text in _texts(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            builds = node.func.attr in ("format", "format_map", "join")
            composed = builds and any(_is_sparql(text) for text in _texts(node))
        else:
            continue
        if composed:
            found.append(node.lineno)  # type: ignore[attr-defined]
    return sorted(set(found))


def _texts(node: ast.AST) -> list[str]:
    return [
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    ]


def _is_sparql(text: str) -> bool:
    return SPARQL.search(text) is not None


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_no_query_is_composed(path: Path) -> None:
    """No f-string, ``%``, ``+``, ``format`` or ``join`` makes SPARQL in the source."""
    allowed = {"queries.py"} if path.parent.name == "graph" else set()
    if path.name in allowed:  # the home of binding: it fills a VALUES block with terms
        return
    assert find_composed(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "planted",
    [
        'text = f"SELECT * WHERE {{ ?a ?b {value} }}"',
        'text = "SELECT * WHERE { ?a ?b %s }" % value',
        'text = "SELECT * WHERE { ?a ?b " + value + "}"',
        'text = "SELECT * WHERE {{ ?a ?b {} }}".format(value)',
        'text = " ".join(["ASK { ?a ?b", value, "}"])',
        'text = f"VALUES ?tier {{ {value} }}"',
    ],
)
def test_a_planted_composition_is_found(planted: str) -> None:
    """Each way of composing is one that the search finds."""
    assert find_composed(ast.parse(planted)) == [1]
