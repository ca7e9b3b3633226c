r"""What a query text must pass before the engine reads it: size, depth, length, no federation.

The engine parses and evaluates by recursion and ends the whole process when the stack is full, so
the depth is bounded here. Measured on pyoxigraph 0.5.13, x86-64 Linux, as the smallest count that
ends the process: on a stack of 8 MiB 840 nested EXISTS, 930 nested calls, 2,560 BIND, MINUS or
projected expressions in a row, 6,400 UNION, 6,800 ``+``; on the 64 MiB that the engine is given
(``worker.py``) eight times as many. The limits below leave a factor of 13 (depth) and 20 (length).

Federation cannot be switched off in the engine. It reads ``\u`` escapes in strings and IRIs only,
so writing the first letter of every ``service`` as one leaves strings, IRIs and comments what
they were, and makes the keyword a syntax error, whatever this module thinks of the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from evidence_kb.errors import InputError, LimitError

MAX_QUERY_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_CHAIN = 1_000

# An odd backslash before it would take the new one for its own; such a text never parses.
_SERVICE = re.compile(r"(?<!\\)((?:\\\\)*+)(s)(?=ervice)", re.IGNORECASE | re.ASCII)
# A match at every position, never looking at a character again and again: linear time.
_TOKEN = r"""
      (?P<blank>[\ \t\r\n]++|\#[^\r\n]*+)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
        |"(?!"")(?:[^"\\\r\n]|\\[^\r\n])*+"|'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*+')
    | (?P<unclosed>["'])
    | (?P<iri><(?:[^\x00-\x20<>"{}|\\^`]|\\[uU][0-9A-Fa-f])*+>)
    | (?P<open><<\(|<<|\{\||[(\[{])
    | (?P<close>\)>>|>>|\|\}|[)\]}])
    | (?P<name>[?$][\w\x80-\U0010FFFF]++|@[A-Za-z][\w-]*+|_?:LOCAL)
    | (?P<word>[A-Za-z\x80-\U0010FFFF][\w.\x80-\U0010FFFF-]*+(?::LOCAL)?)
    | (?P<number>(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][+-]?\d++)?)
    | (?P<operator>\^\^|&&|\|\||!=|<=|>=|[=<>+\-*/!|^])
    | (?P<mark>[.;,])
    | (?P<other>.)
    """.replace("LOCAL", r"(?:[\w:%\x80-\U0010FFFF-]|\\.|\.(?=[\w:%.\\\x80-\U0010FFFF-]))*+")
_OPERANDS = frozenset({"string", "iri", "name", "number", "word", "other"})
_CHAINED_WORDS = frozenset(
    ("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "LATERAL", "VALUES", "SELECT")
)
_ALWAYS_AN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9]*://")  # "//" stands in no expression
_HIDES_STRUCTURE = re.compile(r"[(!'#\[]")


def guard_query(text: str) -> str:
    r"""Return the query as it may be handed to the engine, which asks no other server for it.

    Strings, IRIs and comments mean what they meant. A variable, prefixed name or language tag
    that holds the word ``service`` does not parse afterwards: the IRI can be written in full.

    Raises LimitError for a text over 1 MB, nested deeper than 64, or with a chain (operators,
    patterns, triples of one group) longer than 1,000; InputError for a string that is not closed
    and for text that is not Unicode.

    >>> guard_query('SELECT ("service" AS ?x) {}')
    'SELECT ("\\u0073ervice" AS ?x) {}'
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise InputError("the query is not valid Unicode text: give it as UTF-8") from error
    if size > MAX_QUERY_BYTES:
        raise LimitError(f"the query is {size:,} bytes long; at most {MAX_QUERY_BYTES:,} are read")
    if not _is_plainly_small(text):
        text = _Walk(text).measure()
    return _SERVICE.sub(_escape_first_letter, text)


def _is_plainly_small(text: str) -> bool:
    """Whether no reading of a text could pass a limit: most queries, and no token need be read."""
    return len(text) <= MAX_CHAIN and sum(map(text.count, "([{")) <= MAX_DEPTH - text.count("<<")


@cache
def _compile_token() -> re.Pattern[str]:
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)  # 20 ms, which most commands need not pay


def mentions_service(text: str) -> bool:
    """Whether a keyword or a name of the text holds ``service``: that does not parse once guarded.

    >>> mentions_service("SELECT * { Service <http://e/> {} }"), mentions_service("# service")
    (True, False)
    """
    tokens = _compile_token().finditer(text)
    return any(
        match.lastgroup in ("word", "name") and "service" in match.group().lower()
        for match in tokens
    )


def _escape_first_letter(match: re.Match[str]) -> str:
    return f"{match[1]}\\u{ord(match[2]):04x}"


class _Walk:
    """One pass over a query, with the brackets that are open and the chains inside them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._brackets: list[str] = [""]
        self._chains: list[int] = [0]
        self._total = 0  # of the open brackets' chains: what the engine's recursion adds up to
        self._after_operand = False
        self._values: str | None = None  # "head" after VALUES, "rows" inside its braces

    def measure(self) -> str:
        """Return the text; a ``<`` that could be read two ways gets a space and so compares."""
        spaced: list[int] = []
        for match in self._tokens(spaced):
            kind, token = match.lastgroup or "", match.group()
            if self._values == "head" and kind != "name" and token not in ("(", ")", "{"):
                self._values = None
            if kind == "open":
                self._open(token, match.start())
            elif kind == "close":
                self._close()
            elif kind == "unclosed":
                raise InputError(f"{self._where(match.start())}: this string is not closed")
            else:
                self._count(kind, token, match.start())
            self._after_operand = kind in _OPERANDS or token in (")", "]", ")>>", ">>")
        if not spaced:
            return self._text
        cuts = [0, *(position + 1 for position in spaced), len(self._text)]
        return " ".join(self._text[start:end] for start, end in pairwise(cuts))

    def _tokens(self, spaced: list[int]) -> Iterator[re.Match[str]]:
        position, end, scan = 0, len(self._text), _compile_token().match
        while position < end:
            match = scan(self._text, position)
            assert match is not None  # the last branch takes any character
            if match.lastgroup == "iri" and self._may_compare(match.group()):
                spaced.append(position)
                position += 1
                self._add(1, position)
                self._after_operand = False
                continue
            if match.lastgroup != "blank":
                yield match
            position = match.end()

    def _may_compare(self, iri: str) -> bool:
        # ``?a<(?b)&&?c>1`` has the form of an IRI: its brackets would go uncounted.
        return (
            self._after_operand
            and self._brackets[-1] == "("
            and self._values != "rows"
            and not _ALWAYS_AN_IRI.match(iri)
            and _HIDES_STRUCTURE.search(iri) is not None
        )

    def _open(self, token: str, position: int) -> None:
        if self._values != "rows" and (self._after_operand or self._brackets[-1] != "("):
            self._add(1, position)
        if self._values == "head" and token == "{":
            self._values = "rows"
        self._brackets.append(token)
        self._chains.append(0)
        if len(self._brackets) - 1 > MAX_DEPTH:
            raise LimitError(
                f"{self._where(position)}: the query is nested deeper than {MAX_DEPTH}; "
                "split it, or flatten its groups"
            )

    def _close(self) -> None:
        if len(self._brackets) > 1:
            if self._brackets.pop() == "{":
                self._values = None
            self._total -= self._chains.pop()

    def _count(self, kind: str, token: str, position: int) -> None:
        if kind == "word":
            self._count_word(token, position)
        elif kind == "mark" and token == "," and self._brackets[-1] == "(":
            self._total -= self._chains[-1]
            self._chains[-1] = 0
        elif kind in ("operator", "mark"):
            self._add(1, position)
        elif kind == "iri" and self._after_operand and self._brackets[-1] == "(":
            self._add(1 + len(re.findall(r"[*/|&=+-]", token)), position)
        elif self._after_operand and self._brackets[-1] in ("", "("):
            self._add(1, position)  # a list of expressions, or of things to describe

    def _count_word(self, token: str, position: int) -> None:
        head, colon, _ = token.partition(":")
        parts = re.split("[.-]", head)  # "true-true-1" is one word here and a sum for the engine
        self._add(len(parts) - 1, position)
        if not colon:
            last = parts[-1].upper()
            self._add(last in _CHAINED_WORDS, position)
            if last == "VALUES":
                self._values = "head"
        elif self._after_operand and self._brackets[-1] in ("", "("):
            self._add(1, position)

    def _add(self, count: int, position: int) -> None:
        if self._values == "rows":
            return
        self._chains[-1] += count
        self._total += count
        if self._total > MAX_CHAIN:
            raise LimitError(
                f"{self._where(position)}: the query has a chain longer than {MAX_CHAIN:,} "
                "(operators, patterns or triples of one group); use VALUES or IN, or split it"
            )

    def _where(self, position: int) -> str:
        line = self._text.count("\n", 0, position) + 1
        return f"query:{line}:{position - self._text.rfind(chr(10), 0, position)}"
