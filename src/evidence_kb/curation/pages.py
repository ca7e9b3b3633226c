"""The files of a base as blocks that can be edited and written back, comments and all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.layout import format_turtle
from evidence_kb.errors import InputError
from evidence_kb.graph.blocks import Block, BlockReader
from evidence_kb.graph.reading import MAX_SIZE, read_source
from evidence_kb.graph.turtle import BlockWriter, Brackets, Collection, Value, format_prefixes
from evidence_kb.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Page:
    """One Turtle file: its blocks in the order of the file, and whether something was edited.

    Raises what reading raises, and DataError, with the place, for a comment that stands inside a
    block: it could not be kept where it belongs.
    """

    def __init__(self, path: str, max_size: int = MAX_SIZE):
        source = read_source(path, max_size=max_size)
        if source.format != "turtle":
            raise InputError(
                f"{path}: only Turtle files (.ttl) are edited; write the base as Turtle first"
            )
        self.path = path
        self.edited = False
        reader = BlockReader(source)
        self.prefixes = dict(reader.prefixes)
        self.comments = reader.comments
        self.blocks = list(reader.read_blocks())

    def write(self) -> str:
        """Return the text of the file in the canonical layout."""
        writer = BlockWriter(
            self.prefixes | {n: i for n, i in PREFIXES.items() if n not in self.prefixes}
        )
        written = [
            "".join(f"{line}\n" for line in block.comment)
            + writer.format_block(block.subject, block.values)
            for block in self.blocks
            if block.values
        ]
        used = dict(writer.list_used()) | self.prefixes
        known = [pair for pair in writer.list_known() if pair[0] in used]
        head = "".join(f"{line}\n" for line in self.comments.head)
        foot = "".join(f"{line}\n" for line in self.comments.foot)
        parts = (head, format_prefixes(known), *written, foot)
        return format_turtle("\n".join(part for part in parts if part))


class Pages:
    """All files of a base, edited together. Terms are in N-Triples syntax."""

    def __init__(self, files: Sequence[str], max_size: int = MAX_SIZE):
        self.pages = [Page(path, max_size) for path in files]

    def get(self, subject: str, predicate: str) -> list[str]:
        """Return the values of a property that have a name or are literals."""
        return [
            value
            for _, block in self._find(subject)
            for value in block.values.get(f"<{predicate}>", ())
            if isinstance(value, str)
        ]

    def list_predicates(self, subject: str) -> list[str]:
        """Return the properties of an item, in order."""
        return sorted({name[1:-1] for _, block in self._find(subject) for name in block.values})

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Say something more of an item, where it is described first; once, not twice."""
        if value in self.get(subject, predicate):
            return
        page, block = next(iter(self._find(subject)))
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
                blocks += [Block(block.comment, name, values), block._replace(comment=[])]
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
        return {page.path: page.write() for page in self.pages if page.edited}

    def _find(self, subject: str) -> Iterator[tuple[Page, Block]]:
        for page in self.pages:
            for block in page.blocks:
                if block.subject == subject:
                    yield page, block


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
