"""New items for a base: read from what a person writes, completed, and put where they belong.

One or several items are added to one workspace and become one revision.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from evidence_kb.curation.anchor import choose_anchor
from evidence_kb.curation.deduction import Deduced, deduce, find_scheme, list_needed
from evidence_kb.curation.documents import Held, find_passage, hold_document, record_document
from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.interview import MADE
from evidence_kb.curation.keys import is_name, make_citation_key, make_slug
from evidence_kb.curation.passages import read_document
from evidence_kb.curation.repeats import Near, Repeats
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.triples import read_literal, read_text
from evidence_kb.curation.values import Values
from evidence_kb.errors import InputError, UnknownName
from evidence_kb.graph.base import MAX_SIZE
from evidence_kb.graph.turtle import rank_name
from evidence_kb.vocabulary import DCTERMS, DEPRECATED, EKB, RDF_TYPE, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.fields import Field, Kind
    from evidence_kb.curation.revision import Revision

_LAST_PART = {"exposure": "pole", "outcome": "valence"}


class UnknownConcept(UnknownName):
    """A concept that the base does not have; ``field`` is where it was wanted."""

    def __init__(self, field: Field, text: str, near: Sequence[Near]):
        super().__init__(field.scheme or "concept", text, [each.id for each in near])
        self.field = field
        self.text = text
        self.near = tuple(near)


class Adder:
    """Puts new items into one base; what is said of an item is terms by the names of its fields."""

    def __init__(self, source: str | os.PathLike[str] | None, max_size: int = MAX_SIZE):
        self.workspace = Workspace(source, max_size)
        self.language = _find_language(self.workspace)
        self.values = Values(self.workspace, self.language)
        self.repeats = Repeats(self.workspace, self.values)
        self.new_concepts: dict[tuple[str, str], str] = {}
        self._candidates: dict[tuple[object, ...], list[Near]] = {}
        self._announced: dict[str, list[str]] = {}
        self._held: dict[str, Held] = {}

    # -- what a person writes ---------------------------------------------------------------

    def read(self, field: Field, texts: Iterable[str]) -> list[str]:
        """Return the terms of what a person wrote for a field, each text one value.

        Several references or values of a list may stand in one text, set apart by ``;``. Raises
        UnknownConcept, with the nearest, for a concept that is not there, and InputError for any
        other text that is no value of the field.
        """
        terms: list[str] = []
        for text in texts:
            parts = [text]
            if field.many and field.kind not in ("text", "words"):
                parts = [part for part in text.split(";") if part.strip()]
            terms += [self._read_one(field, part.strip()) for part in parts]
        if not field.many and len(terms) > 1:
            raise InputError(f"{field.name} takes one value, not {len(terms)}")
        return list(dict.fromkeys(terms))

    def _read_one(self, field: Field, text: str) -> str:
        if field.name == "scheme":
            return self._read_scheme(text)
        if field.kind != "concept":
            return self.values.read_one(field, text)
        made = self.new_concepts.get((field.scheme, text.casefold()))
        if made is not None:
            return made
        try:
            return self.values.read_one(field, text)
        except UnknownName as error:
            if text.casefold() in self._announced and field.scheme:
                return self._make_announced(field.scheme, *self._announced[text.casefold()])
            raise UnknownConcept(field, text, self._find_near(field, text, error)) from error

    def announce(self, text: str) -> None:
        """Take in a concept that is made when a field names it: ``label | definition | more``.

        What more it takes is a pole for an exposure and a valence for an outcome. Raises InputError
        for another form.
        """
        parts = [part.strip() for part in text.split("|")]
        if not 2 <= len(parts) <= 3 or not all(parts):
            raise InputError(
                f"a new concept is 'label | definition', for an exposure with its pole and for an "
                f"outcome with its valence after another |, not '{text}'"
            )
        self._announced[parts[0].casefold()] = parts

    def _make_announced(self, scheme: str, label: str, definition: str, *more: str) -> str:
        kind = find_kind("concept")
        texts = {"scheme": scheme, "label": label, "definition": definition}
        texts |= dict(zip([_LAST_PART.get(scheme, "")], more, strict=False))
        if "" in texts:
            raise InputError(f"a new {scheme} is 'label | definition', with nothing more")
        said: dict[str, list[str]] = {}
        for name, text in texts.items():
            said[name] = self.read(self.limit(kind.find(name), said), [text])
        if missing := self.list_missing(kind, said):
            raise InputError(f"the new {scheme} '{label}' needs its {missing[0].name}")
        return self.add(kind, said)

    def _find_near(self, field: Field, text: str, error: UnknownName) -> list[Near]:
        """Return the concepts that a text may mean: near in spelling, then in words."""
        spelled = [self.values.read_one(field, name) for name in error.nearest]
        near = [self.repeats.describe(term) for term in spelled]
        if field.name == "pole":
            return near or [self.repeats.describe(term) for term in self.list_poles()]
        scheme = self.workspace.make_term(f"{field.scheme}:scheme") if field.scheme else ""
        near += [n for n in self.repeats.find_concepts(text, scheme) if n.term not in spelled]
        return near[:3]

    def list_schemes(self) -> dict[str, str]:
        """Return the concept schemes of the base by their short names: ``outcome``."""
        found = self.workspace.pages.list_subjects(SKOS + "ConceptScheme")
        names = ((find_scheme({"scheme": [term]}), term) for term in found)
        return {name: term for name, term in names if name}

    def list_poles(self) -> list[str]:
        """Return the poles that the base declares."""
        return list(dict.fromkeys(self.workspace.pages.list_values(EKB + "poles")))

    def list_candidates(
        self, field: Field, said: Mapping[str, Sequence[str]] | None = None
    ) -> list[Near]:
        """Return what of the base may stand in a field that refers to something, by id.

        What an evidence line addresses are the concepts of the claim that is said.
        """
        own = field.name.removeprefix("addresses_")
        key = (field.kind, field.scheme, field.classes, field.name == "pole")
        if own == field.name and key in self._candidates:
            return self._candidates[key]
        if field.name == "pole":
            found: Iterable[str] = self.list_poles()
        elif own != field.name and said and said.get("bears_on"):
            found = self.workspace.pages.get(said["bears_on"][0], EKB + own)
        else:
            found = self._list_fitting(field)
        near = map(self.repeats.describe, found)
        listed = sorted(near, key=lambda each: rank_name(each.id))
        if own == field.name:
            self._candidates[key] = listed
        return listed

    def _list_fitting(self, field: Field) -> list[str]:
        poles = set(self.list_poles())
        return [
            term
            for term in self.workspace.pages.subjects
            if self.values.fits(field, term)
            and term not in poles
            and not self.workspace.pages.get(term, DEPRECATED)
        ]

    def _read_scheme(self, text: str) -> str:
        schemes = self.list_schemes()
        if text.casefold() not in schemes:
            from difflib import get_close_matches

            near = get_close_matches(text.casefold(), schemes, n=1)
            raise UnknownName("scheme", text, near, f"there are {', '.join(schemes)}")
        return schemes[text.casefold()]

    def limit(self, field: Field, said: Mapping[str, Sequence[str]]) -> Field:
        """Return a field as it is for an item of which something is said already."""
        if field.name == "broader" and said.get("scheme"):
            return field._replace(scheme=find_scheme(said))
        if field.name == "cohort":
            return field._replace(scheme="cohort") if "cohort" in self.list_schemes() else field
        return field

    # -- what is still wanting --------------------------------------------------------------

    def complete(self, kind: Kind, said: dict[str, list[str]]) -> list[Deduced]:
        """Add what follows for certain from what is said; return what was added, and why."""
        added: list[Deduced] = []
        for each in deduce(kind.name, said, self.workspace.pages):
            if not said.get(each.field):
                said[each.field] = [each.term]
                added.append(each)
        return added

    def list_missing(self, kind: Kind, said: Mapping[str, Sequence[str]]) -> list[Field]:
        """Return the fields without which the item would break the model, in their order."""
        needed = list_needed(kind.name, said)
        made = ("id", *MADE.get(kind.name, ()))
        return [
            field
            for field in kind.fields
            if (field.required or field.name in needed)
            and field.name not in made
            and not said.get(field.name)
        ]

    # -- adding -----------------------------------------------------------------------------

    def add(self, kind: Kind, said: Mapping[str, Sequence[str]], name: str | None = None) -> str:
        """Add an item; return its term.

        ``name`` is the readable id that a person chose, for kinds that have one: concepts, sources
        and agents. Raises InputError where another item has that id or the same label.
        """
        self.require_new(kind, said)
        term = self.workspace.make_term(self._name(kind, said, name))
        values: dict[str, list[str]] = {}
        for field in kind.fields:
            if said.get(field.name):
                values[field.iri] = list(said[field.name])
        self.workspace.describe(term, kind, values)
        self._candidates.clear()
        if kind.name == "concept":
            for label in said["label"]:
                key = (find_scheme(said), read_text(label).casefold())
                self.new_concepts[key] = term
        return term

    def require_new(self, kind: Kind, said: Mapping[str, Sequence[str]]) -> None:
        """Raise InputError where an item of the kind has the very label of a new one."""
        equal = self.repeats.find_equal(kind, said)
        if equal is None:
            return
        near = self.repeats.describe(equal)
        told = f"{near.id} says just that already: {near.label}"
        if any(field.name == "stated_in" and field.required for field in kind.fields):
            told += "\nto add a passage to it:  "
            told += f"evidence-kb add {kind.name} --repeats {near.id} --passage ID"
        raise InputError(told)

    def _name(self, kind: Kind, said: Mapping[str, Sequence[str]], name: str | None) -> str:
        if kind.letters:
            return self.workspace.take_id(kind)
        scheme = find_scheme(said) if kind.name == "concept" else ""
        chosen = (name or "").removeprefix(f"{scheme}:")
        if name is not None and not is_name(chosen):
            raise InputError(f"'{name}' is no id: letters, digits and hyphens, as sleep-quality")
        chosen = chosen or self._make_name(kind, said)
        full = f"{scheme}:{chosen}" if scheme else chosen
        if self.workspace.pages.has(self.workspace.make_term(full)):
            raise InputError(f"{full} is in the base already: use it, or choose another with --id")
        return full

    def _make_name(self, kind: Kind, said: Mapping[str, Sequence[str]]) -> str:
        def get(field: str) -> str:
            return read_text(said[field][0]) if said.get(field) else ""

        if kind.name == "source":
            return make_citation_key(get("authors"), get("year"), get("title"), self._is_taken)
        made = make_slug(get("label"))
        if not made:
            raise InputError("the label has no Latin letter to make an id of: choose it with --id")
        return made

    def _is_taken(self, name: str) -> bool:
        return self.workspace.pages.has(self.workspace.make_term(name))

    def change(self, term: str, kind: Kind, said: Mapping[str, Sequence[str]]) -> None:
        """Let an item that was added say something else."""
        for field in kind.fields:
            if field.name == "id":
                continue
            types = [f"<{each}>" for each in kind.types] if field.iri == RDF_TYPE else []
            wanted = [*types, *said.get(field.name, ())]
            self.workspace.pages.replace(term, field.iri, wanted)

    def enrich(self, term: str, kind: str, texts: Mapping[str, Iterable[str]]) -> None:
        """Say more of an item that is made from a document: notes, who made it, and the like."""
        for name, values in texts.items():
            field = find_kind(kind).find(name)
            for value in self.read(field, values):
                self.workspace.pages.add(term, field.iri, value)

    def find_item(self, kind: Kind, name: str) -> str:
        """Return an item of a kind by its id or label; raises InputError where there is none."""
        field = find_kind("question").find("answered_by")
        return self.values.read_one(field._replace(name=kind.name, classes=(kind.type,)), name)

    def join(self, term: str, passages: Iterable[str]) -> None:
        """Let a statement that is there be said in more passages."""
        for passage in passages:
            self.workspace.pages.add(term, EKB + "statedIn", passage)

    def add_document(self, path: str, title: str | None = None, name: str | None = None) -> str:
        """Record the document in a file, with its sections; return its term."""
        if name is not None and not is_name(name):
            raise InputError(f"'{name}' is no id: letters, digits and hyphens, as sleep-guide")
        document = read_document(path)
        return record_document(self.workspace, document, title, name, self.language)

    def find_passage(
        self, words: str, path: str, line: int | None = None, document: str | None = None
    ) -> str:
        """Return the passage where words stand in a document, recorded now if it was not.

        ``document`` is the id of the document of the base, where that is not clear from the text.
        Raises InputError where the words are not there once, or the document is not of the base.
        """
        if path not in self._held:
            wanted = None if document is None else self._find_document(document)
            self._held[path] = hold_document(self.workspace, read_document(path), wanted)
        held = self._held[path]
        anchor = choose_anchor(held.document.text, words, path, line)
        return find_passage(self.workspace, held, anchor, self.language)

    def _find_document(self, name: str) -> str:
        return self.values.read_one(find_kind("passage").find("document"), name)

    # -- the revision -----------------------------------------------------------------------

    def revise(self) -> Revision:
        """Return the revision that all added items make; raises DataError for what is wrong."""
        return self.workspace.revise()

    def format_blocks(self, revision: Revision) -> dict[str, list[str]]:
        """Return the blocks that a revision adds or changes, as they will stand, by file."""
        triples = (t for change in revision.changes for t in (*change.removed, *change.added))
        subjects = {subject for subject, _, _ in triples}
        found: dict[str, list[str]] = {}
        known = self.workspace.pages.prefixes
        for page in self.workspace.pages.pages:
            writer = page.make_writer(known)
            for block in page.blocks:
                if block.subject in subjects:
                    text = writer.format_block(block.subject, block.values)
                    found.setdefault(page.path, []).append(text)
        return found


def _find_language(workspace: Workspace) -> str:
    """Return the language of the title of a base, in which new texts are; English without one."""
    for term in workspace.pages.list_subjects(EKB + "Base"):
        for title in workspace.pages.get(term, DCTERMS + "title"):
            literal = read_literal(title)
            if literal is not None and literal.language:
                return literal.language
    return "en"
