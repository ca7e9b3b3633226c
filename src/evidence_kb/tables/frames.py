"""Data frames and Parquet: the home of pandas and pyarrow."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from evidence_kb.errors import MissingExtra
from evidence_kb.tables.formats.cells import spell_cell, spell_for_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas

    from evidence_kb.tables.table import Cell, Column, Table

Kind = Literal["text", "list", "number", "count", "flag", "date"]

_INT64 = range(-(2**63), 2**63)
_PANDAS_TYPES: dict[Kind, str] = {
    "text": "string",
    "list": "object",
    "number": "float64",
    "count": "Int64",
    "flag": "boolean",
    "date": "datetime64[s]",
}


def build_frame(table: Table) -> pandas.DataFrame:
    """Return a DataFrame, a row a row, columns by name.

    Many-valued cells are tuples of text; numbers are ``float64``, counts nullable ``Int64``, flags
    nullable ``boolean``, dates ``datetime64[s]``, text ``string``; nothing recorded is a missing
    value. A column in which some value is not of its declared type is text as a whole.

    >>> from evidence_kb.tables.table import Column, Table
    >>> table = Table("t", (Column("id"), Column("n", type="count")), [("C001", 2), ("C002", None)])
    >>> [str(kind) for kind in build_frame(table).dtypes]
    ['string', 'Int64']
    """
    import pandas

    series: dict[str, pandas.Series[Any]] = {}
    for column in table.columns:
        kind, cells = _convert_column(column, table.column(column.name))
        series[column.name] = pandas.Series(cells, dtype=_PANDAS_TYPES[kind])
    return pandas.DataFrame(series, columns=list(table.names))


def write_parquet(table: Table, stream: BinaryIO) -> None:
    """Write the table as Parquet; the file's metadata say what it was made from.

    Types are those of ``build_frame``, with days as ``date32`` and several values as a list of
    text. Raises ``MissingExtra`` where pyarrow is not installed.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write_parquet(Table("t", (Column("id"),), [("C001",)]), stream)
    >>> stream.getvalue()[-4:]
    b'PAR1'
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", "the parquet format") from error
    types: dict[Kind, pyarrow.DataType] = {
        "text": pyarrow.string(),
        "list": pyarrow.list_(pyarrow.string()),
        "number": pyarrow.float64(),
        "count": pyarrow.int64(),
        "flag": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }
    arrays, fields = [], []
    for column in table.columns:
        kind, cells = _convert_column(column, table.column(column.name))
        arrays.append(pyarrow.array(cells, type=types[kind]))
        fields.append(pyarrow.field(column.name, types[kind]))
    facts = [("Title", table.title or table.name)]
    facts += table.provenance.describe() if table.provenance else []
    schema = pyarrow.schema(fields, {label: spell_for_reader(value) for label, value in facts})
    content = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), content)
    stream.write(content.getvalue())


def _convert_column(column: Column, cells: list[Cell]) -> tuple[Kind, list[Any]]:
    """Return the kind that holds every cell of the column, and the cells as that kind."""
    recorded = [cell for cell in cells if cell is not None]
    kind = _find_kind(column, recorded)
    convert = _CONVERTERS[kind]
    return kind, [None if cell is None else convert(cell) for cell in cells]


def _find_kind(column: Column, recorded: Sequence[Cell]) -> Kind:
    if any(isinstance(cell, tuple) for cell in recorded):
        return "list"
    if not column.one and all(isinstance(cell, str) for cell in recorded):
        return "list"
    declared: Kind = "text" if column.type == "concept" else column.type
    if not recorded or declared != "text":
        return declared if all(_FITS[declared](cell) for cell in recorded) else "text"
    # A query's answer declares no types: what all its cells are, the column is.
    order: tuple[Kind, ...] = ("flag", "count", "number", "date")
    return next((kind for kind in order if all(map(_FITS[kind], recorded))), "text")


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool)


def _is_count(cell: Cell) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool) and cell in _INT64


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, date) and not isinstance(cell, datetime)


def _as_list(cell: Cell) -> tuple[str, ...]:
    return tuple(map(str, cell)) if isinstance(cell, tuple) else (spell_cell(cell),)


_FITS: dict[Kind, Callable[[Cell], bool]] = {
    "text": lambda cell: isinstance(cell, str),
    "number": _is_number,
    "count": _is_count,
    "flag": lambda cell: isinstance(cell, bool),
    "date": _is_day,
}
_CONVERTERS: dict[Kind, Callable[[Any], Any]] = {
    # str() makes plain text of an IRI, which is a kind of str.
    "text": lambda cell: str(spell_cell(cell)),
    "list": _as_list,
    "number": float,
    "count": int,
    "flag": bool,
    "date": lambda cell: cell,
}
