"""The table: columns, rows of plain values, and what the rows were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from evidence_kb.errors import UnknownName

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    import pandas

Cell: TypeAlias = "str | int | float | bool | Decimal | date | tuple[str, ...] | None"
"""One value of a row: a tuple where a column may hold several, None where nothing is recorded."""

ColumnType = Literal["text", "concept", "number", "flag", "count", "date"]


class Column(NamedTuple):
    """One column: its stable name, the title a reader sees, and what its cells hold.

    ``one`` is True where an item has at most one value; otherwise cells are tuples of text.
    """

    name: str
    title: str = ""
    type: ColumnType = "text"
    one: bool = True

    @property
    def heading(self) -> str:
        """The title, or the name in words where no title is declared."""
        return self.title or self.name.replace("_", " ").capitalize()


class Provenance:
    """What a table was made from; the content hash is computed when first asked for."""

    def __init__(
        self,
        base: str,
        version: str | None,
        modified: str | None,
        licence: str | None,
        command: str,
        hasher: Callable[[], str],
        filters: tuple[str, ...] = (),
    ):
        self.base = base
        self.version = version
        self.modified = modified
        self.licence = licence
        self.command = command
        self.filters = filters
        self._hasher = hasher

    @cached_property
    def content_hash(self) -> str:
        """The sha256 of the base's content, in hexadecimal; independent of its layout."""
        return self._hasher()

    def describe(self) -> list[tuple[str, str]]:
        """Return label and value of each fact, in the order readers want them."""
        facts = [
            ("Base", self.base),
            ("Version", self.version or ""),
            ("Last modified", self.modified or ""),
            ("Licence", self.licence or ""),
            ("Content hash (sha256)", self.content_hash),
            ("Command", self.command),
            ("Filters", "; ".join(self.filters)),
        ]
        return [(label, value) for label, value in facts if value]


class Table:
    """Columns and finished rows; behaves as a sequence of rows.

    >>> table = Table("t", (Column("id"), Column("n", type="count")), [("C001", 2)])
    >>> len(table), table.names, table[0]
    (1, ('id', 'n'), ('C001', 2))
    >>> table.to_dicts()
    [{'id': 'C001', 'n': 2}]
    """

    def __init__(
        self,
        name: str,
        columns: tuple[Column, ...],
        rows: Sequence[tuple[Cell, ...]],
        title: str = "",
        provenance: Provenance | None = None,
    ):
        self.name = name
        self.columns = columns
        self.rows = rows
        self.title = title
        self.provenance = provenance

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self.rows)} rows, {len(self.columns)} columns>"

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self.rows)

    def __getitem__(self, index: int) -> tuple[Cell, ...]:
        return self.rows[index]

    def column(self, name: str) -> list[Cell]:
        """Return the cells of one column, a value a row; KeyError where there is no such column."""
        if name not in self.names:
            raise KeyError(name)
        index = self.names.index(name)
        return [row[index] for row in self.rows]

    def cut(self, columns: Sequence[str], sort: Sequence[str], limit: int | None) -> Table:
        """Return this table ordered by columns (``-name`` descends), cut, with some columns only.

        An empty ``columns`` or ``sort`` leaves them as they are; what is empty comes last. Raises
        UnknownName for a column that the table does not have.
        """
        rows = list(self.rows)
        for key in reversed(sort):
            index = self._index(key.removeprefix("-"))
            full = [row for row in rows if row[index] is not None]
            full.sort(key=lambda row: row[index], reverse=key.startswith("-"))  # type: ignore[arg-type, return-value]
            rows = full + [row for row in rows if row[index] is None]
        rows = rows[:limit]
        if not columns:
            return Table(self.name, self.columns, rows, self.title, self.provenance)
        chosen = [self._index(name) for name in columns]
        kept = tuple(self.columns[index] for index in chosen)
        rows = [tuple(row[i] for i in chosen) for row in rows]
        return Table(self.name, kept, rows, self.title, self.provenance)

    def _index(self, name: str) -> int:
        if name not in self.names:
            raise UnknownName("column", name, hint="there are " + ", ".join(self.names))
        return self.names.index(name)

    def to_dicts(self) -> list[dict[str, Cell]]:
        """Return a dictionary a row, keyed by column name."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """Return a DataFrame, a row a row, columns by name.

        Many-valued cells are tuples of text; numbers are floats, counts nullable ``Int64``, flags
        nullable ``boolean``, dates ``datetime64``; nothing recorded is a missing value.
        """
        from evidence_kb.tables.frames import build_frame

        return build_frame(self)

    def save(self, path: str) -> None:
        """Write the table to a file, in the format that its suffix names, whole or not at all.

        Raises InputError for an unknown suffix, EnvironmentFault where the file cannot be written.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Table("t", (Column("id"),), [("C001",)]).save(f"{folder}/t.csv")
        """
        from evidence_kb.tables.formats import save

        save(self, path)

    def _repr_html_(self) -> str:
        """Return the table as notebooks show it."""
        from evidence_kb.tables.formats.html import render_table

        return render_table(self, limit=50)


def guess_column(name: str, kinds: set[type]) -> Column:
    """Return a column for values of these kinds: its type is theirs where they agree.

    >>> guess_column("n", {int, type(None)}).type, guess_column("v", {int, str}).type
    ('count', 'text')
    """
    names = {kind.__name__ for kind in kinds} - {"NoneType"}
    if names == {"bool"}:
        return Column(name, type="flag")
    if names == {"int"}:
        return Column(name, type="count")
    if names == {"date"}:
        return Column(name, type="date")
    return Column(name, type="number" if names and names <= {"int", "float", "Decimal"} else "text")
