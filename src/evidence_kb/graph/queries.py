"""Named queries: a header of comments, standard SPARQL, and parameters as VALUES blocks.

A header says what the query is for::

    # title: Claims by tier
    # question: Which claims carry a given tier?
    # parameter: tier ekb:tier -- only this tier
    # column: claim -- the statement

The type of a parameter is the property whose values it may take, ``any`` (each item or concept),
``text`` or ``number``. A parameter stands in the text as ``VALUES ?tier { UNDEF }``, at each place
where it must bind; unbound, the file runs in any SPARQL tool.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from evidence_kb.errors import DataError, EnvironmentFault, Place, UnknownName
from evidence_kb.files import explain_reading
from evidence_kb.graph.terms import Value, write_term

MAX_QUERY_BYTES = 1_000_000
_HEADER_LINE = re.compile(r"#\s*(title|question|parameter|column)\s*:\s*(.*\S)\s*")
_ENTRY = re.compile(r"(\w+)(?:\s+(?!--)(\S+))?(?:\s+--\s+(.*))?")
_OPAQUE = r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'' + (
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|\#[^\n]*'
)
_PARAMETER_BLOCK = re.compile(
    rf"({_OPAQUE})|\bVALUES\s+[?$](\w+)\s*\{{\s*UNDEF\s*\}}", re.DOTALL | re.IGNORECASE
)


class Parameter(NamedTuple):
    """A parameter of a query: its name, the type of its values, and what it narrows."""

    name: str
    type: str
    meaning: str


class NamedQuery(NamedTuple):
    """A query as its file declares it; ``columns`` maps each column name to its meaning."""

    name: str
    path: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: dict[str, str]
    text: str


class QueryFolder:
    """Named queries of one or several folders of ``.rq`` files; later folders win."""

    def __init__(self, folders: Sequence[str]):
        self._paths: dict[str, str] = {}
        for folder in folders:
            for entry in _list_folder(folder):
                if entry.endswith(".rq"):
                    self._paths[entry.removesuffix(".rq")] = os.path.join(folder, entry)

    @property
    def names(self) -> list[str]:
        """The names of all queries, sorted."""
        return sorted(self._paths)

    def read(self, name: str) -> NamedQuery:
        """Return one query; KeyError where no file of the folders has that name."""
        return read_query(name, self._paths[name])

    def __iter__(self) -> Iterator[NamedQuery]:
        return (self.read(name) for name in self.names)


def _list_folder(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EnvironmentFault(f"{folder}: {explain_reading(error)}") from error


def read_query(name: str, path: str) -> NamedQuery:
    """Return the query in a file, its header taken apart.

    Raises EnvironmentFault where the file cannot be read and DataError where it is not UTF-8 text,
    is longer than ``MAX_QUERY_BYTES``, or a header line cannot be understood.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_QUERY_BYTES + 1)
    except OSError as error:
        raise EnvironmentFault(f"{path}: {explain_reading(error)}") from error
    return parse_query(name, path, data)


def parse_query(name: str, path: str, data: bytes) -> NamedQuery:
    """Return the query that bytes hold, under a name and the path to speak of in messages.

    >>> query = parse_query("n", "n.rq", b"# parameter: a text -- w")
    >>> query.parameters
    (Parameter(name='a', type='text', meaning='w'),)
    """
    if len(data) > MAX_QUERY_BYTES:
        raise DataError(f"a query is at most {MAX_QUERY_BYTES:,} bytes", place=Place(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(path, data.count(b"\n", 0, error.start) + 1)
        raise DataError("a query file is UTF-8 text", place=place) from error
    single = {"title": "", "question": ""}
    parameters: list[Parameter] = []
    columns: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _HEADER_LINE.fullmatch(line)
        if not match:
            continue
        key, rest = match.groups()
        if key in single:
            single[key] = rest
            continue
        entry = _ENTRY.fullmatch(rest)
        if not entry or (key == "parameter" and not entry[2]):
            expected = "name type -- meaning" if key == "parameter" else "name -- meaning"
            raise DataError(
                f"'{line.strip()}' should read '# {key}: {expected}'", place=Place(path, number)
            )
        if key == "parameter":
            parameters.append(Parameter(entry[1], entry[2], entry[3] or ""))
        else:
            columns[entry[1]] = entry[3] or ""
    return NamedQuery(
        name, path, single["title"], single["question"], tuple(parameters), columns, text
    )


def find_parameters(text: str) -> list[str]:
    """Return the names of the parameters whose VALUES blocks stand in a query, in order, once each.

    >>> find_parameters('SELECT ?a { VALUES ?a { UNDEF } FILTER(?b != "VALUES ?c { UNDEF }") }')
    ['a']
    """
    return list(dict.fromkeys(m[2] for m in _PARAMETER_BLOCK.finditer(text) if m[2]))


def bind_parameters(text: str, values: Mapping[str, Sequence[Value]]) -> str:
    """Return the query with the content of each named VALUES block replaced by terms.

    Nothing else is touched. An empty sequence leaves the parameter unbound; several values are
    or-ed. Raises UnknownName for a name that has no block in the text.

    >>> bind_parameters("SELECT * { VALUES ?t { UNDEF } }", {"t": ["a", 2]})
    'SELECT * { VALUES ?t { "a" 2 } }'
    """
    known = find_parameters(text)
    for name in values:
        if name not in known:
            hint = "it has " + (", ".join(known) if known else "none")
            raise UnknownName("parameter", name, (), hint)

    def fill(match: re.Match[str]) -> str:
        terms = values.get(match[2] or "")
        if not terms:
            return match.group()
        return f"VALUES ?{match[2]} {{ {' '.join(write_term(value) for value in terms)} }}"

    return _PARAMETER_BLOCK.sub(fill, text)
