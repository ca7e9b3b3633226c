"""Changes as notes for a release (Markdown), as plain text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evidence_kb.tables.formats.cells import spell_for_reader
from evidence_kb.tables.formats.md import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.curation.change import Change, Changes, Side


def title_changes(changes: Changes) -> str:
    """Return one line that says what was compared: title, versions.

    >>> from evidence_kb.curation.change import Changes, Side
    >>> title_changes(Changes(Side("a", "Base", "1", ""), Side("b", "Base", "2", ""), ()))
    'Base: 1 -> 2'
    """
    old, new = changes.old, changes.new
    versions = [side.version or "no version" for side in (old, new)]
    if versions[0] != versions[1]:
        told = " -> ".join(versions)
    else:
        told = versions[0] if old.name == new.name else f"{versions[0]}, {old.name} -> {new.name}"
    return spell_for_reader(f"{new.title}: {told}").replace("\n", " ")


def list_groups(changes: Changes) -> Iterator[tuple[str, list[Change]]]:
    """Yield each heading with its changes, in order."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.group, []).append(change)
    yield from groups.items()


def spell_change(change: Change) -> str:
    """Return what changed of an item in one line, without its id and without control characters."""
    return " ".join(spell_for_reader(change.text).split())


def write_markdown(changes: Changes) -> str:
    """Return the changes as Markdown: a title, a heading for each group, an item for each change.

    Names and values show as themselves, whatever marks they hold; the text ends in a line end.
    """
    lines = [f"# {escape(title_changes(changes))}", ""]
    if not changes:
        lines += [f"No changes. Content hash: `{changes.new.content_hash}`."]
        return "\n".join(lines) + "\n"
    for group, members in list_groups(changes):
        lines += [f"## {group}", ""]
        lines += [f"- **{escape(c.id)}** {escape(spell_change(c))}" for c in members]
        lines.append("")
    lines += [
        f"{count_changes(changes)}. Content hash: `{changes.old.content_hash}` before, "
        f"`{changes.new.content_hash}` after.",
    ]
    return "\n".join(lines) + "\n"


def write_json(changes: Changes) -> str:
    """Return the changes as one JSON object: ``old``, ``new`` and ``changes``.

    A change has group, action, id, item (its IRI), text, property (an IRI or null), and the triples
    that it stands for, ``removed`` and ``added``, each a list of three terms in N-Triples.
    """
    told = {
        "old": _describe_side(changes.old),
        "new": _describe_side(changes.new),
        "changes": [change._asdict() for change in changes],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _describe_side(side: Side) -> dict[str, str | None]:
    return side._asdict()


def count_changes(changes: Changes) -> str:
    """Return how many changes there are, under which headings.

    >>> from evidence_kb.curation.change import Change, Changes, Side
    >>> side = Side("a", "Base", "1", "")
    >>> count_changes(Changes(side, side, (Change("Claims", "added", "urn:c", "C1", "added"),)))
    '1 change: 1 in claims'
    """
    counts = changes.count_groups()
    groups = ", ".join(f"{count:,} in {name.lower()}" for name, count in counts.items())
    total = sum(counts.values())
    count = f"{total:,} change" + ("" if total == 1 else "s")
    return f"{count}: {groups}" if groups else "no changes"
