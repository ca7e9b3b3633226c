"""Renaming, merging and withdrawing items: references follow, the old id keeps a tombstone.

An id is never reused. An item that goes keeps its block with ``owl:deprecated true``; where another
takes its place, ``dcterms:isReplacedBy`` says which. Nothing is written here but by
:meth:`Revision.apply`; what would break the model is refused before.
"""

from __future__ import annotations

import os
import re
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evidence_kb.curation.check import check
from evidence_kb.curation.diff import diff
from evidence_kb.curation.pages import Pages
from evidence_kb.errors import DataError, EnvironmentFault, InputError
from evidence_kb.files import replace_files
from evidence_kb.graph.base import MAX_SIZE, open_base
from evidence_kb.graph.terms import IRI, write_term
from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import (
    ALT_LABEL,
    DCTERMS,
    DEPRECATED,
    EKB,
    NOTATION,
    PREF_LABEL,
    RDF_TYPE,
    SKOS,
    XSD,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.curation.change import Changes
    from evidence_kb.curation.finding import Finding

_REPLACED = DCTERMS + "isReplacedBy"
_NOTE = SKOS + "editorialNote"
_BROADER = SKOS + "broader"
_SCHEME = SKOS + "inScheme"
_TRUE = f'"true"^^<{XSD}boolean>'
_KINDS = {
    f"<{EKB}Claim>": "claim",
    f"<{EKB}Recommendation>": "recommendation",
    f"<{EKB}Definition>": "definition",
    f"<{EKB}Question>": "question",
    f"<{SKOS}Concept>": "concept",
}
_CONCEPT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAMES = (ALT_LABEL, SKOS + "hiddenLabel", NOTATION, SKOS + "exactMatch", SKOS + "closeMatch")
"""What a concept is found by: it goes with the new id, so that a name means one thing."""
_LABEL = re.compile(r'"(.*)"(@[A-Za-z0-9-]+)?', re.DOTALL)
_PROBLEMS_SHOWN = 5


class Revision:
    """A revision of a base that is worked out and checked, but not written.

    ``changes`` is what it comes to, in words; ``files`` the new text of each file; ``notices``
    what a person should know before saying yes.
    """

    def __init__(
        self,
        changes: Changes,
        files: Mapping[str, str],
        read: Mapping[str, bytes],
        notices: tuple[str, ...] = (),
    ):
        self.changes = changes
        self.files = dict(files)
        self.notices = notices
        self._read = dict(read)

    def apply(self) -> None:
        """Write all files, or none. Raises EnvironmentFault where one cannot be written.

        A file that was changed by someone else since it was read is refused, too.
        """
        for path in self.files:
            if _read_bytes(path) != self._read[path]:
                raise EnvironmentFault(f"{path} was changed meanwhile: run the command again")
        replace_files({path: text.encode() for path, text in self.files.items()})


class Editor:
    """A base that is edited: what its names mean, and its files as blocks.

    ``source`` is a file or a folder of Turtle; None is the bundled base of a checkout.
    """

    def __init__(self, source: str | os.PathLike[str] | None, max_size: int = MAX_SIZE):
        self.kb = KnowledgeBase.open(source, max_size=max_size)
        if source is None and os.path.dirname(find_folder("data")) == os.path.dirname(
            find_folder("schema")
        ):
            raise InputError(
                "the bundled base of an installed program is not edited: copy it and name it "
                "with --kb"
            )
        self.max_size = max_size
        self.read = {path: _read_bytes(path) for path in self.kb.base.files}
        self.pages = Pages(self.kb.base.files, max_size)
        self.notices: list[str] = []

    # -- the revisions ----------------------------------------------------------------------

    def rename(self, name: str, new: str) -> Revision:
        """Return the revision that gives a concept another id in its scheme.

        The new id takes all over but the old id itself, which stays as a tombstone. Raises
        InputError for anything but a concept (a claim keeps its id), for an id that is no id, and
        for one that is or was in use.
        """
        old = self._find(name)
        self._require_kind(old, ("concept",), "keeps its id; reword it with --label")
        home = old[1:-1][: re.search(r"[^/#:]*\Z", old[1:-1]).start()]  # type: ignore[union-attr]
        local = new.removeprefix(self.kb.base.shorten(home + "x").removesuffix("x"))
        if not _CONCEPT_ID.fullmatch(local):
            raise InputError(
                f"'{new}' is no id of a concept in this scheme: small letters, digits and single "
                "hyphens, as in  all-cause-mortality"
            )
        target = f"<{home}{local}>"
        if self.pages.list_predicates(target) or self.pages.mentions(target):
            raise InputError(f"'{new}' is or was in use, and an id is never used again")
        self.pages.lead(old, target)
        self.pages.copy(old, target)
        for predicate in _NAMES:
            for value in self.pages.get(old, predicate):
                self.pages.remove(old, predicate, value)
        self._mark_label(old, f"(old id of {self._shorten(target)})")
        self._bury(old, target)
        return self._revise()

    def relabel(self, name: str, label: str) -> Revision:
        """Return the revision that gives a claim or concept another label.

        A concept keeps the label that it had among its other labels, so that it is still found.
        """
        item = self._find(name)
        kind = self._require_kind(item)
        if not label.strip():
            raise InputError("a label is not empty")
        before = self.pages.get(item, PREF_LABEL)
        language = next((m[2] for m in map(_LABEL.fullmatch, before) if m and m[2]), "@en")
        after = write_term(label.strip()) + language
        if after in before:
            raise InputError(f"that is the label of {self._shorten(item)} already")
        for value in before:
            if value.endswith(language):
                self.pages.remove(item, PREF_LABEL, value)
                if kind == "concept":
                    self.pages.add(item, ALT_LABEL, value)
        self.pages.remove(item, ALT_LABEL, after)
        self.pages.add(item, PREF_LABEL, after)
        return self._revise()

    def merge(self, name: str, into: str) -> Revision:
        """Return the revision that merges a claim or concept into another of its kind.

        References lead to the other one. A claim gives it its passages; a concept its labels, and
        its place in the tree where it stood between the other one and the top. Raises InputError
        where the two are not of one kind, or of two schemes.
        """
        old, target = self._find(name), self._find(into)
        kind = self._require_kind(old)
        if self._require_kind(target) != kind or old == target:
            raise InputError(
                f"{self._shorten(old)} cannot be merged into {self._shorten(target)}: name two "
                f"different {kind}s"
            )
        if sorted(self.pages.get(old, _SCHEME)) != sorted(self.pages.get(target, _SCHEME)):
            raise InputError("two concepts of different schemes are never the same")
        if kind == "concept":
            self._merge_concepts(old, target)
        for passage in self.pages.get(old, EKB + "statedIn"):
            self.pages.add(target, EKB + "statedIn", passage)
        self.pages.lead(old, target)
        self._bury(old, target)
        return self._revise()

    def deprecate(self, name: str, because: str, replaced_by: str | None = None) -> Revision:
        """Return the revision that withdraws a claim or concept, with the reason.

        With ``replaced_by`` references lead to what takes its place; without, they stay, and a
        notice says which they are.
        """
        old = self._find(name)
        self._require_kind(old)
        if not because.strip():
            raise InputError("say why, in words: --because TEXT")
        target = self._find(replaced_by) if replaced_by is not None else None
        if target == old:
            raise InputError("nothing takes its own place: name another item")
        if target is not None:
            self._require_kind(target)
            self.pages.lead(old, target)
        else:
            left = [self._shorten(term) for term in self.pages.mentions(old)]
            if left:
                self.notices.append(
                    f"{self._shorten(old)} is still referred to by {', '.join(left)}"
                )
        self._bury(old, target)
        self.pages.add(old, _NOTE, write_term(because.strip()) + "@en")
        return self._revise()

    # -- steps ------------------------------------------------------------------------------

    def _find(self, name: str) -> str:
        """Return the term that a name means; InputError where it is withdrawn already."""
        term = write_term(IRI(self.kb.resolve(name)))
        if _TRUE in self.pages.get(term, DEPRECATED):
            places = ", ".join(map(self._shorten, self.pages.get(term, _REPLACED)))
            went = f", replaced by {places}" if places else ""
            raise InputError(f"{self._shorten(term)} is withdrawn already{went}")
        return term

    def _require_kind(
        self,
        term: str,
        kinds: tuple[str, ...] = tuple(_KINDS.values()),
        otherwise: str = "is no claim and no concept",
    ) -> str:
        found = [_KINDS[value] for value in self.pages.get(term, RDF_TYPE) if value in _KINDS]
        if not found or found[0] not in kinds:
            raise InputError(f"{self._shorten(term)} {otherwise}")
        return found[0]

    def _bury(self, old: str, target: str | None) -> None:
        """Make the block of an item its tombstone."""
        for value in self.pages.get(old, DEPRECATED):
            self.pages.remove(old, DEPRECATED, value)
        self.pages.add(old, DEPRECATED, _TRUE)
        if target is not None:
            self.pages.add(old, _REPLACED, target)

    def _merge_concepts(self, old: str, target: str) -> None:
        if old in self.pages.get(target, _BROADER):
            for above in self.pages.get(old, _BROADER):
                if above != target:
                    self.pages.add(target, _BROADER, above)
        labels = self.pages.get(old, PREF_LABEL)
        for label in (*labels, *self.pages.get(old, ALT_LABEL)):
            if label not in self.pages.get(target, PREF_LABEL):
                self.pages.add(target, ALT_LABEL, label)
            self.pages.remove(old, ALT_LABEL, label)
        self._mark_label(old, f"(merged into {self._shorten(target)})")

    def _mark_label(self, term: str, mark: str) -> None:
        """Say beside the label where an item went: a label means one concept of a scheme."""
        for label in self.pages.get(term, PREF_LABEL):
            parts = _LABEL.fullmatch(label)
            if parts:
                self.pages.remove(term, PREF_LABEL, label)
                self.pages.add(term, PREF_LABEL, f'"{parts[1]} {mark}"{parts[2] or ""}')

    def _shorten(self, term: str) -> str:
        return self.kb.base.shorten(term[1:-1])

    def _revise(self) -> Revision:
        """Return the revision of what was edited, once the base that it makes keeps the model."""
        files = self.pages.write()
        with TemporaryDirectory(prefix="evidence-kb-") as folder:
            for path, data in self.read.items():
                text = files[path].encode() if path in files else data
                with open(os.path.join(folder, os.path.basename(path)), "wb") as file:
                    file.write(text)
            single = os.path.isfile(self.kb.base.source)
            place = os.path.join(folder, os.path.basename(self.kb.base.files[0]))
            after = open_base(place if single else folder, self.max_size)
            wrong = _find_new(self.kb.base.files, place if single else folder, self.max_size)
        if wrong:
            raise DataError(_word_problems(wrong))
        after.source = self.kb.base.source
        return Revision(diff(self.kb.base, after), files, self.read, tuple(self.notices))


def _find_new(before: Sequence[str], after: str, max_size: int) -> list[Finding]:
    """Return the errors of one state of a base that another one did not have, without places."""
    errors = [each for each in check(after, max_size=max_size) if each.severity == "error"]
    if errors:
        known = {(each.rule, each.message) for each in check(*before, max_size=max_size)}
        errors = [each for each in errors if (each.rule, each.message) not in known]
    return errors


def _word_problems(findings: Sequence[Finding]) -> str:
    lines = ["nothing is written, because the base would no longer keep the model:"]
    for finding in findings[:_PROBLEMS_SHOWN]:
        lines += [f"{os.path.basename(finding.file)}: {finding.message} [{finding.rule}]"]
        lines += [finding.excerpt] if finding.excerpt else []
    if len(findings) > _PROBLEMS_SHOWN:
        lines.append(f"and {len(findings) - _PROBLEMS_SHOWN} more")
    return "\n".join(lines)


def _read_bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror}") from error
