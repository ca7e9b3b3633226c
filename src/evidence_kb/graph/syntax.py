"""A parser's refusal in words that help: where the mistake is, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable

from evidence_kb.errors import DataError, Place
from evidence_kb.graph.source import Source, quote_line
from evidence_kb.vocabulary import PREFIXES

_MERGE_MARK = rb"^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$"
_WHERE = (
    r"^Parser error (?:at line \d+ (?:column \d+|between columns \d+ and \d+)"
    r"|between line \d+ column \d+ and line \d+ column \d+): "
)
_TRIPLE_MARKS = ("<<", "{|", "|}", ">>", ")>>", "~")
_NO_TRIPLES = "a triple stands where a term is expected: this model has none"
_LANGUAGE = (
    'a language tag is letters, then parts of up to eight after hyphens: "..."@en, "..."@en-us'
)
_SUBSTITUTES = "“”„‟«»‘’‚＂′″"


def explain_syntax_error(
    message: str, line: int | None, column: int | None, source: Source
) -> DataError:
    """Return the error to raise for an engine's SyntaxError: place, reason, next step, the line.

    ``line`` and ``column`` (in code points) count from 1, None where the engine gives none.

    >>> from evidence_kb.graph.reading import read_bytes
    >>> source = read_bytes(b"<a:s> <a:p> ; .", "a.ttl", "turtle")
    >>> print(explain_syntax_error("; is not a valid RDF object", 1, 13, source))
    a.ttl:1:13: ';' stands where a value is expected: give a value, or remove it
      <a:s> <a:p> ; .
                  ^
    """
    merge = re.search(_MERGE_MARK, source.data, re.MULTILINE)
    if merge and message:
        line = source.data.count(b"\n", 0, merge.start()) + 1
        reason = f"unresolved git merge at line {line}: keep one side and remove the marks"
        return _build(reason, line, 1, source)
    reason = re.sub(_WHERE, "", message)
    for pattern, explain in _EXPLANATIONS:
        match = re.search(pattern, reason)
        if match:
            found = (match[1] or "") if match.re.groups else ""
            reason = explain(_Spot(found, line, column, source))
            break
    return _build(reason, line, column, source)


def explain_character(text: str, at: int) -> str:
    """Return why no piece of Turtle begins at an offset of a text, and what to do about it.

    >>> explain_character("<a:s> % .", 6)
    "'%' may not stand here: remove it, or put the text in quotes"
    """
    first = text[at]
    if first in "\"'":
        mark = text[at : at + 3] if text[at : at + 3] == first * 3 else first
        return f"the text that begins here is never closed: its {mark} is missing"
    if text.startswith(_TRIPLE_MARKS, at):
        return _NO_TRIPLES
    if first == "<":
        return "this IRI is not closed, or holds a character that no IRI may hold"
    if first == "@":
        return _LANGUAGE
    shown = f"'{first}'" if first.isprintable() and not first.isspace() else f"U+{ord(first):04X}"
    return f"{shown} may not stand here: remove it, or put the text in quotes"


def _build(reason: str, line: int | None, column: int | None, source: Source) -> DataError:
    excerpt = quote_line(source.data, line, column) if line else None
    return DataError(reason, place=Place(source.name, line, column), excerpt=excerpt)


class _Spot:
    """Where the engine stopped, what it names, and what stands there."""

    def __init__(self, found: str, line: int | None, column: int | None, source: Source) -> None:
        self.found = found
        self.source = source
        lines = source.data.split(b"\n") if line else []
        self.text = lines[line - 1].decode(errors="replace") if line and line <= len(lines) else ""
        self.rest = self.text[column - 1 :] if column else ""
        self.before = self.text[: column - 1] if column else ""
        earlier = (n for n in range((line or 1) - 1, 0, -1) if lines[n - 1].strip())
        self.last_line = next(earlier, None) if not self.before.strip() else line


def _explain_prefix(spot: _Spot) -> str:
    import difflib

    prefix = spot.found
    declared = spot.source.prefixes
    if prefix in PREFIXES:
        line = f"@prefix {prefix}: <{PREFIXES[prefix]}> ."
        return f"the prefix '{prefix}:' is not declared; add  {line}"
    near = difflib.get_close_matches(prefix, [*declared, *PREFIXES], n=1)
    guess = f"; did you mean '{near[0]}:'?" if near else "; declare it at the top with @prefix"
    return f"the prefix '{prefix}:' is not declared{guess}"


def _explain_dot(spot: _Spot) -> str:
    where = f", most likely at the end of line {spot.last_line}" if spot.last_line else ""
    return f"a '.' (or ';' or ',') is missing before this{where}"


def _explain_object(spot: _Spot) -> str:
    found = spot.found
    if found.lower() in ("true", "false"):
        return f"'{found}' is not a value: write {found.lower()} in small letters"
    if found in (";", ",", ".", "]", ")"):
        return f"'{found}' stands where a value is expected: give a value, or remove it"
    return f"'{found}' is not a value: a text needs quotes, a name needs its prefix"


def _explain_subject(spot: _Spot) -> str:
    found = spot.found
    if found in (".", ";", ",", "]", ")"):
        return f"this '{found}' ends or goes on with nothing: remove it"
    if spot.before.rstrip().endswith(('"', "'")):
        return f"'{found}' follows the end of a text: a quote inside it is written \\\""
    if found[:1] in "\"'":
        return f"{found} is a text and stands where a subject is expected"
    return f"'{found}' stands where a subject is expected: is a ';' or ',' missing before it?"


def _explain_predicate(spot: _Spot) -> str:
    if spot.rest.startswith(_TRIPLE_MARKS):
        return _NO_TRIPLES
    return f"'{spot.found}' stands where a property is expected"


def _explain_surprise(spot: _Spot) -> str:
    if re.search(r"""["']@[A-Za-z0-9-]*[^A-Za-z0-9\s.;,]?$""", spot.before):
        return _LANGUAGE
    return f"'{spot.found}' may not stand here: remove it, or put the text in quotes"


def _explain_character(spot: _Spot) -> str:
    found = spot.found
    if found in _SUBSTITUTES:
        return f"{found} is a typographic quote: write \" or '"
    name = f"U+{ord(found[0]):04X}"
    shown = f"'{found}' ({name})" if found.isprintable() and found.strip() else name
    return f"the character {shown} may not stand here: remove it, or put the text in quotes"


def _explain_iri(spot: _Spot) -> str:
    if ">" not in spot.rest:
        return "this IRI is not closed: its '>' is missing"
    return f"an IRI may not hold '{spot.found}': remove it, or write it percent-encoded"


def _explain_end(spot: _Spot) -> str:
    if spot.rest.startswith(('"""', "'''")):
        return f"the text that begins here is never closed: its {spot.rest[:3]} is missing"
    if spot.rest.startswith(('"', "'")):
        return f"the text that begins here is never closed: its {spot.rest[0]} is missing"
    if spot.rest.startswith("<"):
        return "the IRI that begins here is never closed: its '>' is missing"
    where = f" after line {spot.last_line}" if spot.last_line else ""
    return f"the file ends in the middle of a statement{where}: is a '.' missing?"


def _say(text: str) -> Callable[[_Spot], str]:
    return lambda _: text


_EXPLANATIONS: tuple[tuple[str, Callable[[_Spot], str]], ...] = (
    (r"^The prefix (.*): has not been declared$", _explain_prefix),
    (r"^A dot is expected at the end of statements$", _explain_dot),
    (r"^(.*) is not a valid RDF object$", _explain_object),
    (r"^(.*) is not a valid subject or graph name$", _explain_subject),
    (r"^(.*) is not a valid predicate$", _explain_predicate),
    # The same in the words of our own reader of tokens.
    (r"^'(.*)' stands where a value is expected$", _explain_object),
    (r"^'(.*)' stands where a subject is expected$", _explain_subject),
    (r"is not a valid RDF quoted triple", _say(_NO_TRIPLES)),
    (r"^A (?:subtag|language code) ", _say(_LANGUAGE)),
    (r"^Unexpected character '(.+)'$|^An integer should not be empty$", _explain_surprise),
    (
        r"allowed to be escaped in IRIs",
        _say("a prefixed name takes no such escape: write the IRI in full, in < and >"),
    ),
    (
        r"^The escape sequence '(.*)' is encoding",
        lambda spot: f"the escape {spot.found} is no character: Unicode ends at \\U0010FFFF",
    ),
    (
        r"^error while parsing IRI '(.*)': Invalid",
        lambda spot: f"the IRI '{spot.found}' holds a character that none may: percent-encode it",
    ),
    (r"^'(.+)' is not allowed at the beginning of a prefix name$", _explain_character),
    (r"^Invalid IRI code point '(.*)'$", _explain_iri),
    (r"^Unexpected end", _explain_end),
    (
        r"^Line jumps are not allowed in string literals",
        _say('the text is not closed on its line: its " is missing, or it needs """ round it'),
    ),
    (
        r"No scheme found in an absolute IRI$",
        _say("a relative IRI: write it in full, or with a prefix"),
    ),
)
