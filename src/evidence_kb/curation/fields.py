"""The kinds of item that people write, and the fields of each, as the shapes and the ontology say.

Sheets, questions on a terminal and drafts all ask for the same fields: nothing about a field is
said twice. A field that a new shape brings is there at once.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from functools import cache
from os.path import join
from typing import TYPE_CHECKING, Any, NamedTuple

from evidence_kb.curation.triples import read_text
from evidence_kb.curation.wording import load_model
from evidence_kb.errors import UnknownName
from evidence_kb.graph.terms import shorten
from evidence_kb.graph.turtle import rank_predicate
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import (
    DCTERMS,
    DEPRECATED,
    EKB,
    IDENTIFIER,
    OA,
    PREF_LABEL,
    PREFIXES,
    RDF,
    RDF_TYPE,
    RDFS,
    SKOS,
    XSD,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.curation.shapes import Shape

_PROV = PREFIXES["prov"]
_SELECTOR = OA + "hasSelector"
_KINDS = (
    ("claim", "claims", EKB + "Claim", "C"),
    ("recommendation", "recommendations", EKB + "Recommendation", "R"),
    ("definition", "definitions", EKB + "Definition", "D"),
    ("question", "questions", EKB + "Question", "Q"),
    ("finding", "findings", EKB + "Finding", "F"),
    ("evidence line", "evidence lines", EKB + "EvidenceLine", "E"),
    ("source", "sources", EKB + "Source", ""),
    ("concept", "concepts", SKOS + "Concept", ""),
    ("assessment", "assessments", EKB + "Assessment", "A"),
    ("quality assessment", "quality assessments", EKB + "QualityAssessment", "QA"),
    ("certainty rating", "certainty ratings", EKB + "CertaintyRating", "CR"),
    ("search", "searches", EKB + "Search", "SE"),
    ("exclusion", "exclusions", EKB + "Exclusion", "EX"),
    ("passage", "passages", EKB + "Passage", "P"),
    ("section", "sections", EKB + "Section", "S"),
    ("document", "documents", EKB + "Document", ""),
    ("agent", "agents", _PROV + "Agent", ""),
)
_STATEMENTS = ("claim", "recommendation", "definition")
_MORE_TYPES = {
    **dict.fromkeys(_STATEMENTS, (EKB + "Statement",)),
    **dict.fromkeys(("passage", "section"), (OA + "SpecificResource",)),
}
_NAMES = {
    IDENTIFIER: "id",
    PREF_LABEL: "label",
    RDF_TYPE: "type",
    SKOS + "inScheme": "scheme",
    OA + "hasSource": "document",
    DCTERMS + "isPartOf": "part_of",
    DCTERMS + "source": "taken_from",
    PREFIXES["fabio"] + "hasPublicationYear": "year",
    PREFIXES["fabio"] + "hasPubMedId": "pmid",
    PREFIXES["fabio"] + "hasPubMedCentralId": "pmcid",
    PREFIXES["fabio"] + "hasURL": "url",
    _PROV + "wasAttributedTo": "attributed_to",
    _PROV + "generatedAtTime": "generated_at",
    _PROV + "wasDerivedFrom": "derived_from",
    _PROV + "actedOnBehalfOf": "on_behalf_of",
}
"""Names of fields, where the last part of the property's IRI is not the best word."""
_LEFT_OUT = {DEPRECATED, DCTERMS + "isReplacedBy", _SELECTOR}
_COMMON = SKOS + "editorialNote"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SCHEME_PATTERN = re.compile(r"(\w+)/scheme\$")
_DATATYPES = {
    f"<{XSD}string>": "text",
    f"<{RDF}langString>": "words",
    f"<{XSD}integer>": "integer",
    f"<{XSD}decimal>": "number",
    f"<{XSD}boolean>": "flag",
    f"<{XSD}date>": "date",
    f"<{XSD}gYear>": "year",
    f"<{XSD}anyURI>": "url",
}


class Field(NamedTuple):
    """What an item may say: one property, or one of the position or the quote of a passage.

    ``kind`` is one of ``text`` (a plain string), ``words`` (text in a language), ``integer``,
    ``number``, ``flag``, ``date``, ``year``, ``url``, ``link`` (an IRI outside the base),
    ``choice`` (a value of ``choices``, IRIs or literals in N-Triples), ``concept`` (of ``scheme``,
    empty for any) and ``item`` (of one of ``classes``). ``iri`` is the property; ``through`` is the
    one that leads to the node which carries it, empty where the item itself does. ``common`` marks
    the fields that every kind of item has, such as who made it.
    """

    name: str
    iri: str
    kind: str
    many: bool
    required: bool
    label: str
    definition: str
    example: str = ""
    choices: tuple[str, ...] = ()
    scheme: str = ""
    classes: tuple[str, ...] = ()
    pattern: str = ""
    through: str = ""
    common: bool = False

    @property
    def is_reference(self) -> bool:
        """Whether its values are things of the base."""
        return self.kind in ("concept", "item")


class Kind(NamedTuple):
    """A kind of item: its name, the plural, its class, the letters of its ids, its fields.

    ``letters`` is empty for kinds whose ids are readable or citation keys; ``types`` are all the
    classes that an item of the kind has, its own first.
    """

    name: str
    plural: str
    type: str
    letters: str
    types: tuple[str, ...]
    fields: tuple[Field, ...]

    def find(self, name: str) -> Field:
        """Return a field by its name; UnknownName, with the nearest, where there is none.

        >>> find_kind("claim").find("tier").kind
        'choice'
        """
        for field in self.fields:
            if field.name == name:
                return field
        names = [field.name for field in self.fields]
        near = get_close_matches(name, names, n=2)
        raise UnknownName("field", name, near, f"a {self.name} has {', '.join(names)}")


@cache
def list_kinds() -> tuple[Kind, ...]:
    """Return the kinds of item, what people write most first.

    >>> [kind.name for kind in list_kinds()][:3]
    ['claim', 'recommendation', 'definition']
    """
    return tuple(_make_kind(*row) for row in _KINDS)


def find_kind(name: str) -> Kind:
    """Return a kind by its name or plural; UnknownName, with the nearest, for another word.

    >>> find_kind("evidence-lines").letters
    'E'
    """
    wanted = name.strip().lower().replace("-", " ").replace("_", " ")
    for kind in list_kinds():
        if wanted in (kind.name, kind.plural):
            return kind
    names = [kind.name for kind in list_kinds()]
    raise UnknownName("kind", name, get_close_matches(wanted, names, n=2), ", ".join(names))


def _make_kind(name: str, plural: str, type_: str, letters: str) -> Kind:
    found: dict[str, Field] = {}
    for shape in load_model().shapes:
        if f"<{type_}>" in shape.classes and shape.name != "Statement":
            _add_fields(found, shape, common=shape.name == "Item")
    if name in _STATEMENTS:
        _add_fields(found, next(s for s in load_model().shapes if s.name == "Statement"), False)
    if name in ("passage", "section"):
        for field in (*_make_offsets(), *_make_quotes()):
            found[field.name] = field
    fields = [_reword(name, field) for field in sorted(found.values(), key=_rank)]
    return Kind(name, plural, type_, letters, (type_, *_MORE_TYPES.get(name, ())), tuple(fields))


def _reword(kind: str, field: Field) -> Field:
    """Return a field as a person without RDF understands it, where the ontology does not tell."""
    words = _read_json("fields.json")["definitions"]
    short = shorten(field.iri, PREFIXES)
    told = words.get(f"{kind} {short}") or words.get(short) or field.definition
    return field._replace(definition=told)


def _add_fields(found: dict[str, Field], shape: Shape, common: bool) -> None:
    for rule in shape.inner:
        if len(rule.path) != 1 or rule.path[0][1] or rule.path[0][0][1:-1] in _LEFT_OUT:
            continue
        field = _make_field(rule, common)
        if field is None:
            continue
        # One property may have two shapes: what one says and the other does not, holds.
        other = found.get(field.name)
        found[field.name] = field if other is None else _join(other, field)


def _join(one: Field, other: Field) -> Field:
    weaker, stronger = (one, other) if one.common or one.kind == "text" else (other, one)
    return stronger._replace(
        many=one.many and other.many,
        required=one.required or other.required,
        common=one.common and other.common,
        choices=stronger.choices or weaker.choices,
    )


def _make_field(rule: Shape, common: bool) -> Field | None:
    """Return the field of a property shape; None for a type that goes without saying."""
    path = rule.path[0][0][1:-1]
    facts: dict[str, object] = {}
    for name, value in (*rule.constraints, *_unfold(rule)):
        facts.setdefault(name, value)
    if path == RDF_TYPE and "hasValue" in facts:
        return None
    kind, choices = _read_kind(path, facts)
    name = _NAMES.get(path) or _HUMP.sub("_", re.split("[#/]", path)[-1]).lower()
    scheme = _SCHEME_PATTERN.search(getattr(facts.get("pattern"), "pattern", "") or "")
    classes = tuple(sorted(_list_classes(rule))) if kind == "item" else ()
    pattern = getattr(facts.get("pattern"), "pattern", "") if kind == "text" else ""
    least = facts.get("minCount") or facts.get("qualifiedMinCount") or 0
    return Field(
        name,
        path,
        kind,
        many=facts.get("maxCount") != 1 and path != RDF_TYPE,
        required=bool(least) and rule.severity == "violation",
        label=_describe(path)[0] or name.replace("_", " "),
        definition=_describe(path)[1] or rule.message,
        example=_find_example(rule.name, path),
        choices=choices,
        scheme=scheme[1] if scheme else "",
        classes=classes,
        pattern=pattern,
        common=common and path != _COMMON,
    )


def _unfold(rule: Shape) -> Iterator[tuple[str, object]]:
    """Yield what is asked of each value through another shape."""
    for name, value in rule.constraints:
        if name == "or" and isinstance(value, list):
            facts = [dict(each.constraints) for each in value if not isinstance(each, str)]
            # Of alternatives the widest is told: a number may be a decimal or an integer.
            if all("datatype" in each for each in facts):
                yield "datatype", f"<{XSD}decimal>"
            if all("class" in each for each in facts):
                yield "class", facts[0]["class"]
        if name == "node":
            for inner in value.inner:  # type: ignore[union-attr]
                if inner.path == ((f"<{SKOS}inScheme>", False),):
                    yield from ((n, v) for n, v in inner.constraints if n == "pattern")
            yield "class", f"<{SKOS}Concept>"
    if rule.qualified:
        yield from rule.qualified.constraints


def _list_classes(rule: Shape) -> Iterator[str]:
    """Yield the classes of which a value is one."""
    for name, value in rule.constraints:
        if name == "class":
            yield str(value)[1:-1]
        elif name == "or" and isinstance(value, list):
            for each in value:
                if not isinstance(each, str):
                    yield from _list_classes(each)
    if rule.path == ((f"<{_PROV}wasAttributedTo>", False),):
        yield _PROV + "Agent"


def _read_kind(path: str, facts: dict[str, object]) -> tuple[str, tuple[str, ...]]:
    listed = facts.get("in")
    if isinstance(listed, list):
        return "choice", tuple(str(value) for value in listed)
    if "class" in facts:
        return ("concept" if facts["class"] == f"<{SKOS}Concept>" else "item"), ()
    if path in (_PROV + "generatedAtTime", DCTERMS + "modified"):
        return "date", ()
    if path == _PROV + "wasAttributedTo":
        return "item", ()
    if "nodeKind" in facts:
        return "link", ()
    if path == EKB + "answeredBy":
        return "item", ()
    return _DATATYPES.get(str(facts.get("datatype")), "text"), ()


def _make_offsets() -> Iterator[Field]:
    for name, told in (("start", "first"), ("end", "one past the last")):
        yield Field(
            name,
            OA + name,
            "integer",
            many=False,
            required=True,
            label=name,
            definition=f"The offset of the {told} character, counted in code points from 0.",
            example="13196",
            through=_SELECTOR,
        )


def _make_quotes() -> Iterator[Field]:
    """Yield the fields of a quote, which a base over a freely licensed text may carry."""
    for local, told in (
        ("exact", "The text of the stretch, word for word"),
        ("prefix", "The text just before the stretch, to tell it from its like"),
        ("suffix", "The text just after the stretch, to tell it from its like"),
    ):
        yield Field(
            f"quote_{local}",
            OA + local,
            "text",
            many=False,
            required=False,
            label=f"quote, {local}",
            definition=f"{told}. Only where the licence of the document allows it.",
            through=_SELECTOR,
        )


def _rank(field: Field) -> tuple[int, bool, int, str]:
    """Order as in a block of Turtle; the id first, what every kind has last."""
    first = {"id": 0, "label": 1, "scheme": 1, "title": 1}.get(field.name, 2)
    return first, field.common, rank_predicate(field.iri), field.name


@cache
def _read_words() -> dict[str, tuple[str, str]]:
    """Return label and definition of each term of the ontology."""
    labels: dict[str, str] = {}
    told: dict[str, str] = {}
    for subject, predicate, value in load_model().ontology:
        if predicate == f"<{RDFS}label>":
            labels[subject[1:-1]] = read_text(value)
        elif predicate == f"<{SKOS}definition>":
            told[subject[1:-1]] = read_text(value)
    return {iri: (labels.get(iri, ""), told.get(iri, "")) for iri in {**labels, **told}}


def _describe(iri: str) -> tuple[str, str]:
    return _read_words().get(iri, ("", ""))


def describe_choice(term: str) -> str:
    """Return the definition of a value of a closed list; empty where the model gives none.

    >>> describe_choice(find_kind("claim").find("tier_basis").choices[0])[:11]
    'The documen'
    """
    return _describe(term[1:-1])[1] if term.startswith("<") else ""


@cache
def _read_json(name: str) -> dict[str, dict[str, Any]]:
    with open(join(find_folder("schema"), name), encoding="utf-8") as file:
        told: dict[str, dict[str, Any]] = json.load(file)
    return told


def _find_example(shape: str, path: str) -> str:
    """Return the first value in the right example of a shape, as a person would write it."""
    turtle = _read_json("rules.json")["examples"].get(shape, ["", ""])[1]
    found = re.search(r':(\w+) (?:"((?:[^"\\]|\\.)*)"|([^\s,;"]+))', turtle)
    if not found or found[1] != re.split("[#/]", path)[-1]:
        return ""
    if found[3] is None:
        return found[2].replace('\\"', '"')
    return re.sub(r"^(kb|ekb|tier|fabio):|[<>]", "", found[3])
