"""The columns of a sheet as the model sees them: which values of an item stand in which cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.fields import Field
from evidence_kb.curation.values import list_choices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evidence_kb.curation.fields import Kind

ID = "id"
"""The column that says which item a row is about; no lane, since it never changes."""
_AID = "{} (label)"
_PLAIN = {
    "integer": "a whole number",
    "number": "a number such as 0.92",
    "flag": "true or false",
    "date": "a date written as 2026-11-23",
    "year": "a year of four digits",
    "url": "a web address",
    "link": "an address, or a name such as mesh:D008132",
}


class Lane(NamedTuple):
    """A column of a sheet that is edited: a field, or the part of it that is in one language.

    Of a field with words the main lane holds what is in ``language`` and what is in none; every
    further language has a lane of its own, named as ``alt_label@de``.
    """

    name: str
    field: Field
    language: str
    main: bool = True

    @property
    def aid(self) -> str:
        """The name of the column with the labels of its references."""
        return _AID.format(self.name)

    @property
    def is_rare(self) -> bool:
        """Whether it has a place in a sheet only where it is used."""
        field = self.field
        return field.common or not self.main or bool(field.through and not field.required)

    def holds(self, term: str) -> bool:
        """Return whether a value of the field stands in this column.

        >>> from evidence_kb.curation.fields import find_kind
        >>> field = find_kind("claim").find("alt_label")
        >>> [Lane("alt_label", field, "en").holds(term) for term in ('"x"@EN', '"x"', '"x"@de')]
        [True, True, False]
        """
        if self.field.kind != "words":
            return True
        language = find_language(term)
        return language == self.language or (self.main and not language)


def find_language(term: str) -> str:
    """Return the language of a literal in small letters, empty where it has none.

    >>> find_language('"x"@en-GB'), find_language('"a@b"'), find_language("<http://e/@x>")
    ('en-gb', '', '')
    """
    plain = not term.startswith('"') or term.endswith(('"', ">"))
    return "" if plain else term.rpartition("@")[2].casefold()


def list_lanes(
    kind: Kind, language: str, further: Mapping[str, Iterable[str]] = {}
) -> tuple[Lane, ...]:
    """Return the columns of a kind of item in order, but for its id.

    ``language`` is that of the main lanes; ``further`` are other languages, by field.

    >>> from evidence_kb.curation.fields import find_kind
    >>> [lane.name for lane in list_lanes(find_kind("claim"), "en", {"alt_label": ["de"]})][:3]
    ['label', 'alt_label', 'alt_label@de']
    """
    lanes: list[Lane] = []
    for field in kind.fields:
        if field.name == ID:
            continue
        lanes.append(Lane(field.name, field, language))
        if field.kind == "words":
            for other in further.get(field.name, ()):
                lanes.append(Lane(f"{field.name}@{other}", field, other, main=False))
    return tuple(lanes)


def find_lane(kind: Kind, name: str, language: str) -> Lane | None:
    """Return the column of a name, ``language`` being that of the main lanes; None for another.

    >>> from evidence_kb.curation.fields import find_kind
    >>> find_lane(find_kind("claim"), "label@DE", "en").language
    'de'
    >>> find_lane(find_kind("claim"), "tier (label)", "en") is None
    True
    """
    stem, _, tag = name.partition("@")
    for field in kind.fields:
        if field.name == stem != ID and (not tag or field.kind == "words"):
            return Lane(name, field, tag.casefold() or language, main=not tag)
    return None


def describe_allowed(field: Field) -> str:
    """Return in words what a field takes, for the codebook.

    >>> from evidence_kb.curation.fields import find_kind
    >>> describe_allowed(find_kind("claim").find("tier"))
    'high-confidence, nuanced, mechanism or unknown; required'
    >>> describe_allowed(find_kind("claim").find("outcome"))
    'the id or label of an outcome concept; several set apart by ;'
    """
    told = [_describe_values(field)]
    if field.many:
        words = field.kind in ("text", "words")
        told.append("several on a line each" if words else "several set apart by ;")
    if field.required:
        told.append("required")
    return "; ".join(told)


def _describe_values(field: Field) -> str:
    if field.choices:
        return _join(list_choices(field))
    if field.kind == "concept":
        return f"the id or label of {_add_article(f'{field.scheme} concept'.strip())}"
    if field.kind == "item":
        names = [name_class(iri) for iri in dict.fromkeys(field.classes)]
        return f"the id or label of {_add_article(_join(names) or 'item')}"
    if field.kind == "text" and field.pattern:
        return f"text of the form {field.pattern}"
    return _PLAIN.get(field.kind, "text")


def name_class(iri: str) -> str:
    """Return the words for a class: the name of its kind, else the last part of its IRI.

    >>> name_class("https://w3id.org/evidence-kb/ns#EvidenceLine"), name_class("ConceptScheme")
    ('evidence line', 'scheme')
    """
    from evidence_kb.curation.fields import list_kinds

    for kind in list_kinds():
        if kind.type == iri:
            return kind.name
    local = iri.rpartition("#")[2].rpartition("/")[2]
    return "scheme" if local == "ConceptScheme" else local.lower()


def _join(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _add_article(words: str) -> str:
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"
