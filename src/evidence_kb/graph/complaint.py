"""What to say of a query that the engine cannot parse: place, line, and the likely cause."""

from __future__ import annotations

import re
from collections.abc import Mapping

from evidence_kb.errors import InputError
from evidence_kb.graph.guard import mentions_service
from evidence_kb.graph.source import quote_line

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PREFIXED = re.compile(r"(?<![\w:?$<@])([A-Za-z][\w.-]*)?:(?=[\w])")
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)
_OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|#[^\n]*')
_WORD = re.compile(r"expected ([A-Z_]+)\Z")
_SERVICE_REFUSED = (
    "SERVICE is refused: a query is answered from this base alone and asks no other server "
    "(a name that only contains the word can be written as a full <IRI>)"
)
_UPDATES = re.compile(
    r"\s*(?:PREFIX\s.*?>\s*)*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE)\b", re.IGNORECASE | re.DOTALL
)


def explain_query_error(text: str, message: str, prefixes: Mapping[str, str]) -> InputError:
    """Return the error to raise for a query text that does not parse.

    >>> print(explain_query_error("ASK { ?s nope:p 1 }", "error at 1:10: expected X", {}))
    query:1:10: the prefix 'nope:' is not declared: add a line  PREFIX nope: <...>
      ASK { ?s nope:p 1 }
               ^
    """
    place = _PLACE.match(message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    reason, offset = _find_reason(text, place[3] if place else message, prefixes)
    if offset is not None:
        line = text.count("\n", 0, offset) + 1
        column = offset - text.rfind("\n", 0, offset)
    excerpt = quote_line(text.encode(errors="replace"), line, column)
    return InputError(f"query:{line}:{column}: {reason}" + (f"\n{excerpt}" if excerpt else ""))


def _find_reason(text: str, message: str, prefixes: Mapping[str, str]) -> tuple[str, int | None]:
    """Return what is wrong, and the offset where that is known better than by the engine."""
    code = _OPAQUE.sub(lambda match: " " * len(match.group()), text)
    if mentions_service(text):
        return _SERVICE_REFUSED, code.lower().find("service")
    update = _UPDATES.match(text)
    if update:
        verb = update[1].upper()
        return f"{verb} is refused: a query reads the base and changes nothing", update.start(1)
    known = set(prefixes) | {match[1] for match in _DECLARED.finditer(text)}
    for match in _PREFIXED.finditer(code):
        prefix = match[1] or ""
        if prefix not in known:
            reason = f"the prefix '{prefix}:' is not declared: add a line  PREFIX {prefix}: <...>"
            return reason, match.start()
    word = _WORD.match(message)
    return "the query does not parse here" + (f": {word[1]} is expected" if word else ""), None
