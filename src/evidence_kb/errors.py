"""The one tree of errors, each with the exit code that the command line gives for it.

::

    EvidenceError
    ├── DataError           1  the data is wrong, or a check found something
    ├── InputError          2  what the person typed is wrong
    │   └── UnknownName     2  a term, query, table, column or option value that does not exist
    ├── LockedError         3  another process holds the store
    ├── LimitError          4  a limit was reached: time, size, depth, length
    └── EnvironmentFault    5  the machine: a missing file, permission, disk, network
        └── MissingExtra    5  an optional package is not installed
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """Where in a source something stands; line and column count from 1, None when not known."""

    source: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return the place as ``file:line:column``, as far as it is known.

        >>> str(Place("claims.ttl", 3, 11))
        'claims.ttl:3:11'
        """
        return ":".join(str(part) for part in self if part is not None)


class EvidenceError(Exception):
    """Base of every error that evidence-kb raises on purpose."""

    exit_code = 1


class DataError(EvidenceError):
    """The data is wrong: syntax, encoding, content.

    ``place`` says where, ``excerpt`` is the source line with a caret below it (None if unknown).

    >>> print(DataError("two values", place=Place("claims.ttl", 3, 11)))
    claims.ttl:3:11: two values
    """

    exit_code = 1

    def __init__(self, message: str, *, place: Place | None = None, excerpt: str | None = None):
        self.message = message
        self.place = place
        self.excerpt = excerpt
        text = f"{place}: {message}" if place else message
        super().__init__(f"{text}\n{excerpt}" if excerpt else text)


class InputError(EvidenceError):
    """What the person typed is wrong: an option, a name, a query text, a file suffix."""

    exit_code = 2


class UnknownName(InputError):
    """A name that does not exist, with the nearest ones that do.

    >>> print(UnknownName("tier", "hihg", ["high-confidence"]))
    no tier 'hihg'; did you mean 'high-confidence'?
    """

    def __init__(self, kind: str, name: str, nearest: Iterable[str] = (), hint: str = ""):
        self.kind = kind
        self.name = name
        self.nearest = tuple(nearest)
        text = f"no {kind} '{name}'"
        if self.nearest:
            text += "; did you mean " + " or ".join(f"'{near}'" for near in self.nearest) + "?"
        elif hint:
            text += f"; {hint}"
        super().__init__(text)


class LockedError(EvidenceError):
    """Another process holds what is to be written."""

    exit_code = 3


class LimitError(EvidenceError):
    """A limit was reached; the message names it and how to raise it."""

    exit_code = 4


class EnvironmentFault(EvidenceError):
    """The machine refuses: a missing file, no permission, a full disk."""

    exit_code = 5


class MissingExtra(EnvironmentFault):
    """An optional package is not installed; the message carries the command that installs it."""

    def __init__(self, package: str, extra: str, purpose: str):
        super().__init__(
            f"{purpose} needs {package}: install it with  pip install 'evidence-kb[{extra}]'"
        )
