"""A base that is edited: shown first, checked against the model, then written whole or not at all.

A :class:`Workspace` is opened, its pages are edited, and :meth:`Workspace.revise` gives the
:class:`Revision`: what it comes to in words, and the new text of each file. Nothing is written but
by :meth:`Revision.apply`; what would break the model is refused before.
"""

from __future__ import annotations

import os
import re
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evidence_kb.curation.change import Changes, Side
from evidence_kb.curation.check import check
from evidence_kb.curation.diff import diff
from evidence_kb.curation.location import ALSO
from evidence_kb.curation.pages import Pages
from evidence_kb.curation.refusal import explain_refusal, place_now
from evidence_kb.errors import DataError, EnvironmentFault, InputError
from evidence_kb.files import explain_reading, replace_files
from evidence_kb.graph.base import MAX_SIZE, scan_base
from evidence_kb.graph.terms import write_term
from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import IDENTIFIER, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.finding import Finding

_LEAST_DIGITS = 3
_OPAQUE = re.compile(r'"([A-Z]+)([0-9]+)"')


class Revision:
    """A revision of a base that is worked out and checked, but not written.

    ``changes`` is what it comes to, in words; ``files`` the new text of each file; ``notices``
    what a person should know before saying yes. ``problems`` are errors that the base does not have
    now and would have then: with one, nothing is written, and ``refusal`` says why (it is empty
    without). It is false where nothing would be written.
    """

    def __init__(
        self,
        changes: Changes,
        files: Mapping[str, str],
        read: Mapping[str, bytes],
        notices: tuple[str, ...] = (),
        problems: tuple[Finding, ...] = (),
        refusal: str = "",
    ):
        self.changes = changes
        self.files = dict(files)
        self.notices = notices
        self.problems = problems
        self.refusal = refusal
        self._read = dict(read)

    def __bool__(self) -> bool:
        """Return whether a file would be written."""
        return bool(self.files)

    def require_none(self) -> None:
        """Raise DataError, with the refusal, where there are problems."""
        if self.problems:
            raise DataError(self.refusal)

    def apply(self) -> None:
        """Write all files, or none. Raises EnvironmentFault where one cannot be written.

        A file that was changed or made by someone else since the base was read is refused, too;
        with problems it is a DataError.
        """
        self.require_none()
        for path in self.files:
            before = self._read.get(path)
            if os.path.exists(path) if before is None else _read_bytes(path) != before:
                raise EnvironmentFault(f"{path} was changed meanwhile: run the command again")
        replace_files({path: text.encode() for path, text in self.files.items()})


class Workspace:
    """A base that is edited: what its names mean, and its files as blocks.

    ``source`` is a file or a folder of Turtle; None is the bundled base of a checkout. ``pages``
    are the blocks to edit, ``notices`` what a person should know before saying yes.
    """

    def __init__(self, source: str | os.PathLike[str] | None, max_size: int = MAX_SIZE):
        self.kb = KnowledgeBase.open(source, max_size=max_size)
        self._is_bundled = source is None
        self.max_size = max_size
        self.read = {path: _read_bytes(path) for path in self.kb.base.files}
        self.pages = Pages(self.kb.base.files, max_size)
        self.notices: list[str] = []
        self._taken: dict[str, int] = {}
        self._digits: dict[str, int] = {}

    @property
    def folder(self) -> str | None:
        """The folder of the base, None where it is a single file."""
        files = self.kb.base.files
        place = self.kb.base.source
        return None if os.path.isfile(place) else os.path.dirname(files[0])

    def make_term(self, name: str) -> str:
        """Return the term of a name below the base's own namespace: ``C042``, ``outcome:stroke``.

        Raises InputError for a base that does not say with ``vann:preferredNamespaceUri`` where
        new ids are made.
        """
        namespace = self.kb.base.namespace
        if not namespace:
            raise InputError(
                "the base does not say where new ids are made: give its ekb:Base a "
                "vann:preferredNamespaceUri"
            )
        from evidence_kb.graph.terms import IRI

        return write_term(IRI(namespace + name.replace(":", "/", 1)))

    def take_id(self, kind: Kind) -> str:
        """Return the next free id of a kind with opaque ids, as ``C169``; none is given twice.

        It is above every id that the base has or had, with as many digits as the others.
        """
        if not self._taken:
            for text in self.pages.list_values(IDENTIFIER):
                if match := _OPAQUE.fullmatch(text):
                    letters, digits = match.groups()
                    self._taken[letters] = max(self._taken.get(letters, 0), int(digits))
                    self._digits[letters] = max(self._digits.get(letters, 0), len(digits))
        number = self._taken[kind.letters] = self._taken.get(kind.letters, 0) + 1
        return f"{kind.letters}{number:0{self._digits.get(kind.letters, _LEAST_DIGITS)}d}"

    def describe(self, subject: str, kind: Kind, values: Mapping[str, Iterable[str]]) -> None:
        """Add a new item, in the file where its like are; values by the IRI of the property.

        Terms are in N-Triples. An opaque id goes with the item: the last part of its IRI. Raises
        InputError where something of that name is described already.
        """
        if self.pages.has(subject):
            raise InputError(f"{self.shorten(subject)} is in the base already")
        said = {name: list(terms) for name, terms in values.items()}
        types = [f"<{type_}>" for type_ in kind.types]
        said[RDF_TYPE] = [*types, *(t for t in said.get(RDF_TYPE, ()) if t not in types)]
        if kind.letters:
            said.setdefault(IDENTIFIER, [write_term(self.shorten(subject))])
        self.pages.describe(subject, said, self.folder)

    def shorten(self, term: str) -> str:
        """Return the short id of a term that is an IRI."""
        return self.kb.base.shorten(term[1:-1])

    def revise(self) -> Revision:
        """Return the revision of what was edited, once the base that it makes keeps the model.

        Raises DataError, with what is wrong and where, for errors that the base did not have.
        """
        revision = self.examine()
        revision.require_none()
        return revision

    def examine(self) -> Revision:
        """Return the revision of what was edited, with the errors that it would bring, all of them.

        Their places are those of the items in the files as they are, with line 0 for an item that
        is not there yet; what they are about is told by ``node`` and ``path``.
        """
        files = self.pages.write()
        if not files:
            base = self.kb.base
            side = Side(base.source, base.title, base.version, base.content_hash)
            return Revision(Changes(side, side, ()), {}, self.read, tuple(self.notices))
        if self._is_bundled and (_is_installed() or not _stands_in_checkout()):
            raise InputError(
                "nothing names a base, and the bundled one is edited in its own checkout alone: "
                "name yours with --kb (or EVIDENCE_KB)"
            )
        with TemporaryDirectory(prefix="evidence-kb-") as folder:
            for path, data in {**self.read, **{p: t.encode() for p, t in files.items()}}.items():
                with open(os.path.join(folder, os.path.basename(path)), "wb") as file:
                    file.write(data)
            place = folder
            if self.folder is None:
                place = os.path.join(folder, os.path.basename(self.kb.base.files[0]))
            after = scan_base(place, self.max_size)
            wrong = _find_new(self.kb.base.files, place, self.max_size)
        if wrong:
            wrong = place_now(wrong, self.read)
        after.source = self.kb.base.source
        changes = diff(self.kb.base, after)
        refusal = explain_refusal(wrong, self.kb.base.shorten) if wrong else ""
        return Revision(changes, files, self.read, tuple(self.notices), tuple(wrong), refusal)


def _is_installed() -> bool:
    """Whether the program runs from where it was installed rather than from a checkout."""
    return os.path.dirname(find_folder("data")) == os.path.dirname(find_folder("schema"))


def _stands_in_checkout() -> bool:
    """Whether the working folder is in the checkout that the bundled base is part of."""
    checkout = os.path.dirname(os.path.realpath(find_folder("data")))
    return os.path.commonpath([checkout, os.path.realpath(os.getcwd())]) == checkout


def _find_new(before: Sequence[str], after: str, max_size: int) -> list[Finding]:
    """Return the errors of one state of a base that another one did not have."""
    errors = [each for each in check(after, max_size=max_size) if each.severity == "error"]
    if errors:
        known = set(map(_forget_place, check(*before, max_size=max_size)))
        errors = [each for each in errors if _forget_place(each) not in known]
    return errors


def _forget_place(finding: Finding) -> Finding:
    message = finding.message.partition(ALSO)[0]
    return finding._replace(file="", line=0, column=0, message=message, excerpt=None)


def _read_bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise EnvironmentFault(f"{path}: {explain_reading(error)}") from error
