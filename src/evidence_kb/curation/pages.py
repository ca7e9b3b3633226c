"""The files of a base as blocks that can be edited and written back, comments and all."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from evidence_kb.curation.layout import lay_out
from evidence_kb.errors import DataError, InputError
from evidence_kb.graph.blocks import Block, BlockReader, Comments, read_plain_blocks
from evidence_kb.graph.reading import MAX_SIZE, read_source
from evidence_kb.graph.turtle import BlockWriter, Brackets, Collection, Value
from evidence_kb.vocabulary import EKB, PREFIXES, RDF_TYPE, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_TYPE, _SCHEME = f"<{RDF_TYPE}>", f"<{SKOS}inScheme>"
_HOMES = {
    "base.ttl": (EKB + "Base",),
    "concepts.ttl": (SKOS + "ConceptScheme", SKOS + "Concept"),
    "literature.ttl": tuple(
        EKB + name
        for name in (
            *("Source", "Finding", "EvidenceLine", "Search"),
            *("Exclusion", "QualityAssessment", "CertaintyRating"),
        )
    ),
}
"""The file in which a kind of item stands where a folder has none of its like yet."""
_HOME_OF_THE_REST = "claims.ttl"
EXAMPLE = "example.ttl"
"""The file of what a new base shows as an example: nothing is added to it, so that it can go."""


class Page:
    """One Turtle file: its blocks in the order of the file, and whether something was edited."""

    def __init__(
        self,
        path: str,
        prefixes: Mapping[str, str],
        comments: Comments,
        blocks: list[Block],
        refusal: DataError | None = None,
    ):
        self.path = path
        self.refusal = refusal
        self.edited = False
        self.prefixes = dict(prefixes)
        self.comments = comments
        self.blocks = blocks

    def make_writer(self, known: Mapping[str, str]) -> BlockWriter:
        """Return what writes its blocks, with its own prefixes first, then those of other files."""
        others = {n: i for n, i in {**PREFIXES, **known}.items() if n not in self.prefixes}
        return BlockWriter(self.prefixes | others)

    def write(self, known: Mapping[str, str]) -> str:
        """Return the text of the file in the canonical layout; ``known`` are prefixes to use.

        Raises DataError, with the place, for a comment that stands inside a block: it could not be
        kept where it belongs.
        """
        if self.refusal is not None:
            raise self.refusal
        covered = {*PREFIXES.values(), *self.prefixes.values()}
        others = {
            name: iri
            for name, iri in known.items()
            if iri not in covered and name not in self.prefixes and name not in PREFIXES
        }
        blocks = (block for block in self.blocks if block.values)
        return lay_out(self.comments, self.prefixes | others, blocks)


def read_page(path: str, max_size: int = MAX_SIZE) -> Page:
    """Return a file as blocks.

    Raises what reading raises, and InputError for a file that is not Turtle. A file with a comment
    that no layout could keep can be looked at, but not written.
    """
    source = read_source(path, max_size=max_size)
    if source.format != "turtle":
        raise InputError(
            f"{path}: only Turtle files (.ttl) are edited; write it as one first:  "
            f"evidence-kb fmt {path} -o {os.path.splitext(path)[0]}.ttl"
        )
    try:
        reader = BlockReader(source)
        return Page(path, reader.prefixes, reader.comments, list(reader.read_blocks()))
    except DataError as error:
        try:
            blocks = read_plain_blocks(source)
        except DataError:
            raise error from None
        return Page(path, source.prefixes, Comments([], []), blocks, error)


class Pages:
    """All files of a base, edited together. Terms are in N-Triples syntax."""

    def __init__(self, files: Sequence[str], max_size: int = MAX_SIZE):
        self.pages = [read_page(path, max_size) for path in files]
        self._index: dict[str, list[tuple[Page, Block]]] = defaultdict(list)
        self._homes: dict[tuple[frozenset[str], frozenset[str]], Page] = {}
        for page in self.pages:
            for block in page.blocks:
                if isinstance(block.subject, str):
                    self._index[block.subject].append((page, block))

    def has(self, subject: str) -> bool:
        """Return whether an item is described."""
        return any(block.values for _, block in self._find(subject))

    def get(self, subject: str, predicate: str) -> list[str]:
        """Return the values of a property that have a name or are literals."""
        return [
            value
            for _, block in self._find(subject)
            for value in block.values.get(f"<{predicate}>", ())
            if isinstance(value, str)
        ]

    def list_values_of(self, subject: str) -> dict[str, list[str]]:
        """Return all that is said of an item, by property; nodes without a name are left out."""
        said: dict[str, list[str]] = {}
        for _, block in self._find(subject):
            for predicate, values in block.values.items():
                named = [value for value in values if isinstance(value, str)]
                said.setdefault(predicate[1:-1], []).extend(named)
        return said

    def list_predicates(self, subject: str) -> list[str]:
        """Return the properties of an item, in order."""
        return sorted({name[1:-1] for _, block in self._find(subject) for name in block.values})

    @property
    def subjects(self) -> list[str]:
        """Everything that is described and has a name, in the order of the files."""
        return list(self._index)

    def list_subjects(self, type_: str) -> list[str]:
        """Return the items of a class, each once, in the order of the files."""
        wanted = f"<{type_}>"
        found = (
            subject
            for subject, blocks in self._index.items()
            if any(wanted in block.values.get(_TYPE, ()) for _, block in blocks)
        )
        return list(found)

    def list_values(self, predicate: str) -> Iterator[str]:
        """Yield every value that some item has of a property."""
        name = f"<{predicate}>"
        for page in self.pages:
            for block in page.blocks:
                yield from (v for v in block.values.get(name, ()) if isinstance(v, str))

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Say something more of an item, where it is described first; once, not twice."""
        if value in self.get(subject, predicate):
            return
        page, block = self._find(subject)[0]
        block.values.setdefault(f"<{predicate}>", []).append(value)
        page.edited = True

    def remove(self, subject: str, predicate: str, value: str) -> None:
        """Take a value away wherever it is said of an item."""
        for page, block in self._find(subject):
            values = block.values.get(f"<{predicate}>", [])
            if value in values:
                kept = [other for other in values if other != value]
                _put(block, f"<{predicate}>", kept)
                page.edited = True

    def replace(self, subject: str, predicate: str, values: Iterable[str]) -> None:
        """Let a property of an item have these values and no others; the rest stays in place."""
        wanted = list(values)
        for value in self.get(subject, predicate):
            if value not in wanted:
                self.remove(subject, predicate, value)
        for value in wanted:
            self.add(subject, predicate, value)

    def describe(
        self, subject: str, values: Mapping[str, Iterable[str]], folder: str | None
    ) -> None:
        """Add a block for a new item, in the file where its like are.

        Where there is none of its like, the file is the one that has its name by custom; in a
        folder it is made, elsewhere the last file serves.
        """
        said: dict[str, list[Value]] = {f"<{name}>": list(terms) for name, terms in values.items()}
        page = self._find_home(said, folder)
        block = Block([], subject, {name: terms for name, terms in said.items() if terms})
        page.blocks.append(block)
        page.edited = True
        self._index[subject].append((page, block))

    def copy(self, subject: str, name: str) -> None:
        """Describe a new item as another one is described, after it in the same file."""
        for page in self.pages:
            blocks: list[Block] = []
            for block in page.blocks:
                if block.subject != subject:
                    blocks.append(block)
                    continue
                values = {key: list(given) for key, given in block.values.items()}
                # A comment is about the thing, not about its old id.
                new, old = Block(block.comment, name, values), block._replace(comment=[])
                blocks += [new, old]
                self._index[name].append((page, new))
                kept = [(p, old if b is block else b) for p, b in self._index[subject]]
                self._index[subject] = kept
                page.edited = True
            page.blocks = blocks

    def lead(self, old: str, new: str) -> None:
        """Let every reference to an item lead to another; a link to itself goes."""
        for page in self.pages:
            for block in page.blocks:
                for predicate, values in list(block.values.items()):
                    changed = _lead_each(values, old, new)
                    if changed != values:
                        page.edited = True
                        _put(block, predicate, [v for v in changed if v != block.subject])

    def mentions(self, term: str) -> list[str]:
        """Return the subjects that refer to a term, in order."""
        return sorted(
            {
                str(block.subject)
                for page in self.pages
                for block in page.blocks
                for values in block.values.values()
                if _lead_each(values, term, "") != values
            }
        )

    def write(self) -> dict[str, str]:
        """Return the new text of each file that was edited, by its path."""
        known = self.prefixes
        return {page.path: page.write(known) for page in self.pages if page.edited}

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of all files; where two differ on one, the first file decides."""
        known: dict[str, str] = {}
        for page in self.pages:
            known = page.prefixes | known
        return known

    def _find(self, subject: str) -> list[tuple[Page, Block]]:
        return self._index.get(subject, [])

    def _find_home(self, values: Mapping[str, list[Value]], folder: str | None) -> Page:
        kinds = frozenset(map(str, values.get(_TYPE, ())))
        schemes = frozenset(map(str, values.get(_SCHEME, ())))
        if (kinds, schemes) not in self._homes:
            self._homes[kinds, schemes] = self._look_for_home(kinds, schemes, folder)
        return self._homes[kinds, schemes]

    def _look_for_home(
        self, kinds: frozenset[str], schemes: frozenset[str], folder: str | None
    ) -> Page:
        like: Counter[str] = Counter()
        for page in self.pages:
            if os.path.basename(page.path) == EXAMPLE and len(self.pages) > 1:
                continue
            for block in page.blocks:
                if kinds.issubset(map(str, block.values.get(_TYPE, ()))):
                    same = schemes.issubset(map(str, block.values.get(_SCHEME, ())))
                    # One of the same scheme outweighs any number of others.
                    like[page.path] += 1_000_000 if same else 1
        if like:
            best = like.most_common(1)[0][0]
            return next(page for page in self.pages if page.path == best)
        return self._find_by_custom(kinds, folder)

    def _find_by_custom(self, kinds: frozenset[str], folder: str | None) -> Page:
        name = next(
            (file for file, types in _HOMES.items() if kinds & {f"<{t}>" for t in types}),
            _HOME_OF_THE_REST,
        )
        for page in self.pages:
            if os.path.basename(page.path) == name:
                return page
        if folder is None:
            return self.pages[-1]
        made = Page(os.path.join(folder, name), self.prefixes, Comments([], []), [])
        self.pages.append(made)
        return made


def _put(block: Block, predicate: str, values: list[Value]) -> None:
    if values:
        block.values[predicate] = values
    else:
        block.values.pop(predicate, None)


def _lead_each(values: Sequence[Value], old: str, new: str) -> list[Value]:
    return [_lead(value, old, new) for value in values]


def _lead(value: Value, old: str, new: str) -> Value:
    if isinstance(value, Brackets):
        return Brackets({key: _lead_each(held, old, new) for key, held in value.values.items()})
    if isinstance(value, Collection):
        return Collection(_lead_each(value.items, old, new))
    return new if value == old else value
