"""The canonical writer of Turtle: the same triples give the same bytes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from evidence_kb.graph.terms import shorten
from evidence_kb.vocabulary import (
    DCAT,
    DCTERMS,
    DEPRECATED,
    EKB,
    IDENTIFIER,
    OA,
    PREF_LABEL,
    PREFIXES,
    RDF_TYPE,
    SKOS,
    XSD,
)

Triple = tuple[str, str, str]

_KINDS = (
    *(EKB + name for name in ("Base", "Document", "Section", "Passage")),
    *(EKB + name for name in ("Claim", "Recommendation", "Definition", "Question")),
    EKB + "Statement",
    EKB + "Assessment",
    PREFIXES["prov"] + "Agent",
    SKOS + "ConceptScheme",
    SKOS + "Concept",
    *(EKB + name for name in ("Source", "Finding", "EvidenceLine")),
    *(EKB + name for name in ("Search", "QualityAssessment", "CertaintyRating")),
)
_PREDICATES = (
    *(RDF_TYPE, IDENTIFIER, DEPRECATED, DCTERMS + "isReplacedBy", SKOS + "inScheme"),
    *(PREF_LABEL, *(SKOS + name for name in ("altLabel", "definition", "broader"))),
    *(DCTERMS + name for name in ("title", "license", "modified")),
    *(DCAT + "version", EKB + "modelVersion", PREFIXES["vann"] + "preferredNamespaceUri"),
    *(EKB + name for name in ("poles", "pole", "valence", "authors")),
    *(PREFIXES["fabio"] + "hasPublicationYear", EKB + "journal", PREFIXES["prism"] + "doi"),
    *(PREFIXES["fabio"] + "hasPubMedId", EKB + "publicationType", EKB + "standing"),
    *(SKOS + "exactMatch", SKOS + "closeMatch", DCTERMS + "isPartOf"),
    *(OA + name for name in ("hasSource", "hasSelector", "start", "end")),
    *(EKB + name for name in ("section", "characters", "sha256")),
    *(EKB + name for name in ("assesses", "assessedTier", "bearsOn", "finding")),
    *(EKB + name for name in ("addressesExposure", "addressesOutcome", "bearing", "precise")),
    *(EKB + f"{what}Directness" for what in ("exposure", "outcome", "population")),
    *(EKB + name for name in ("limitsScope", "tier", "tierBasis", "tierRule", "hedge")),
    *(EKB + name for name in ("claimType", "direction", "restsOn", "defines", "source")),
    *(EKB + name for name in ("design", "cohort", "exposure", "exposureAsReported")),
    *(EKB + name for name in ("exposureSense", "comparator", "mechanism", "outcome")),
    *(EKB + name for name in ("outcomeAsReported", "outcomeSense", "population")),
    *(EKB + name for name in ("populationAsReported", "contrast", "effectMeasure", "estimate")),
    *(EKB + name for name in ("ciLow", "ciHigh", "ciLevel", "intervalKind", "asPrinted")),
    *(EKB + name for name in ("pooled", "studies", "participants", "countScope", "adjustment")),
    *(EKB + name for name in ("adjustedFor", "higherMeans", "caveat", "seenAs", "seenAt")),
    *(EKB + name for name in ("seenOn", "searchedIn", "queryText", "searchStatus", "hits")),
    *(EKB + name for name in ("included", "tool", "domain", "judgement", "certainty")),
    *(EKB + name for name in ("downgradedFor", "answeredBy", "rationale")),
    *(PREFIXES["prov"] + name for name in ("wasAttributedTo", "generatedAtTime")),
    EKB + "statedIn",
)
_KIND_RANK = {f"<{iri}>": rank for rank, iri in enumerate(_KINDS)}
_PREDICATE_RANK = {f"<{iri}>": rank for rank, iri in enumerate(_PREDICATES)}
_PREFIX_RANK = {
    prefix: rank
    for rank, prefix in enumerate(
        ("ekb", "tier", "kb", "exposure", "outcome", "mechanism", "population", "cohort")
    )
}
_TYPE = f"<{RDF_TYPE}>"
_SELECTOR = f"<{OA}hasSelector>"
_SCHEME = f"<{SKOS}inScheme>"

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)"(?:\^\^<([^>]*)>|(@[A-Za-z0-9-]+))?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
# Where the lexical form is Turtle's own short form of the datatype, to the last character.
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}


def format_triples(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return the triples as canonical Turtle; the empty text for none.

    Terms come and are compared in N-Triples syntax. Of the prefixes only those used are declared:
    our own first, the others by name. A subject is one block; blocks are ordered by kind, then by
    id with numbers as numbers, and the selector of a passage follows it. Predicates stand in the
    order of the model, each on its line; several values stand on a line each, by code point. Blank
    nodes keep their labels. Nothing is lost: the text parses to the same triples.

    >>> print(format_triples([("<http://e/a>", "<http://e/p>", '"x"@en')], {"e": "http://e/"}))
    @prefix e: <http://e/> .
    <BLANKLINE>
    e:a
        e:p "x"@en .
    <BLANKLINE>
    """
    subjects: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        subjects[subject][predicate].add(value)
    writer = _Terms(prefixes)
    blocks = [_format_block(name, subjects[name], writer) for name in _order(subjects)]
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in writer.list_used())
    return "\n".join(part for part in (head, *blocks) if part)


def _order(subjects: Mapping[str, Mapping[str, set[str]]]) -> list[str]:
    owners = {
        selector: subject
        for subject in sorted(subjects, reverse=True)
        for selector in subjects[subject].get(_SELECTOR, ())
        if selector in subjects and _SELECTOR not in subjects[selector]
    }

    def rank(subject: str) -> tuple[object, ...]:
        owner = owners.get(subject, subject)
        values = subjects[owner]
        kind = min((_KIND_RANK.get(t, len(_KINDS)) for t in values.get(_TYPE, ())), default=99)
        scheme = min(values.get(_SCHEME, ()), default="")
        return kind, _rank_scheme(scheme), _number(owner), owner != subject, _number(subject)

    return sorted(subjects, key=rank)


def _rank_scheme(scheme: str) -> tuple[int, str]:
    name = scheme.removesuffix("/scheme>").rpartition("/")[2]
    return _PREFIX_RANK.get(name, len(_PREFIX_RANK)), scheme


def _number(name: str) -> tuple[tuple[str, int], ...]:
    parts = re.split("([0-9]+)", name)  # C9 before C10
    numbers = [int(part[:4000]) for part in parts[1::2]] + [0]
    return (*zip(parts[::2], numbers, strict=True), (name, 0))


def _format_block(subject: str, values: Mapping[str, set[str]], writer: _Terms) -> str:
    rest = sorted(
        (predicate for predicate in values if predicate != _TYPE),
        key=lambda predicate: (_PREDICATE_RANK.get(predicate, len(_PREDICATES)), predicate),
    )
    head = writer.write(subject)
    if _TYPE in values:
        kinds = sorted(values[_TYPE], key=lambda kind: (_KIND_RANK.get(kind, 99), kind))
        head += " a " + ", ".join(map(writer.write, kinds))
    lines = [_format_values(writer.write(name), values[name], writer) for name in rest]
    glue = " ;\n    " if _TYPE in values else "\n    "
    return head + (glue + " ;\n    ".join(lines) if lines else "") + " .\n"


def _format_values(predicate: str, values: set[str], writer: _Terms) -> str:
    written = sorted(map(writer.write, values))
    if len(written) == 1:
        return f"{predicate} {written[0]}"
    return f"{predicate}\n        " + ",\n        ".join(written)


class _Terms:
    """Terms of N-Triples as Turtle writes them, and the prefixes that this took."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {
            name: iri for name, iri in prefixes.items() if iri and not _NOT_IN_IRI.search(iri)
        }
        self._used: set[str] = set()
        self._known: dict[str, str] = {}

    def write(self, term: str) -> str:
        """Return one term; what is neither IRI nor literal (a blank node) stays as it is."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = self._shorten(term)
        return known

    def list_used(self) -> list[tuple[str, str]]:
        """Return the prefixes that were used, with their IRIs, in the order they are declared."""
        order = sorted(self._used, key=lambda name: (_PREFIX_RANK.get(name, 99), name))
        return [(name, self._prefixes[name]) for name in order]

    def _shorten(self, term: str) -> str:
        if term.startswith("<") and not term.startswith("<<"):
            return self._write_iri(term[1:-1])
        match = _LITERAL.fullmatch(term)
        if match is None:
            return term
        lexical = _ESCAPE.sub(_unescape, match[1])
        datatype, language = match[2], match[3] or ""
        if datatype in _BARE and _BARE[datatype].fullmatch(lexical):
            return lexical
        quoted = f'"{_TO_ESCAPE.sub(_escape, lexical)}"'
        if datatype and datatype != XSD + "string":
            return f"{quoted}^^{self._write_iri(datatype)}"
        return quoted + language

    def _write_iri(self, iri: str) -> str:
        plain = _ESCAPE.sub(_unescape, iri)
        if _NOT_IN_IRI.search(plain):
            return f"<{iri}>"
        short = shorten(plain, self._prefixes)
        if short == plain:
            return f"<{plain}>"
        self._used.add(short.partition(":")[0])
        return short


def _unescape(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        return chr(int(code, 16))
    return _MEANT.get(match[3], match[3])


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
