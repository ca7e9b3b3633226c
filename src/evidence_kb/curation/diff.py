"""What changed between two states of a base, in the words of the field.

The two contents are compared as sets of triples, the ones that the content hash is made of: layout,
order, prefixes and file boundaries are no change. Every triple that differs is part of exactly one
change; what no rule below words is told property by property.
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING

from evidence_kb.curation.change import GROUPS, OTHERS, Change, Changes, Side, order_changes
from evidence_kb.curation.facts import Facts, Words, read_text, split_line
from evidence_kb.curation.headlines import describe_estimate, describe_span, summarise
from evidence_kb.graph.base import MAX_SIZE, Base, scan_base
from evidence_kb.graph.lines import walk_together
from evidence_kb.vocabulary import (
    ALT_LABEL,
    DCAT,
    DCTERMS,
    DEPRECATED,
    EKB,
    OA,
    PREF_LABEL,
    RDF_TYPE,
    SKOS,
    XSD,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evidence_kb.graph.lines import SortedLines
    from evidence_kb.graph.terms import Triple

_REPLACED = DCTERMS + "isReplacedBy"
_TRUE = f'"true"^^<{XSD}boolean>'
_TIER = EKB + "tier"
_RULE = EKB + "tierRule"
_NUMBERS = [EKB + name for name in ("estimate", "ciLow", "ciHigh", "asPrinted")]
_STATEMENTS = {"Claim", "Recommendation", "Definition", "Question"}


def diff(
    old: str | os.PathLike[str] | Base,
    new: str | os.PathLike[str] | Base,
    *,
    max_size: int = MAX_SIZE,
) -> Changes:
    """Return the changes from one state of a base to another: files, folders or open bases.

    They come in the order for a reader; there are none exactly where the content hashes agree.
    Raises what opening a base raises (DataError, EnvironmentFault, InputError, LimitError).

    >>> from evidence_kb.resources import find_folder
    >>> len(diff(find_folder("data"), find_folder("data")))
    0
    """
    before, after = (
        side if isinstance(side, Base) else scan_base(os.fspath(side), max_size)
        for side in (old, new)
    )
    facts = Facts(before), Facts(after)
    old_side, new_side = (
        Side(base.source, base.title, base.version, each.lines.hash())
        for base, each in zip((before, after), facts, strict=True)
    )
    if old_side.content_hash == new_side.content_hash:
        return Changes(old_side, new_side, ())
    return Changes(old_side, new_side, order_changes([*_Comparison(*facts).list_changes()]))


class _Item:
    """What differs of one item, by property; telling a change takes its triples out."""

    def __init__(self, subject: str):
        self.subject = subject
        self.kind = ""
        self.removed: dict[str, list[Triple]] = defaultdict(list)
        self.added: dict[str, list[Triple]] = defaultdict(list)

    def get(self, predicate: str) -> tuple[list[str], list[str]]:
        """Return the values of a property that are gone, and those that are new."""
        gone, come = self.removed.get(predicate, ()), self.added.get(predicate, ())
        return [triple[2] for triple in gone], [triple[2] for triple in come]

    def take(self, predicates: Iterable[str]) -> tuple[tuple[Triple, ...], tuple[Triple, ...]]:
        """Take out the triples of some properties: those that are gone, those that are new."""
        names = list(predicates)
        gone = [triple for name in names for triple in self.removed.pop(name, ())]
        come = [triple for name in names for triple in self.added.pop(name, ())]
        return tuple(sorted(gone)), tuple(sorted(come))

    @property
    def predicates(self) -> list[str]:
        """The properties of which something is still untold, in order."""
        return sorted({name for name in (*self.removed, *self.added) if any(self.get(name))})


class _Comparison:
    """The two states of a base, and the items that differ."""

    def __init__(self, old: Facts, new: Facts):
        self.old, self.new, self.words = old, new, Words(old, new)
        self.items: dict[str, _Item] = {}
        self._gather(*_list_differences(old.lines, new.lines))
        self.moves = self._find_moves()

    def _gather(self, gone: list[Triple], come: list[Triple]) -> None:
        """Sort triples by item; what is said of a position is said of what stands there."""
        changed = {subject for subject, _, _ in (*gone, *come)}
        owners = self.old.find_owners(changed) | self.new.find_owners(changed)
        for triples, side in ((gone, "removed"), (come, "added")):
            for triple in triples:
                subject = owners.get(triple[0], triple[0])
                item = self.items.setdefault(subject, _Item(subject))
                getattr(item, side)[triple[1][1:-1]].append(triple)
        for item in self.items.values():
            item.kind = self.find_kind(item.subject)

    def find_kind(self, subject: str) -> str:
        """Return the kind of an item, a key of GROUPS; empty for what the model does not know."""
        for facts in (self.new, self.old):
            types = {value[1:-1] for value in facts.find(subject).get(RDF_TYPE, ())}
            for kind in GROUPS:
                if EKB + kind in types or SKOS + kind in types:
                    return kind
        return ""

    def _find_moves(self) -> dict[str, str]:
        """Return what takes the place of each item that was withdrawn for one other."""
        moves = {}
        for subject, item in self.items.items():
            targets = self.new.find(subject).get(_REPLACED, ())
            if len(targets) == 1 and _TRUE in item.get(DEPRECATED)[1]:
                moves[subject] = targets[0]
        return moves

    def list_changes(self) -> Iterator[Change]:
        """Yield the changes, in no order."""
        yield from self._tell_followed()
        for subject, item in self.items.items():
            if not item.predicates:
                continue
            if not self.old.find(subject):
                yield self._tell_added(item)
            elif not self.new.find(subject):
                text = summarise(item.kind, subject, self.old, self.words)
                told = f"removed: {text}" if text else "removed"
                yield self._change(item, "removed", told, item.predicates)
            else:
                yield from self._tell_item(item)

    def _change(self, item: _Item, action: str, text: str, predicates: Iterable[str]) -> Change:
        names = list(predicates)
        removed, added = item.take(names)
        return self._word(
            item.subject, action, text, names[0] if len(names) == 1 else None, removed, added
        )

    def _word(
        self,
        subject: str,
        action: str,
        text: str,
        property: str | None,
        removed: tuple[Triple, ...],
        added: tuple[Triple, ...],
    ) -> Change:
        group = GROUPS.get(self.find_kind(subject), OTHERS)
        name = subject[1:-1] if subject.startswith("<") else subject
        told = self.words.identify(subject)
        return Change(group, action, name, told, text, property, removed, added)

    # -- whole items ------------------------------------------------------------------------

    def _tell_followed(self) -> Iterator[Change]:
        """Yield, for each item replaced by one other, the references that followed."""
        told: dict[str, tuple[list[Triple], list[Triple]]] = defaultdict(lambda: ([], []))
        for item in self.items.values():
            if not self.new.find(item.subject):
                continue
            for predicate in item.predicates:
                for triple in list(item.removed.get(predicate, ())):
                    target = self.moves.get(triple[2])
                    if target is None or (predicate == _REPLACED and triple[0] in self.moves):
                        continue
                    follows = (triple[0], triple[1], target)
                    if follows in item.added.get(predicate, ()):
                        item.added[predicate].remove(follows)
                        told[triple[2]][1].append(follows)
                    elif target not in self.new.find(triple[0]).get(predicate, ()):
                        continue
                    item.removed[predicate].remove(triple)
                    told[triple[2]][0].append(triple)
        for subject, (gone, come) in told.items():
            names = sorted({self.words.identify(triple[0]) for triple in gone})
            text = f"references now lead to {self._name(self.moves[subject])}: {', '.join(names)}"
            yield self._word(
                subject, "followed", text, None, tuple(sorted(gone)), tuple(sorted(come))
            )

    def _tell_added(self, item: _Item) -> Change:
        for subject, target in self.moves.items():
            if target == item.subject and self._is_renamed(subject, target):
                text = f"takes the place of {self._name(subject)}"
                return self._change(item, "followed", text, item.predicates)
        text = summarise(item.kind, item.subject, self.new, self.words)
        return self._change(item, "added", f"added: {text}" if text else "added", item.predicates)

    def _is_renamed(self, subject: str, target: str) -> bool:
        """Whether an item is replaced by one that is new and was called as it was."""
        label = self.old.find_one(subject, PREF_LABEL)
        return (
            not self.old.find(target)
            and label is not None
            and label == self.new.find_one(target, PREF_LABEL)
        )

    def _tell_withdrawn(self, item: _Item) -> Iterator[Change]:
        gone, come = item.get(DEPRECATED)
        if _TRUE in gone:
            yield self._change(item, "restored", "restored", [DEPRECATED, _REPLACED])
        if _TRUE not in come:
            return
        targets = item.get(_REPLACED)[1]
        taken = [DEPRECATED, _REPLACED]
        names = ", ".join(map(self._name, targets))
        if len(targets) == 1 and self._is_renamed(item.subject, targets[0]):
            action, text = "renamed", f"id renamed to {names}"
            taken += self._list_passed_on(item, targets[0])
        elif targets and all(self.old.find(target) for target in targets):
            action, text = "merged", f"merged into {names}"
            taken += self._list_passed_on(item, targets[0]) if len(targets) == 1 else []
        else:
            action, text = "withdrawn", "withdrawn" + (f", replaced by {names}" if names else "")
        removed, reasons = item.get(SKOS + "editorialNote")
        if reasons and not removed:
            taken.append(SKOS + "editorialNote")
            text += ": " + "; ".join(map(read_text, reasons))
        yield self._change(item, action, text, taken)

    def _list_passed_on(self, item: _Item, target: str) -> list[str]:
        """Return the properties whose lost values are now those of what takes an item's place."""
        there = self.new.find(target)
        labels = {*there.get(PREF_LABEL, ()), *there.get(ALT_LABEL, ())}
        passed = []
        for predicate in item.predicates:
            gone, come = item.get(predicate)
            kept = labels if predicate in (PREF_LABEL, ALT_LABEL) else there.get(predicate, ())
            marked = predicate == PREF_LABEL and len(gone) == len(come) == 1
            marked = marked and read_text(come[0]).startswith(read_text(gone[0]))
            if gone and set(gone) <= set(kept) and (marked or not come):
                passed.append(predicate)
        return passed

    def _name(self, term: str) -> str:
        return self.words.identify(term)

    # -- what differs of an item ------------------------------------------------------------

    def _tell_item(self, item: _Item) -> Iterator[Change]:
        yield from self._tell_withdrawn(item)
        yield from self._tell_tier(item)
        yield from self._tell_estimate(item)
        yield from self._tell_position(item)
        for predicate in item.predicates:
            action, word = self._find_action(item, predicate)
            text = f"{word}: {self._tell_values(*item.get(predicate))}"
            if item.kind == "EvidenceLine":
                text += self._place_line(item.subject)
            yield self._change(item, action, text, [predicate])

    def _find_action(self, item: _Item, predicate: str) -> tuple[str, str]:
        """Return what a changed property means for its kind of item, and the word for it."""
        word = self.words.name_property(predicate)
        if predicate == PREF_LABEL:
            return ("reworded",) * 2 if item.kind in _STATEMENTS else ("renamed",) * 2
        if predicate == SKOS + "broader":
            return "moved", "moved, broader"
        named = {EKB + "bearing": "bearing", DCAT + "version": "version", _TIER: "tier"}
        return named.get(predicate, "changed"), word

    def _tell_values(self, gone: list[str], come: list[str]) -> str:
        before, after = self.words.show_each(gone, come)
        if len(before) == len(after) == 1:
            return f"{before[0]} -> {after[0]}"
        told = [("removed", before), ("added", after)]
        return "; ".join(f"{what} {', '.join(values)}" for what, values in told if values)

    def _place_line(self, subject: str) -> str:
        """Return which finding an evidence line ties to which claim."""
        ends = (self.words.look_up(subject, EKB + name) for name in ("finding", "bearsOn"))
        return f" ({' on '.join(self._name(end) for end in ends if end)})"

    def _tell_tier(self, item: _Item) -> Iterator[Change]:
        gone, come = item.get(_TIER)
        if len(gone) != 1 or len(come) != 1:
            return
        text = f"tier: {self._tell_values(gone, come)}"
        rules = [", ".join(map(read_text, values)) or "none" for values in item.get(_RULE)]
        if rules[0] != rules[1]:
            text += f" ({rules[0]} -> {rules[1]})"
            yield self._change(item, "tier", text, [_TIER, _RULE])
        else:
            kept = self.new.find_one(item.subject, _RULE)
            text += f" ({read_text(kept)})" if kept else ""
            yield self._change(item, "tier", text, [_TIER])

    def _tell_estimate(self, item: _Item) -> Iterator[Change]:
        """Yield one change for the figures of a finding, where that says all of it."""
        changed = [name for name in _NUMBERS if any(item.get(name))]
        before, after = (describe_estimate(side.find(item.subject)) for side in self.sides)
        if item.kind == "Finding" and changed and before != after:
            numbers = "; ".join(
                f"{self.words.name_property(name)} {self._tell_values(*item.get(name))}"
                for name in changed
                if name != EKB + "asPrinted"
            )
            text = f"estimate: {before or 'none'} -> {after or 'none'}"
            printed = all(EKB + "asPrinted" in side.find(item.subject) for side in self.sides)
            text += f" [{numbers}]" if numbers and printed else ""
            yield self._change(item, "estimate", text, changed)

    @property
    def sides(self) -> tuple[Facts, Facts]:
        """The old state and the new one."""
        return self.old, self.new

    def _tell_position(self, item: _Item) -> Iterator[Change]:
        """Yield where a passage went, and whether other words stand there."""
        ends = [OA + "start", OA + "end"]
        if item.kind not in ("Passage", "Section") or not any(map(any, map(item.get, ends))):
            return
        spans = [
            describe_span(self.words, selector, old=side is self.old)
            for side in self.sides
            for selector in list(side.find(item.subject).get(OA + "hasSelector", ()))[:1]
        ]
        if len(spans) != 2 or not all(spans) or spans[0] == spans[1]:
            return
        text = f"moved: {spans[0]} -> {spans[1].removeprefix('characters ')}"
        if any(item.get(EKB + "sha256")):
            yield self._change(item, "moved", f"{text}, other text", [*ends, EKB + "sha256"])
        else:
            yield self._change(item, "moved", f"{text}, same text", ends)


def _list_differences(old: SortedLines, new: SortedLines) -> tuple[list[Triple], list[Triple]]:
    """Return the triples that are gone and those that are new, in order."""
    gone: list[Triple] = []
    come: list[Triple] = []
    for before, after in walk_together([old.read(), new.read()]):
        if before != after:
            known, kept = set(before), set(after)
            gone += [split_line(line.decode()) for line in before if line not in kept]
            come += [split_line(line.decode()) for line in after if line not in known]
    return gone, come
