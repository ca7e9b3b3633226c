"""Matches to MeSH: whether an id can be one, and whether its descriptor can be what is meant.

``schema/mesh.csv`` holds descriptors of the Medical Subject Headings (U.S. National Library of
Medicine, https://id.nlm.nih.gov/mesh/) that were looked up one by one by 23 November 2026: id,
name, a term that was matched to it, and how close that match is. It is no more than what matches
to this topic need; of an id that is not in it nothing is said. Nothing is asked over the network.
"""

from __future__ import annotations

import csv
import re
from difflib import get_close_matches
from functools import cache
from os.path import join
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.letters import flatten
from evidence_kb.curation.problem import Problem, write
from evidence_kb.curation.triples import read_literal, read_text
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import ALT_LABEL, EKB, PREF_LABEL, PREFIXES, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from evidence_kb.curation.triples import Triples

MESH = PREFIXES["mesh"]
_ADDRESS = re.compile(r"(?i)https?://(?:id\.nlm\.nih\.gov/mesh|meshb\.nlm\.nih\.gov)/")
_FORM = re.compile(
    # A year's edition; a descriptor, alone or with a qualifier; other kinds of record.
    r"(?:[0-9]{4}/)?(?:D[0-9]{6}(?:[0-9]{3})?(?:Q[0-9]{6})?|Q[0-9]{6}|[CMT][0-9]{6,9})"
)
_DESCRIPTOR = re.compile(r"(?i)D[0-9]{6}(?:[0-9]{3})?(?![0-9])")
_SAME, _MATCHES = ("exactMatch", "closeMatch"), ("broadMatch", "narrowMatch", "relatedMatch")
_WORD = re.compile(r"[a-z]{3,}")
_FILLERS = {"and", "from", "people", "with"}  # words of the terms that say nothing alone
_STEM = 5
_LEAST_LIKENESS = 0.75


class Descriptor(NamedTuple):
    """A descriptor of MeSH: its name, and the terms that were matched to it, each in English."""

    name: str
    terms: frozenset[str]


@cache
def load_descriptors() -> Mapping[str, Descriptor]:
    """Return the descriptors that ship with the program, by id.

    >>> load_descriptors()["D008132"].name
    'Loneliness'
    """
    names: dict[str, str] = {}
    terms: dict[str, set[str]] = {}
    with open(join(find_folder("schema"), "mesh.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["id"]] = row["name"]
            terms.setdefault(row["id"], set()).add(row["term"])
    return {key: Descriptor(name, frozenset(terms[key])) for key, name in names.items()}


def find_mismatched(data: Triples, prefixes: Mapping[str, str]) -> Iterator[Problem]:
    """Yield an error for each id that is none of MeSH, a warning for each of another thing.

    A descriptor is of another thing where no word of it, or of what was matched to it, begins as
    a word of the concept's English labels or definition does.

    >>> from evidence_kb.curation.triples import Triples
    >>> match = ("<a:lung>", "<http://www.w3.org/2004/02/skos/core#exactMatch>", f"<{MESH}D8132>")
    >>> [problem.rule for problem in find_mismatched(Triples([match]), {})]
    ['mesh-id']
    """
    for name in (*_SAME, *_MATCHES):
        predicate = f"<{SKOS}{name}>"
        for subject, facts in data.facts.items():
            if predicate not in facts or subject.startswith(f"<{EKB}"):
                continue
            for value in facts[predicate]:
                iri = read_text(value)
                if not _ADDRESS.match(iri):
                    continue
                place = subject[1:-1], SKOS + name, iri
                if told := _refuse_form(value, prefixes):
                    yield Problem("violation", "mesh-id", *place, told)
                elif name in _SAME and (told := _refuse_name(data, subject, value, prefixes)):
                    yield Problem("warning", "mesh-name", *place, told)


def _refuse_form(value: str, prefixes: Mapping[str, str]) -> str | None:
    iri = read_text(value)
    if iri.startswith(MESH) and _FORM.fullmatch(iri.removeprefix(MESH)):
        return None
    told = f"Found {write(value, prefixes)}"
    meant = _DESCRIPTOR.search(iri)
    if not meant:
        return f"{told}: write mesh: and a descriptor, D and 6 or 9 digits, such as mesh:D008132."
    key = meant[0].upper()
    known = load_descriptors().get(key)
    return f"{told}; did you mean mesh:{key}{f' ({known.name})' if known else ''}?"


def _refuse_name(
    data: Triples, subject: str, value: str, prefixes: Mapping[str, str]
) -> str | None:
    key = re.split("[/Q]", read_text(value).removeprefix(MESH).rpartition("/")[2])[0]
    descriptor = load_descriptors().get(key)
    labels = _read_english(data, subject, PREF_LABEL) + _read_english(data, subject, ALT_LABEL)
    if descriptor is None or not labels:
        return None
    texts = [*labels, *_read_english(data, subject, SKOS + "definition")]
    if _stem(" ".join(texts)) & _stem(" ".join([descriptor.name, *descriptor.terms])):
        return None
    told = f"{write(value, prefixes)} is {descriptor.name}, of which {write(subject, prefixes)} "
    told += f'("{labels[0]}") has no word in label or definition'
    near = _find_nearest(labels)
    if near and near != key:
        return f"{told}; did you mean mesh:{near} ({load_descriptors()[near].name})?"
    told += ": look the id up at https://meshb.nlm.nih.gov; if it is meant, say its word"
    return f"{told} in the definition."


def _read_english(data: Triples, subject: str, predicate: str) -> list[str]:
    literals = map(read_literal, data.values(subject, f"<{predicate}>"))
    return [
        flatten(each.text) for each in literals if each and (each.language or "en").startswith("en")
    ]


def _stem(text: str) -> Set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _FILLERS}


def _find_nearest(labels: list[str]) -> str | None:
    """Return the id of the descriptor whose name, or a term of it, is nearest to a label."""
    known: dict[str, str] = {}
    for key, descriptor in load_descriptors().items():
        head, comma, rest = descriptor.name.partition(", ")
        known.setdefault((f"{rest} {head}" if comma else head).lower(), key)
        for term in descriptor.terms:
            known.setdefault(term.lower(), key)
    for label in labels:
        near = get_close_matches(label.lower(), known, n=1, cutoff=_LEAST_LIKENESS)
        if near:
            return known[near[0]]
    return None
