r"""Values of fields as people write them, and as terms: one form for sheets, options and answers.

One value a field is its text as it is. Several references are set apart by ``; ``; several texts
stand on a line each, where a line end inside a text is written ``\n`` and a backslash ``\\``.
A reference is an id; where it is not one, a label is looked up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from evidence_kb.curation.literals import READERS
from evidence_kb.curation.triples import read_literal, read_text
from evidence_kb.errors import InputError, UnknownName
from evidence_kb.graph.terms import expand, shorten, write_term
from evidence_kb.vocabulary import (
    ALT_LABEL,
    DEPRECATED,
    EKB,
    IDENTIFIER,
    NOTATION,
    PREF_LABEL,
    PREFIXES,
    SKOS,
)

if TYPE_CHECKING:
    from evidence_kb.curation.fields import Field
    from evidence_kb.curation.revision import Workspace

SEPARATOR = "; "
_DEFAULT_LANGUAGE = "en"
_WORDS = (PREF_LABEL, ALT_LABEL, SKOS + "hiddenLabel", NOTATION, PREFIXES["dcterms"] + "title")
_REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
_OPAQUE = re.compile(r"([A-Za-z]{1,2})([0-9]{1,9})")
_LONGEST = 60  # characters of a name that is looked at for the nearest
_MANY = 5_000  # names; of more, only those that begin alike are looked at
_DOI_ADDRESS = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Values:
    """Reads and shows values in one workspace; ``pending`` are the terms of items not yet there.

    A pending item goes by the key that a person gave it, such as ``new-1``.
    """

    def __init__(self, workspace: Workspace, language: str = _DEFAULT_LANGUAGE):
        self._workspace = workspace
        self._language = language
        self.pending: dict[str, str] = {}
        self._names: dict[tuple[str, str, tuple[str, ...]], dict[str, str]] = {}

    # -- from terms to text -----------------------------------------------------------------

    def show(self, field: Field, terms: Iterable[str]) -> str:
        """Return the values of a field as a person writes them; the empty text for none."""
        shown = [self.show_one(field, term) for term in terms]
        if not field.many:
            return shown[0] if shown else ""
        if field.kind in ("text", "words"):
            return "\n".join(map(_escape, shown))
        return SEPARATOR.join(shown)

    def show_one(self, field: Field, term: str) -> str:
        """Return one value as a person writes it."""
        if not term.startswith("<"):
            return read_text(term)
        if field.kind == "choice":
            return re.split("[/#]", term[1:-1])[-1]
        if field.kind == "link":
            return shorten(term[1:-1], {"mesh": PREFIXES["mesh"]})
        return self.identify(term)

    def identify(self, term: str) -> str:
        """Return the short id of an item: its identifier, else its name in the base or model."""
        if term.startswith(f"<{EKB}"):
            return term[len(EKB) + 1 : -1]
        return self._identifiers.get(term) or self._workspace.shorten(term)

    def find_label(self, term: str) -> str:
        """Return the label or title of an item, empty where it has none."""
        pages = self._workspace.pages
        found = pages.get(term, PREF_LABEL) or pages.get(term, PREFIXES["dcterms"] + "title")
        return read_text(found[0]) if found else ""

    # -- from text to terms -----------------------------------------------------------------

    def read(
        self, field: Field, text: str, old: Sequence[str] = (), language: str = ""
    ) -> list[str]:
        """Return the terms of what a person wrote for a field; none for the empty text.

        ``old`` are the terms that the item has: a text that is still the same keeps its language.
        ``language`` is that of new texts, by default the language of the old ones. Raises
        InputError, with what was found and the nearest valid value, for what is none.
        """
        parts = split(field, text)
        if not field.many and len(parts) > 1:
            raise InputError(f"{field.name} takes one value, not {len(parts)}: '{text}'")
        terms = [self.read_one(field, part, old, language) for part in parts]
        return list(dict.fromkeys(terms))

    def read_one(self, field: Field, text: str, old: Sequence[str] = (), language: str = "") -> str:
        """Return the term of one value; raises what :meth:`read` does."""
        for term in old:
            if self.show_one(field, term) == text:
                return term
        if field.kind == "words":
            before = (lit.language for lit in map(read_literal, old) if lit and lit.language)
            return f"{write_term(text)}@{language or next(before, self._language)}"
        if field.kind == "text":
            return self._read_text(field, text)
        if field.kind == "choice":
            return _read_choice(field, text)
        if field.is_reference:
            return self._read_reference(field, text)
        return READERS[field.kind](field, text.strip())

    def _read_text(self, field: Field, text: str) -> str:
        if field.name == "doi":  # as people paste it
            text = _DOI_ADDRESS.sub("", text.strip())
        if field.pattern and not re.search(field.pattern, text):
            like = f", such as {field.example}" if field.example else ""
            raise InputError(f"'{text}' is no {field.label}{like} (form: {field.pattern})")
        return write_term(text)

    def _read_reference(self, field: Field, text: str) -> str:
        name = text.strip()
        if name in self.pending:
            return self.pending[name]
        for wanted in (self._find_ids(name), self._find_labels(name)):
            found = [term for term in dict.fromkeys(wanted) if self.fits(field, term)]
            live = [term for term in found if not self._is_withdrawn(term)]
            if len(live) > 1:
                ids = " or ".join(sorted(map(self.identify, live)))
                raise InputError(f"{field.name} '{text}' means several things: say {ids}")
            if live:
                return live[0]
            if found:
                raise self._refuse_withdrawn(field, text, found[0])
        elsewhere = [t for t in self._find_ids(name) if self._workspace.pages.has(t)]
        if elsewhere:
            raise InputError(f"{field.name} '{text}' is there, but it is {self._say_kind(field)}")
        raise UnknownName(field.name, text, self._find_near(field, name))

    def _say_kind(self, field: Field) -> str:
        if field.kind == "concept":
            return f"no {field.scheme} concept" if field.scheme else "no concept"
        names = [re.split("[/#]", iri)[-1] for iri in field.classes]
        return f"no {' or '.join(names) or 'item'}"

    def _find_ids(self, name: str) -> list[str]:
        found = list(self._by_id.get(name.casefold(), ()))
        if (pole := f"<{EKB}{name}>") in self._poles:
            found.append(pole)
        iri = expand(name, self._workspace.kb.base.prefixes)
        if iri is not None and (term := f"<{iri}>") not in found:
            found.append(term)
        return found

    def _find_labels(self, name: str) -> list[str]:
        wanted = " ".join(name.casefold().split())
        return self._by_label.get(wanted, []) or self._by_word.get(wanted, [])

    def _is_withdrawn(self, term: str) -> bool:
        return any(read_text(v) == "true" for v in self._workspace.pages.get(term, DEPRECATED))

    def _refuse_withdrawn(self, field: Field, text: str, term: str) -> InputError:
        heirs = map(self.identify, self._workspace.pages.get(term, _REPLACED))
        instead = " or ".join(heirs) or "another"
        return InputError(f"{field.name} '{text}' is withdrawn: name {instead} in its place")

    def fits(self, field: Field, term: str) -> bool:
        """Return whether an item is of the kind that a field takes."""
        pages = self._workspace.pages
        types = pages.get(term, PREFIXES["rdf"] + "type")
        if field.kind == "concept":
            schemes = pages.get(term, SKOS + "inScheme")
            if field.scheme:
                return any(s.endswith(f"{field.scheme}/scheme>") for s in schemes)
            return f"<{SKOS}Concept>" in types or term in self._poles
        return not field.classes or bool({f"<{c}>" for c in field.classes} & set(types))

    def _find_near(self, field: Field, name: str) -> list[str]:
        if match := _OPAQUE.fullmatch(name):
            # Of ids that are letters and a number only another spelling of the number is near.
            wanted = match[1].upper(), int(match[2])
            return [i for i, parts in self._opaque_ids if parts == wanted][:1]
        key = field.kind, field.scheme, field.classes
        if key not in self._names:
            self._names[key] = {
                word: self.identify(term)
                for index in (self._by_id, self._by_label, self._by_word)
                for word, terms in index.items()
                for term in terms
                if len(word) <= _LONGEST and not _OPAQUE.fullmatch(word) and self.fits(field, term)
            }
        names = self._names[key]
        if len(names) > _MANY:
            start = name.casefold()[:2]
            names = {word: name for word, name in names.items() if word.startswith(start)}
        near = get_close_matches(name.casefold(), names, n=4, cutoff=0.6)
        return list(dict.fromkeys(names[word] for word in near))[:3]

    # -- what there is ----------------------------------------------------------------------

    @cached_property
    def _opaque_ids(self) -> list[tuple[str, tuple[str, int]]]:
        matches = map(_OPAQUE.fullmatch, self._identifiers.values())
        return [(match[0], (match[1], int(match[2]))) for match in matches if match]

    @cached_property
    def _poles(self) -> set[str]:
        """The poles of the base, which the model may describe in place of the base."""
        return set(self._workspace.pages.list_values(EKB + "poles"))

    @cached_property
    def _identifiers(self) -> dict[str, str]:
        pages = self._workspace.pages
        return {
            subject: read_text(values[0])
            for subject in pages.subjects
            if (values := pages.get(subject, IDENTIFIER))
        }

    @cached_property
    def _by_id(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for subject in self._workspace.pages.subjects:
            whole = self.identify(subject).casefold()
            found[whole].append(subject)
            _, colon, local = whole.partition(":")
            if colon and local:
                found[local].append(subject)
        return dict(found)

    @cached_property
    def _by_label(self) -> dict[str, list[str]]:
        return self._gather(_WORDS[:1])

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        return self._gather(_WORDS[1:])

    def _gather(self, predicates: Sequence[str]) -> dict[str, list[str]]:
        pages = self._workspace.pages
        found: dict[str, list[str]] = defaultdict(list)
        for subject in pages.subjects:
            for predicate in predicates:
                for value in pages.get(subject, predicate):
                    found[" ".join(read_text(value).casefold().split())].append(subject)
        return dict(found)


def split(field: Field, text: str) -> list[str]:
    r"""Return the single values in what a person wrote for a field.

    >>> from evidence_kb.curation.fields import find_kind
    >>> split(find_kind("claim").find("exposure"), "loneliness; social-isolation")
    ['loneliness', 'social-isolation']
    >>> split(find_kind("claim").find("alt_label"), "one\\nline\ntwo")
    ['one\nline', 'two']
    """
    if not text.strip():
        return []
    if not field.many:
        return [text]
    if field.kind in ("text", "words"):
        return [_unescape(line) for line in text.split("\n") if line.strip()]
    return [part.strip() for part in re.split(r";|\n", text) if part.strip()]


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: {"n": "\n", "r": "\r"}.get(match[1], match[1]), text)


def _read_choice(field: Field, text: str) -> str:
    names = {_name_choice(term): term for term in field.choices}
    wanted = re.sub(r"[\s_]+", "-", text.strip().casefold()).rpartition(":")[2]
    folded = {name.casefold(): term for name, term in names.items()}
    if wanted not in folded:
        near = get_close_matches(wanted, folded, n=2)
        shown = [next(n for n in names if n.casefold() == one) for one in near]
        raise UnknownName(field.label, text, shown, f"there are {', '.join(names)}")
    return folded[wanted]


def _name_choice(term: str) -> str:
    return re.split("[/#]", term[1:-1])[-1] if term.startswith("<") else read_text(term)


def list_choices(field: Field) -> list[str]:
    """Return the values of a closed list as people write them; empty for other kinds of field.

    >>> from evidence_kb.curation.fields import find_kind
    >>> list_choices(find_kind("claim").find("tier"))
    ['high-confidence', 'nuanced', 'mechanism', 'unknown']
    """
    return [_name_choice(term) for term in field.choices]
