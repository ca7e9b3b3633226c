"""From words to a passage: where they stand in a document, and the block that records them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.passages import hash_text
from evidence_kb.errors import InputError
from evidence_kb.graph.turtle import format_triples
from evidence_kb.vocabulary import DCTERMS, EKB, IDENTIFIER, OA, RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ALIKE = {
    **dict.fromkeys("'‘’‛ʼ", "['‘’‛ʼ]"),
    **dict.fromkeys('"“”„', '["“”„]'),
    **dict.fromkeys("-‐‑–—", "[-‐‑–—]"),
}
_GAP = re.compile(r"\s+(?:\.\.\.|…)\s+")
_FARTHEST = 5000
"""Characters that may stand where the words have ``...``."""
_NEAREST = 3
_LISTED = 20
_EXCERPT = 90
_NUMBERED = re.compile(r"([A-Z]{1,2})([0-9]+)")


class Anchor(NamedTuple):
    """A stretch of a document: offsets in code points, the line it begins on, its hash."""

    start: int
    end: int
    line: int
    text: str
    sha256: str


def find_anchors(text: str, words: str) -> list[Anchor]:
    r"""Return each place where the words stand, in order; empty where they do not.

    Letter case, the run of white space and the shape of quotation marks and hyphens do not matter;
    `` ... `` between words stands for whatever is between them, at most 5,000 characters. Raises
    InputError where there is no word.

    >>> [(a.start, a.end, a.line) for a in find_anchors("One.\nTies\nmatter.", "ties matter")]
    [(5, 16, 2)]
    """
    parts = [part.split() for part in _GAP.split(f" {words} ".replace("\n", " "))]
    if not any(parts):
        raise InputError("give the words of the passage, as they stand in the document")
    between = f"(?s:.{{0,{_FARTHEST}}}?)"
    pattern = between.join(r"\s+".join(map(_match_word, part)) for part in parts if part)
    # Looked for ahead, so that a place within a longer one, as with `` ... ``, is found too.
    return [
        make_anchor(text, match.start(1), match.end(1))
        for match in re.finditer(f"(?=({pattern}))", text, re.IGNORECASE)
    ]


def make_anchor(text: str, start: int, end: int) -> Anchor:
    """Return the anchor for a stretch of a text.

    >>> make_anchor("One. Two.", 5, 9).text
    'Two.'
    """
    words = text[start:end]
    return Anchor(start, end, text.count("\n", 0, start) + 1, words, hash_text(words))


def _match_word(word: str) -> str:
    return "".join(_ALIKE.get(character) or re.escape(character) for character in word)


def find_nearest(text: str, words: str) -> list[Anchor]:
    """Return the sentences that share most words with these, at most three, best first.

    >>> [a.text for a in find_nearest("Ties matter. Sleep helps.", "sleeping helps")]
    ['Sleep helps.']
    """
    from difflib import SequenceMatcher

    wanted = _list_words(words)
    sentences = []
    for match in re.finditer(r"[^\s•>](?:[^\n.!?]|[.!?](?!\s))*[.!?]?", text):
        if shared := wanted & _list_words(match[0]):
            sentences.append((shared, match.start(), match.end()))
    # A word that few sentences have tells more than one that most have.
    spread = Counter(word for shared, _, _ in sentences for word in shared)
    scored = [(-sum(1 / spread[word] for word in shared), s, e) for shared, s, e in sentences]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words.casefold())
    ranked = []
    for score, start, end in sorted(scored)[: 10 * _NEAREST]:
        matcher.set_seq1(text[start:end].casefold())
        ranked.append((score * matcher.ratio() ** 0.5, start, end))
    return [make_anchor(text, start, end) for _, start, end in sorted(ranked)[:_NEAREST]]


def _list_words(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"\w+", text.casefold())}


def choose_anchor(text: str, words: str, path: str, line: int | None = None) -> Anchor:
    r"""Return the one place where the words stand; ``line`` is the line on which they begin.

    Raises InputError, with the places, where they stand at several, and with the nearest sentences
    where they do not; ``path`` is the name of the document in the message.

    >>> choose_anchor("Ties matter.\nTies help.", "ties", "guide.txt", 2).start
    13
    """
    everywhere = find_anchors(text, words)
    found = [each for each in everywhere if line is None or each.line == line]
    if len(found) == 1:
        return found[0]
    listed = (found or everywhere)[:_LISTED]
    if found:
        head = f"{path}: these words stand at {len(found)} places: say which by --line,"
        head += " or give more of them"
    elif everywhere:
        head = f"{path}: these words do not begin on line {line}, but"
    else:
        listed = find_nearest(text, words)
        head = f"{path}: these words are not there"
        head += "; the nearest" if listed else ", nor any like them"
    lines = [f"  line {anchor.line}: {_cut(text, anchor)}" for anchor in listed]
    raise InputError("\n".join([head, *lines]))


def _cut(text: str, anchor: Anchor) -> str:
    """Return the words with what follows them on their line, cut."""
    until = text.find("\n", anchor.end)
    words = text[anchor.start : len(text) if until < 0 else until].replace("\n", " ")
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 4] + " ..."


def find_free_id(ids: Iterable[str], letter: str = "P") -> str:
    """Return the id after the highest of its letter, as wide as that one is.

    >>> find_free_id(["P009", "P2", "C500"]), find_free_id([])
    ('P010', 'P001')
    """
    matches = [_NUMBERED.fullmatch(name) for name in ids]
    numbers = [(int(m[2]), len(m[2])) for m in matches if m is not None and m[1] == letter]
    highest, width = max(numbers, default=(0, 3))
    return f"{letter}{highest + 1:0{width}}"


def format_passage(
    anchor: Anchor,
    id: str,
    namespace: str,
    document: str,
    section: str | None,
    prefixes: Mapping[str, str],
) -> str:
    """Return the two blocks that record a passage, in the canonical layout, prefixes left out.

    ``document`` and ``section`` are IRIs; without a section the passage has none yet.

    >>> anchor = make_anchor("Ties", 0, 4)
    >>> block = format_passage(anchor, "P001", "http://e/", "http://e/d", None, {"e": "http://e/"})
    >>> block.splitlines()[-3:]
    ['e:P001-position a oa:TextPositionSelector ;', '    oa:start 0 ;', '    oa:end 4 .']
    """
    item, selector = f"<{namespace}{id}>", f"<{namespace}{id}-position>"
    triples = [
        (item, f"<{RDF_TYPE}>", f"<{EKB}Passage>"),
        (item, f"<{RDF_TYPE}>", f"<{OA}SpecificResource>"),
        (item, f"<{IDENTIFIER}>", f'"{id}"'),
        (item, f"<{OA}hasSource>", f"<{document}>"),
        (item, f"<{OA}hasSelector>", selector),
        (item, f"<{EKB}sha256>", f'"{anchor.sha256}"'),
        (selector, f"<{RDF_TYPE}>", f"<{OA}TextPositionSelector>"),
        (selector, f"<{OA}start>", f'"{anchor.start}"^^<{XSD}integer>'),
        (selector, f"<{OA}end>", f'"{anchor.end}"^^<{XSD}integer>'),
    ]
    if section:
        triples.append((item, f"<{EKB}section>", f"<{section}>"))
    own = {"ekb": EKB, "oa": OA, "dcterms": DCTERMS, **prefixes}
    lines = format_triples(triples, own).splitlines()
    return "\n".join(line for line in lines if not line.startswith("@prefix ")).strip("\n")
