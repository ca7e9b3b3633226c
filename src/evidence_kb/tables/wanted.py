"""What a person asks of a table, as it was given: kept to say afterwards what a table shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Filter = str | bool | Sequence[str]
"""The value of a filter: one name or several (or-ed), or True / False for a flag or a count."""


class Wanted(NamedTuple):
    """Columns, order, limit, search, ids and filters; filters are not resolved yet."""

    columns: tuple[str, ...]
    sort: tuple[str, ...]
    limit: int | None
    search: str
    ids: bool
    filters: Mapping[str, Filter]

    def describe_command(self, name: str) -> str:
        """Return the command that gives the table, filters apart.

        >>> Wanted((), ("-id",), 2, "", False, {}).describe_command("claims")
        'table claims --sort -id --limit 2'
        """
        words = ["table", name]
        for option, value in (
            ("--columns", ",".join(self.columns)),
            ("--sort", ",".join(self.sort)),
            ("--limit", "" if self.limit is None else str(self.limit)),
        ):
            words += [option, value] if value else []
        return " ".join([*words, "--ids"] if self.ids else words)

    def describe_filters(self) -> list[str]:
        """Return a phrase for each filter, and one for the search.

        >>> Wanted((), (), None, "sleep", False, {"tier": ["a", "b"]}).describe_filters()
        ['tier = a or b', 'search = sleep']
        """
        described = []
        for option, value in self.filters.items():
            if isinstance(value, bool):
                described.append(option if value else f"not {option}")
            else:
                names = [value] if isinstance(value, str) else value
                described.append(f"{option} = {' or '.join(names)}")
        return described + ([f"search = {self.search}"] if self.search else [])
