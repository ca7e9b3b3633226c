"""Why an edit is refused: the errors that it would bring, told by the items to be mended first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.location import ALSO
from evidence_kb.errors import DataError
from evidence_kb.graph.tokens import read_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evidence_kb.curation.finding import Finding
    from evidence_kb.graph.tokens import Token

_KINDS_SHOWN, _ITEMS_SHOWN = 10, 20


def place_now(problems: Sequence[Finding], read: Mapping[str, bytes]) -> list[Finding]:
    """Return the errors of a base that is not written, at their places in the files as they are.

    ``read`` are these files. The place is that of the property, else of the item; for an item
    that none of the files describes the line is 0.
    """
    wanted = {f"<{problem.node}>" for problem in problems}
    items: dict[str, tuple[str, Token]] = {}
    properties: dict[tuple[str, str], tuple[str, Token]] = {}
    for path, data in read.items():
        try:
            for subject, predicate, _, whole, _, value in read_statements(data.decode(), path):
                if subject in wanted:
                    items.setdefault(subject, (path, whole))
                    properties.setdefault((subject, predicate), (path, value))
        except (DataError, UnicodeDecodeError):  # what only the engine reads has no places
            continue
    placed = []
    for problem in problems:
        term = f"<{problem.node}>"
        known = properties.get((term, f"<{problem.path}>")) or items.get(term)
        file, line, column = (
            (known[0], known[1].line, known[1].column) if known else (problem.file, 0, 0)
        )
        told = problem.message.partition(ALSO)[0]
        placed.append(
            problem._replace(file=file, line=line, column=column, message=told, excerpt=None)
        )
    return placed


def explain_refusal(problems: Iterable[Finding], shorten: Callable[[str], str]) -> str:
    """Return why nothing is written: each error once, with all items that it is about.

    >>> from evidence_kb.curation.finding import Finding
    >>> one = Finding("a.ttl", 3, 5, "error", "line-outcome", "No such outcome.", None, "urn:E1")
    >>> print(explain_refusal([one, one._replace(line=0, node="urn:E2")], lambda iri: iri[4:]))
    nothing is written, because the base would no longer keep the model:
    No such outcome. [line-outcome]
      E1  a.ttl:3:5
      E2
    """
    kinds: dict[str, list[str]] = {}
    for problem in problems:
        place = f"  {problem.file}:{problem.line}:{problem.column}" if problem.line else ""
        name = shorten(problem.node) if problem.node else "an item without a name"
        kinds.setdefault(f"{problem.message} [{problem.rule}]", []).append(f"  {name}{place}")
    lines = ["nothing is written, because the base would no longer keep the model:"]
    for told, items in list(kinds.items())[:_KINDS_SHOWN]:
        lines += [told, *items[:_ITEMS_SHOWN]]
        if len(items) > _ITEMS_SHOWN:
            lines.append(f"  and {len(items) - _ITEMS_SHOWN} more")
    if len(kinds) > _KINDS_SHOWN:
        lines.append(f"and {len(kinds) - _KINDS_SHOWN} errors of other kinds")
    return "\n".join(lines)
