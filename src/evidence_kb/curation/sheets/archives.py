"""What a workbook must pass before it is opened, and what other files are called by name.

A workbook is a ZIP archive of XML. One that unpacks to far more than its size, whose members point
elsewhere, or whose XML declares entities is refused before any of it is read. The home of
defusedxml.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from evidence_kb.errors import DataError, EnvironmentFault, InputError, LimitError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SIZE = 200_000_000  # bytes, unpacked, of one member or file
_MAX_WHOLE = 5  # times as much may all members be together, for they are not read at once
_MAX_RATIO = 100
_SMALL = 10_000_000  # bytes: below this the ratio of sheets of blanks says nothing
_MAX_MEMBERS = 2_000
_PIECE = 1 << 16
_SAVE = "open it in the program it comes from and save it as .xlsx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What other archives of spreadsheets hold, and what they are.
_FOREIGN = (
    ("content.xml", "an OpenDocument spreadsheet (.ods)"),
    ("xl/vbaProject.bin", "a workbook with macros (.xlsm)"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("Index/Document.iwa", "a Numbers document"),
    ("Index.zip", "a Numbers document"),
    ("index.apxl", "a Keynote document"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
)
_XML = (".xml", ".rels", ".vml")


def sniff(path: str) -> str:
    """Return what a file is: ``folder``, ``workbook`` or ``text``.

    Raises ``InputError`` for a file that is named but not read, with what to do, and
    ``EnvironmentFault`` where there is none.
    """
    if os.path.isdir(path):
        return "folder"
    if not os.path.isfile(path):
        reason = "it is a device or a pipe" if os.path.exists(path) else "there is no such file"
        raise EnvironmentFault(f"cannot read {path}: {reason}")
    try:
        with open(path, "rb") as file:
            start = file.read(len(_OLE))
            if start == _OLE:
                _refuse_ole(path, start + file.read(_SMALL))
    except OSError as error:
        raise EnvironmentFault(f"cannot read {path}: {error.strerror}") from error
    if start.startswith(b"PK"):
        return "workbook"
    suffix = os.path.splitext(path)[1].lower()
    if suffix in (".csv", ".tsv", ".txt"):
        return "text"
    if suffix == ".xlsx":
        raise DataError(f"this is no workbook, whatever its name says: {_SAVE}", place=Place(path))
    raise InputError(f"{path}: sheets are read from .xlsx files and folders of .csv files: {_SAVE}")


def _refuse_ole(path: str, data: bytes) -> NoReturn:
    if _ENCRYPTED in data:
        raise InputError(f"{path} is protected by a password: save it without one, as .xlsx")
    raise InputError(f"{path} is a workbook of the old kind (.xls): {_SAVE}")


@contextmanager
def open_archive(path: str, max_size: int = MAX_SIZE) -> Iterator[zipfile.ZipFile]:
    """Give the archive of a workbook, checked; what breaks while it is read becomes an error.

    Raises ``DataError`` for what is damaged or made to do harm, ``InputError`` for other kinds of
    spreadsheet, ``LimitError`` above ``max_size`` bytes unpacked, a member, or five times
    that in all.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException

    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive, max_size)
            for name in archive.namelist():
                # What is no XML breaks off here at once, and would wherever else it is read as XML.
                with suppress(ParseError):
                    _check_prolog(archive, name)
            yield archive
    except DefusedXmlException as error:
        raise DataError(
            "its XML declares types or entities, as no spreadsheet program does: it is not read",
            place=Place(path),
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ParseError) as error:
        raise DataError(f"the workbook is damaged ({error}): {_SAVE}", place=Place(path)) from error
    except OSError as error:
        raise EnvironmentFault(f"cannot read {path}: {error.strerror or error}") from error


def _check_members(path: str, archive: zipfile.ZipFile, max_size: int) -> None:
    """Refuse by what the archive says of itself; what it says, zipfile holds it to when reading."""
    members = archive.infolist()
    names = {member.filename for member in members}
    for name, what in _FOREIGN:
        if name in names:
            raise InputError(f"{path} is {what}: {_SAVE}")
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    largest = max((member.file_size for member in members), default=0)
    if largest > max_size or size > _MAX_WHOLE * max_size:
        raise LimitError(
            f"{path} would unpack to {size / 1e6:,.0f} MB, and the limit is "
            f"{max_size / 1e6:,.0f} MB a sheet: split it, or write a folder of CSV files"
        )
    if size > max(_SMALL, _MAX_RATIO * packed):
        _refuse(path, f"it unpacks to {size // max(packed, 1):,} times its size")
    if len(members) > _MAX_MEMBERS:
        _refuse(path, f"it has {len(members):,} members, and a workbook has a few dozen")
    if len(names) < len(members):
        _refuse(path, "it has two members of one name")
    for member in members:
        name = member.filename
        parts = name.replace("\\", "/").split("/")
        if member.flag_bits & 1:
            raise InputError(f"{path} is protected by a password: save it without one, as .xlsx")
        if parts[0] == "" or ".." in parts or ":" in name:
            _refuse(path, f"its member '{name}' points outside of it")
        if member.file_size > 3 and not name.lower().endswith(_XML) and _is_archive(archive, name):
            _refuse(path, f"another archive is inside, '{name}': remove what is embedded")


def _is_archive(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as member:
        return member.read(4) == b"PK\x03\x04"


def _refuse(path: str, why: str) -> NoReturn:
    raise DataError(f"this is no workbook as programs write them: {why}", place=Place(path))


def _check_prolog(archive: zipfile.ZipFile, name: str) -> None:
    """Read what comes before the first element, where alone types and entities can be declared."""
    from defusedxml.ElementTree import DefusedXMLParser

    root = _Root()
    parser = DefusedXMLParser(target=root, forbid_dtd=True)
    with archive.open(name) as member:
        while not root.seen and (piece := member.read(_PIECE)):
            parser.feed(piece)


class _Root:
    """What the parser builds: nothing but whether an element has begun."""

    seen = False

    def start(self, _tag: str, _attributes: object) -> None:
        self.seen = True

    def end(self, _tag: str) -> None:
        pass

    def data(self, _text: str) -> None:
        pass

    def close(self) -> None:
        pass
