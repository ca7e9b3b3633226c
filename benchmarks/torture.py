"""Torture the content hash: the same content in any writing, and one character of it changed.

``python -m benchmarks.torture --rounds 100000 --seed 1`` takes a few items of a synthetic base,
round after round. It writes them anew as Turtle, TriG or N-Triples, with other prefixes, order,
layout, escapes, quotes and line ends, and numbers in another form of the same value: the hash must
be that of the plain list of their triples. Then it changes one letter or digit of one term, writes
all anew again, and the hash must be another.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
from functools import cache
from itertools import groupby
from time import process_time
from typing import TYPE_CHECKING, TypeVar

from benchmarks.dice import Dice
from benchmarks.synthetic import write_base
from evidence_kb.curation.triples import read_literal
from evidence_kb.graph.base import load_ontology, scan_base
from evidence_kb.graph.lines import SortedLines
from evidence_kb.graph.reading import read_bytes
from evidence_kb.graph.store import LineReader
from evidence_kb.vocabulary import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from evidence_kb.graph.terms import Triple

    Hash = Callable[[bytes, str], str]
Item = TypeVar("Item")

CLAIMS = 200
MOST_ITEMS = 8  # items of the base in one round
MOST_SHOWN = 5  # failures that are printed
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_BARE = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    "boolean": re.compile(r"true|false"),
}
_GAPS = (" ", " ", " ", "\n", "\n\n    ", "\t", ' # a comment; with "marks" .\n', " #\n#\n")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\"}
_CHANGED = re.compile(r"(?<![\\%])(?<!%.)[A-Za-z0-9]")


def hash_text(data: bytes, format: str) -> str:
    """Return the content hash of a text, read as the command ``hash`` reads a file."""
    source = read_bytes(data, "text", format)
    return SortedLines(LineReader().read(source), without=_list_model()).hash()


@cache
def _list_model() -> AbstractSet[str]:
    return load_ontology().list_lines()


class Scribe:
    """Writes triples in one of the many ways in which they can be written."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice

    def write(self, triples: Sequence[Triple]) -> tuple[bytes, str]:
        """Return a text and the name of its format."""
        triples = self.shuffle([*triples, *(self.dice.pick(triples) for _ in range(2))])
        form = self.dice.pick(("turtle", "turtle", "turtle", "trig", "ntriples"))
        if form == "ntriples":
            text = "".join(f"{' '.join(triple)} .\n" for triple in triples)
        else:
            cut = self.dice.below(len(triples) + 1)
            parts = (part for part in (triples[:cut], triples[cut:]) if part)
            text = "\n".join(self._write_part(part, form) for part in parts)
        text = text.replace("\n", self.dice.pick(("\n", "\n", "\r\n", "\r")))
        return ("\ufeff" * self.dice.chance(0.1) + text).encode(), form

    def shuffle(self, items: Iterable[Item]) -> list[Item]:
        """Return items in another order."""
        return [item for _, item in sorted((self.dice.below(1 << 30), item) for item in items)]

    def _write_part(self, triples: Sequence[Triple], format: str) -> str:
        """Return triples under prefixes of their own, those of one subject in one block or more."""
        self._names: dict[str, str] = {}
        self._base = self.dice.pick(triples)[0][1:-1].rpartition("/")[0] + "/"
        blocks: dict[tuple[str, int], list[Triple]] = {}
        for triple in triples:
            blocks.setdefault((triple[0], self.dice.below(2)), []).append(triple)
        body = "".join(self._write_block(blocks[key]) for key in self.shuffle(blocks))
        if format == "trig" and self.dice.chance(0.7):
            body = (
                self.dice.pick(("{", "GRAPH <a:graph> {", "<a:graph>{")) + self._gap() + body + "}"
            )
        declared = {f"{name}:": namespace for namespace, name in self._names.items()}
        heads = [
            self.dice.pick((f"@prefix {name} <{iri}> .\n", f"prefix {name}<{iri}>\n"))
            for name, iri in self.shuffle(declared.items())
        ]
        heads.append(self.dice.pick((f"@base <{self._base}> .\n", f"BASE <{self._base}>\n")))
        return "".join(self.shuffle(heads)) + body

    def _write_block(self, triples: Sequence[Triple]) -> str:
        said: dict[str, list[str]] = {}
        for _, predicate, value in triples:
            said.setdefault(predicate, []).append(self._write_term(value))
        lines = []
        for predicate in self.shuffle(said):
            verb = "a" if predicate == f"<{RDF_TYPE}>" else self._write_term(predicate)
            values = (self._gap() + "," + self._gap()).join(said[predicate])
            lines.append(f"{verb}{self._gap()}{values}{self._gap()}")
        end = self.dice.pick(("", ";", f";{self._gap()};"))
        body = f";{self._gap()}".join(lines)
        return (
            f"{self._write_term(triples[0][0])}{self._gap()}{body}{end}{self._gap()}.{self._gap()}"
        )

    def _gap(self) -> str:
        return self.dice.pick(_GAPS)

    def _write_term(self, term: str) -> str:
        return self._write_iri(term[1:-1]) if term[0] == "<" else self._write_literal(term)

    def _write_iri(self, iri: str) -> str:
        cuts = [match.end() for match in re.finditer("[/#]", iri)]
        at = self.dice.pick(cuts) if cuts else 0
        namespace, local = iri[:at], iri[at:]
        relative = iri.startswith(self._base) and _LOCAL.fullmatch(iri, len(self._base))
        if relative and self.dice.chance(0.5):
            return f"<{relative[0]}>"
        if at and self.dice.chance(0.7) and (not local or _LOCAL.fullmatch(local)):
            name = self._names.setdefault(namespace, f"p{self.dice.below(9)}{len(self._names)}")
            return f"{name}:{local}"
        return f"<{self._escape(iri, '')}>"

    def _write_literal(self, term: str) -> str:
        literal = read_literal(term)
        assert literal is not None
        text, kind = literal.text, literal.datatype.removeprefix(XSD)
        if kind in _BARE and _BARE[kind].fullmatch(text) and len(text) < 12:
            text = self._vary(text, kind)
            if _BARE[kind].fullmatch(text) and self.dice.chance(0.5):
                return text
        quotes = self.dice.pick(('"', "'", '"""', "'''"))
        written = quotes + self._escape(text, quotes) + quotes
        if literal.language is not None:
            cases = (str.lower, str.upper)
            return written + "@" + "".join(self.dice.pick(cases)(c) for c in literal.language)
        if kind == "string" and self.dice.chance(0.7):
            return written
        return f"{written}^^{self._write_iri(literal.datatype)}"

    def _vary(self, text: str, kind: str) -> str:
        """Return another form of the same number or flag."""
        if kind == "boolean":
            return self.dice.pick((text, {"true": "1", "false": "0"}[text]))
        sign, digits = ("-", text[1:]) if text[0] == "-" else (self.dice.pick(("", "+")), text)
        zeros = "0" * self.dice.below(3)
        return f"{sign}{zeros}{digits}{'0' * self.dice.below(3) if kind == 'decimal' else ''}"

    def _escape(self, text: str, quotes: str) -> str:
        written = []
        for sign in text:
            if self.dice.chance(0.02) and sign >= " ":
                written.append(
                    f"\\u{ord(sign):04X}" if sign < "\U00010000" else f"\\U{ord(sign):08x}"
                )
            elif sign == "\n" and len(quotes) == 3 and self.dice.chance(0.5):
                written.append(sign)
            elif quotes and sign in quotes:
                written.append("\\" + sign)
            else:
                written.append(_ESCAPES.get(sign, sign))
        return "".join(written)


def change(triples: Sequence[Triple], dice: Dice) -> list[Triple]:
    """Return triples with one letter or digit of one term changed to another."""
    at = dice.below(len(triples))
    line = " ".join(triples[at])
    match = dice.pick(list(_CHANGED.finditer(line)))
    alphabet = "0123456789" if match[0].isdigit() else "abcdefghijklmnopqrstuvwxyz"
    sign = dice.pick(alphabet.replace(match[0].lower(), ""))
    sign = sign.upper() if match[0].isupper() else sign
    changed = line[: match.start()] + sign + line[match.end() :]
    subject, predicate, value = changed.split(" ", 2)
    return [*triples[:at], (subject, predicate, value), *triples[at + 1 :]]


def torture(
    items: Sequence[Sequence[Triple]], rounds: int, seed: int, hash_text: Hash = hash_text
) -> Iterator[str]:
    """Yield what went wrong, with the text; nothing where all is well."""
    dice = Dice(seed)
    scribe = Scribe(dice)
    for number in range(rounds):
        some = {dice.below(len(items)) for _ in range(1 + dice.below(MOST_ITEMS))}
        triples = [triple for at in sorted(some) for triple in items[at]]
        lines = sorted(f"{' '.join(triple)} .\n" for triple in triples)
        wanted = hashlib.sha256("".join(lines).encode()).hexdigest()
        for what, content in (("rewritten", triples), ("changed", change(triples, dice))):
            data, form = scribe.write(content)
            if (hash_text(data, form) == wanted) != (what == "rewritten"):
                yield f"round {number}: wrong hash of what was {what}, {form}:\n{data.decode()}"


def read_items(folder: str) -> list[list[Triple]]:
    """Return the triples of each item of a base, in canonical N-Triples."""
    lines = (line.decode() for piece in scan_base(folder).sort_lines().read() for line in piece)
    triples = (tuple(line[:-3].split(" ", 2)) for line in lines)
    return [list(own) for _, own in groupby(triples, key=lambda triple: triple[0])]  # type: ignore[misc]


def main() -> None:
    """Read the command line, torture, and say how it went; exit code 1 where a hash is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20_000, help="rewrites, and as many changes")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_base(CLAIMS, chosen.seed, folder)
        items = read_items(folder)
    wrong = 0
    for wrong, told in enumerate(torture(items, chosen.rounds, chosen.seed), 1):
        if wrong <= MOST_SHOWN:
            print(told)
    print(
        f"{chosen.rounds:,} rewrites and {chosen.rounds:,} changes of one character, seed "
        f"{chosen.seed}: {wrong} wrong hashes, {process_time():.0f} s of CPU"
    )
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
