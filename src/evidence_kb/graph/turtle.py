"""The canonical writer of Turtle: the same triples give the same bytes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from evidence_kb.graph.escapes import unescape
from evidence_kb.graph.terms import Triple, shorten
from evidence_kb.vocabulary import (
    DCAT,
    DCTERMS,
    DEPRECATED,
    EKB,
    IDENTIFIER,
    OA,
    PREFIXES,
    RDF_TYPE,
    SKOS,
    XSD,
)

Value: TypeAlias = "str | Brackets | Collection"
"""A value of a block: a term in N-Triples syntax, or a node without a name and what it holds."""
Values: TypeAlias = "Mapping[str, Iterable[Value]]"
"""What a block says: values by predicate, in N-Triples syntax."""


@dataclass(frozen=True)
class Brackets:
    """A node that is written as what it holds: ``[ ... ]``."""

    values: dict[str, list[Value]]


@dataclass(frozen=True)
class Collection:
    """A list in round brackets: ``( ... )``."""

    items: list[Value]


ANONYMOUS = "[]"
"""The subject of a block whose node has no name: every such block is a node of its own."""

_KINDS = (
    *(EKB + name for name in ("Base", "Document", "Section", "Passage")),
    *(EKB + name for name in ("Claim", "Recommendation", "Definition", "Question")),
    EKB + "Statement",
    EKB + "Assessment",
    *(PREFIXES["prov"] + name for name in ("Person", "Organization", "SoftwareAgent", "Agent")),
    SKOS + "ConceptScheme",
    SKOS + "Concept",
    *(EKB + name for name in ("Source", "Finding", "EvidenceLine")),
    *(EKB + name for name in ("Search", "Exclusion", "QualityAssessment", "CertaintyRating")),
)
_PREDICATES = (
    *(RDF_TYPE, IDENTIFIER, DEPRECATED, DCTERMS + "isReplacedBy", SKOS + "inScheme"),
    *(SKOS + name for name in ("notation", "prefLabel", "altLabel", "definition", "scopeNote")),
    *(SKOS + "broader", EKB + "displayOrder", EKB + "nullValue"),
    *(DCTERMS + name for name in ("title", "description", "creator", "contributor")),
    *(DCTERMS + name for name in ("license", "modified")),
    *(DCAT + "version", EKB + "modelVersion", PREFIXES["vann"] + "preferredNamespaceUri"),
    *(EKB + name for name in ("poles", "pole", "poleSense", "valence", "authors", "authorList")),
    *(PREFIXES["fabio"] + "hasPublicationYear", EKB + "journal", PREFIXES["prism"] + "doi"),
    *(PREFIXES["fabio"] + f"has{what}" for what in ("PubMedId", "PubMedCentralId", "URL")),
    *(PREFIXES["prism"] + name for name in ("volume", "number", "startingPage", "endingPage")),
    *(PREFIXES["prism"] + "issn", PREFIXES["prism"] + "isbn"),
    *(DCTERMS + "publisher", DCTERMS + "language", EKB + "publicationType", EKB + "funding"),
    *(EKB + name for name in ("includesStudy", "standing", "standingSeenAt", "standingSeenOn")),
    *(SKOS + "exactMatch", SKOS + "closeMatch", DCTERMS + "isPartOf"),
    *(OA + name for name in ("hasSource", "hasSelector", "start", "end")),
    *(EKB + name for name in ("section", "characters", "sha256")),
    *(EKB + name for name in ("assesses", "assessedTier", "bearsOn", "finding")),
    *(EKB + f"addresses{what}" for what in ("Exposure", "Mechanism", "Outcome")),
    *(EKB + name for name in ("bearing", "precise")),
    *(EKB + f"{what}Directness" for what in ("exposure", "outcome", "population")),
    *(EKB + name for name in ("limitsScope", "tier", "tierBasis", "tierRule", "hedge")),
    *(EKB + name for name in ("claimType", "direction", "restsOn", "defines", "narrows")),
    *(EKB + name for name in ("conflictsWith", "supersedes", "source", "secondary")),
    *(EKB + name for name in ("secondaryOf", "design", "cohort", "country", "setting")),
    *(EKB + name for name in ("exposure", "exposureAsReported", "exposureInstrument")),
    *(EKB + name for name in ("exposureSense", "comparator", "mechanism", "outcome")),
    *(EKB + name for name in ("outcomeAsReported", "outcomeAscertainment", "outcomeSense")),
    *(EKB + name for name in ("population", "populationAsReported", "subgroup", "partition")),
    *(EKB + name for name in ("followUp", "followUpYears", "contrast", "effectMeasure")),
    *(EKB + name for name in ("unitOrScale", "estimate", "ciLow", "ciHigh", "ciLevel")),
    *(EKB + name for name in ("intervalKind", "standardError", "pValue", "pBelow", "asPrinted")),
    *(EKB + name for name in ("pAsPrinted", "transformed")),
    *(EKB + name for name in ("pooled", "studies", "participants", "countScope", "adjustment")),
    *(EKB + name for name in ("adjustedFor", "higherMeans", "caveat", "seenAs", "seenAt")),
    *(EKB + name for name in ("seenOn", "searchedIn", "queryText", "searchStatus", "eligibility")),
    *(EKB + name for name in ("hits", "duplicatesRemoved", "screened", "assessedInFull")),
    *(EKB + name for name in ("included", "undecided", "search", "screeningStage")),
    *(EKB + name for name in ("exclusionReason", "excluded")),
    *(EKB + name for name in ("tool", "domain", "judgement", "certainty")),
    *(EKB + name for name in ("downgradedFor", "downgradedTwiceFor", "notDowngradedFor")),
    *(EKB + name for name in ("upgradedFor", "importance", "answeredBy", "rationale")),
    *(PREFIXES["prov"] + name for name in ("wasAttributedTo", "generatedAtTime")),
    *(EKB + "statedIn", SKOS + "editorialNote"),
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
_REMEMBERED = 20_000  # terms kept at once: a large base has millions
_DIGITS = re.compile("[0-9]+")
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
    writer = BlockWriter(prefixes)
    blocks = [writer.format_block(name, subjects[name]) for name in _order(subjects)]
    head = format_prefixes(writer.list_used())
    return "\n".join(part for part in (head, *blocks) if part)


def format_prefixes(prefixes: Iterable[tuple[str, str]]) -> str:
    r"""Return the lines that declare prefixes, in the order in which they come.

    >>> format_prefixes([("e", "http://e/")])
    '@prefix e: <http://e/> .\n'
    """
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes)


def _order(subjects: Mapping[str, Mapping[str, set[str]]]) -> list[str]:
    owners = {
        selector: subject
        for subject in sorted(subjects, reverse=True)
        for selector in find_selectors(subjects[subject])
        if selector in subjects and not find_selectors(subjects[selector])
    }

    def rank(subject: str) -> tuple[str, bool, str]:
        owner = owners.get(subject, subject)
        return rank_block(owner, subjects[owner]), owner != subject, rank_name(subject)

    return sorted(subjects, key=rank)


def find_selectors(values: Values) -> list[str]:
    """Return the nodes that say where a passage stands: their blocks follow its own.

    >>> find_selectors({"<http://www.w3.org/ns/oa#hasSelector>": ["<http://e/P1-position>"]})
    ['<http://e/P1-position>']
    """
    return [value for value in values.get(_SELECTOR, ()) if isinstance(value, str)]


def rank_block(subject: str, values: Values) -> str:
    """Return the key by which blocks are ordered: kind, scheme, then name with numbers as numbers.

    Keys compare by code point, so that any sorter of bytes gives the same order.

    >>> rank_block("<http://e/C9>", {}) < rank_block("<http://e/C10>", {})
    True
    """
    kinds = [_KIND_RANK.get(kind, len(_KINDS)) for kind in _plain(values.get(_TYPE, ()))]
    scheme = min(_plain(values.get(_SCHEME, ())), default="")
    name = scheme.removesuffix("/scheme>").rpartition("/")[2]
    place = _PREFIX_RANK.get(name, len(_PREFIX_RANK))
    return f"{min(kinds, default=99):02d}{place:02d}{scheme}\x01{rank_name(subject)}"


def rank_name(name: str) -> str:
    """Return a key that orders names by code point, and the numbers in them by their size.

    >>> sorted(["C10", "C9", "C09"], key=rank_name)
    ['C09', 'C9', 'C10']
    """
    return f"{_DIGITS.sub(_rank_digits, name)}\x01{name}"


def rank_predicate(iri: str) -> int:
    """Return the place of a property within a block; those the model does not order are last.

    >>> rank_predicate("http://purl.org/dc/terms/identifier") < rank_predicate("http://e/p")
    True
    """
    return _PREDICATE_RANK.get(f"<{iri}>", len(_PREDICATES))


def _rank_digits(match: re.Match[str]) -> str:
    digits = match.group().lstrip("0")
    return f"\x01{len(digits):09d}{digits}"


def _plain(values: Iterable[Value]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


class BlockWriter:
    """Writes blocks, with terms as short as these prefixes make them, and knows which it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {
            name: iri for name, iri in prefixes.items() if iri and not _NOT_IN_IRI.search(iri)
        }
        self._used: set[str] = set()
        self._known: dict[str, str] = {}

    def format_block(self, subject: Value, values: Values) -> str:
        """Return a block as it stands in the canonical layout, with its line end."""
        head = self._write_value(subject, "")
        if kinds := values.get(_TYPE):
            head += " a " + ", ".join(self._write_kinds(kinds, "    "))
        lines = self._write_predicates({p: v for p, v in values.items() if p != _TYPE}, "    ")
        glue = " ;\n    " if kinds else "\n    "
        return head + (glue + " ;\n    ".join(lines) if lines else "") + " .\n"

    def _write_kinds(self, kinds: Iterable[Value], indent: str) -> list[str]:
        ranked = sorted(_plain(kinds), key=lambda kind: (_KIND_RANK.get(kind, 99), kind))
        nested = [kind for kind in kinds if not isinstance(kind, str)]
        written = dict.fromkeys(map(self.write, ranked))  # a kind that is said twice stands once
        return [*written, *sorted(self._write_value(kind, indent) for kind in nested)]

    def _write_predicates(self, values: Values, indent: str) -> list[str]:
        ordered = sorted(values, key=lambda name: (rank_predicate(name[1:-1]), name))
        return [self._write_predicate(name, values[name], indent) for name in ordered]

    def _write_predicate(self, predicate: str, values: Iterable[Value], indent: str) -> str:
        if predicate == _TYPE:
            return "a " + ", ".join(self._write_kinds(values, indent))
        written = sorted(set(map(self.write, _plain(values))))
        nested = [value for value in values if not isinstance(value, str)]
        name = self.write(predicate)
        if len(written) + len(nested) == 1:
            return f"{name} {written[0] if written else self._write_value(nested[0], indent)}"
        deeper = indent + "    "
        written = sorted(written + [self._write_value(value, deeper) for value in nested])
        return f"{name}\n{deeper}" + f",\n{deeper}".join(written)

    def _write_value(self, value: Value, indent: str) -> str:
        if isinstance(value, str):
            return value if value == ANONYMOUS else self.write(value)
        deeper = indent + "    "
        if isinstance(value, Collection):
            items = [self._write_value(item, deeper) for item in value.items]
            if any("\n" in item for item in items):
                return f"(\n{deeper}" + f"\n{deeper}".join(items) + f"\n{indent})"
            return f"( {' '.join(items)} )" if items else "()"
        lines = self._write_predicates(value.values, deeper)
        return f"[\n{deeper}" + f" ;\n{deeper}".join(lines) + f"\n{indent}]" if lines else "[]"

    def write(self, term: str) -> str:
        """Return one term; what is neither IRI nor literal (a blank node) stays as it is."""
        known = self._known.get(term)
        if known is None:
            if len(self._known) == _REMEMBERED:
                self._known.clear()
            known = self._known[term] = self._shorten(term)
        return known

    def list_used(self) -> list[tuple[str, str]]:
        """Return the prefixes that were used, with their IRIs, in the order they are declared."""
        return [pair for pair in self.list_known() if pair[0] in self._used]

    def list_known(self) -> list[tuple[str, str]]:
        """Return all prefixes, with their IRIs, in the order they are declared."""
        order = sorted(self._prefixes, key=lambda name: (_PREFIX_RANK.get(name, 99), name))
        return [(name, self._prefixes[name]) for name in order]

    def _shorten(self, term: str) -> str:
        if term.startswith("<") and not term.startswith("<<"):
            return self._write_iri(term[1:-1])
        match = _LITERAL.fullmatch(term)
        if match is None:
            return term
        lexical = unescape(match[1])
        datatype, language = match[2], match[3] or ""
        if datatype in _BARE and _BARE[datatype].fullmatch(lexical):
            return lexical
        quoted = f'"{_TO_ESCAPE.sub(_escape, lexical)}"'
        if datatype and datatype != XSD + "string":
            return f"{quoted}^^{self._write_iri(datatype)}"
        return quoted + language

    def _write_iri(self, iri: str) -> str:
        plain = unescape(iri)
        if _NOT_IN_IRI.search(plain):
            return f"<{iri}>"
        short = shorten(plain, self._prefixes)
        if short == plain:
            return f"<{plain}>"
        self._used.add(short.partition(":")[0])
        return short


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
