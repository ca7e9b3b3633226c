"""Numbers and days as a workbook keeps them, and as text that a person would have typed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from evidence_kb.tables.formats.workbook import is_exact

# Number formats that every workbook knows without saying (ECMA-376, part 1, 18.8.30), and those
# that East Asian versions add: the ones that show a day or a time.
_DAY_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_LAST_DAY = 2_958_466  # the serial number after 31 December 9999
_SECONDS = 86_400


def read_figure(text: str) -> float | None:
    """Return the number of a text, None where a workbook would give back another text.

    >>> read_figure("-0.35"), read_figure("1.50"), read_figure("12345678901234567")
    (-0.35, None, None)
    """
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return None
    if not figure.is_finite() or not is_exact(figure):
        return None
    value = float(figure)
    return value if spell_number(value) == text else None


def spell_number(value: float) -> str:
    """Return the shortest text of a number, without exponent.

    >>> spell_number(6500.0), spell_number(0.92), spell_number(1e-7), spell_number(-0.0)
    ('6500', '0.92', '0.0000001', '0')
    """
    text = format(Decimal(repr(value + 0.0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shows_day(number: int, code: str) -> bool:
    """Return whether a number format shows a day or a time, by its number and its code.

    >>> shows_day(14, ""), shows_day(164, "dd/mm/yyyy"), shows_day(165, '0.00 "mmol/day"')
    (True, True, False)
    """
    if not code:
        return number in _DAY_FORMATS
    return re.search("[dmyhs]", _LITERAL.sub("", code.split(";")[0]), re.IGNORECASE) is not None


def read_day(serial: float, since_1904: bool) -> str | None:
    """Return the day of a serial number in ISO form, with the time where it has one.

    None where there is no such day: workbooks that count from 1900 have a 29 February in that year.

    >>> read_day(43891, False), read_day(42429, True), read_day(43891.5, False), read_day(60, False)
    ('2020-03-01', '2020-03-01', '2020-03-01T12:00:00', None)
    """
    if not 0 <= serial < _LAST_DAY or (not since_1904 and int(serial) == 60):
        return None
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 + (serial < 60))
    try:
        moment = first + timedelta(int(serial), round(serial % 1 * _SECONDS))
    except OverflowError:
        return None
    return (moment if moment.time() != datetime.min.time() else moment.date()).isoformat()
