"""Files that are no workbook, or made to do harm, are refused by name before they are opened."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from evidence_kb.curation.sheets.books import read_book
from evidence_kb.errors import DataError, EnvironmentFault, EvidenceError, InputError, LimitError
from tests.curation.sheets.samples import EXPECTED, add_member, make_book, read, rewrite, write

if TYPE_CHECKING:
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet2.xml"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
LATE = f"<!-- {'x' * 70_000} -->{BOMB}"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@pytest.fixture
def path(tmp_path: Path) -> str:
    return write(make_book(), tmp_path / "book.xlsx")


def pack(path: Path, **members: str) -> Path:
    """Write an archive with these members; __ in a name stands for a dot, _slash_ for a slash."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_slash_", "/").replace("__", "."), text)
    return path


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("old.xls", OLE + b"\x00" * 600, r"old kind \(\.xls\).*save it as \.xlsx"),
        ("old.xlsx", OLE + b"\x00" * 600, r"old kind \(\.xls\)"),
        (
            "secret.xlsx",
            OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password: save it without one",
        ),
        ("book.pdf", b"%PDF-1.7", r"read from \.xlsx files and folders of \.csv files"),
        ("book.ods", b"", r"read from \.xlsx files and folders"),
        ("book.xlsx", b"id,label\n", "no workbook, whatever its name says"),
        ("book.xlsx", b"", "no workbook, whatever its name says"),
        ("book.xlsx", b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_another_kind_of_file_is_refused(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    """Old, locked, empty and broken files are told from each other, with what to do."""
    (tmp_path / name).write_bytes(data)

    with pytest.raises(EvidenceError, match=message):
        read(tmp_path / name)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"mimetype": "x", "content__xml": "x"}, r"OpenDocument spreadsheet \(\.ods\)"),
        ({"xl_slash_vbaProject__bin": "x"}, r"with macros \(\.xlsm\)"),
        ({"xl_slash_workbook__bin": "x"}, r"binary workbook \(\.xlsb\)"),
        ({"Index_slash_Document__iwa": "x"}, "Numbers document"),
        ({"word_slash_document__xml": "x"}, "Word document"),
    ],
)
def test_another_kind_of_archive_is_refused(
    tmp_path: Path, members: dict[str, str], message: str
) -> None:
    """Other programs' documents, which are archives too, are named."""
    with pytest.raises(InputError, match=f"{message}.*save it as"):
        read(pack(tmp_path / "book.xlsx", **members))


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    """An archive that holds no workbook at all is refused."""
    with pytest.raises(DataError, match="damaged"):
        read(pack(tmp_path / "book.xlsx", readme__txt="x"))


def test_an_archive_that_unpacks_to_too_much_is_refused(path: str) -> None:
    """What one member declares is held against the limit before anything is unpacked."""
    with pytest.raises(LimitError, match=r"would unpack to .* split it"):
        read_book(path, EXPECTED, max_size=measure(path) - 1)


def test_an_archive_of_which_the_whole_is_too_much_is_refused(path: str) -> None:
    """No member over the limit, but more than five times that together."""
    size = measure(path)
    for number in range(6):
        add_member(path, f"xl/media/{number}.bin", os.urandom(size))

    with pytest.raises(LimitError, match=r"would unpack to .* split it"):
        read_book(path, EXPECTED, max_size=size)


def measure(path: str) -> int:
    """Return the size of the largest member."""
    with zipfile.ZipFile(path) as archive:
        return max(member.file_size for member in archive.infolist())


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused(path: str) -> None:
    """A bomb is known by how much it is packed, and costs no memory."""
    add_member(path, "xl/media/bomb.bin", b"\x00" * 30_000_000)
    tracemalloc.start()

    with pytest.raises(DataError, match=r"unpacks to \d+ times its size"):
        read(path)

    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_a_member_that_is_larger_than_it_says_is_refused(tmp_path: Path, path: str) -> None:
    """A member that declares less than it holds is not read past that."""
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    data = bytearray((tmp_path / "book.xlsx").read_bytes())
    start = data.rindex(SHEET.encode())
    declared = start - 46 + 24  # in the central directory
    assert data[declared : declared + 4] == size.to_bytes(4, "little")
    data[declared : declared + 4] = (100).to_bytes(4, "little")
    (tmp_path / "book.xlsx").write_bytes(data)

    with pytest.raises(DataError, match="damaged"):
        read(path)


@pytest.mark.parametrize("name", ["/etc/passwd", "../out.xml", "xl/../../out.xml", "C:/x", "..\\x"])
def test_a_member_that_points_outside_is_refused(path: str, name: str) -> None:
    """A member with an absolute name, or one that climbs, is refused by that name."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")

    with pytest.raises(DataError, match="points outside of it"):
        read(path)


def test_an_archive_in_the_archive_is_refused(tmp_path: Path, path: str) -> None:
    """What is embedded is not looked into, nor passed over."""
    inner = pack(tmp_path / "inner.zip", a="x")
    add_member(path, "xl/embeddings/inner.bin", inner.read_bytes())

    with pytest.raises(DataError, match=r"another archive is inside, 'xl/embeddings/inner\.bin'"):
        read(path)


def test_an_archive_of_thousands_of_members_is_refused(path: str) -> None:
    """A workbook has a few dozen members."""
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/media/{number}", "")

    with pytest.raises(DataError, match="members, and a workbook has a few dozen"):
        read(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(path: str) -> None:
    """Which of two members a program would read is not guessed."""
    add_member(path, SHEET, b"<x/>")

    with pytest.raises(DataError, match="two members of one name"):
        read(path)


@pytest.mark.parametrize(
    "member", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"]
)
@pytest.mark.parametrize(
    "prolog",
    [BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd">', LATE],
    ids=["bomb", "external", "late"],
)
def test_declared_entities_are_refused(path: str, member: str, prolog: str) -> None:
    """XML that declares types or entities is refused in any member, however late it does."""
    rewrite(path, {member: (DECLARATION, DECLARATION + prolog)})

    with pytest.raises(DataError, match="declares types or entities"):
        read(path)


def test_entities_are_refused_in_a_member_of_any_name(path: str) -> None:
    """A member is checked whatever its name ends in."""
    add_member(path, "xl/worksheets/sheet9.dat", f"{DECLARATION}{BOMB}<x>&b;</x>".encode())

    with pytest.raises(DataError, match="declares types or entities"):
        read(path)


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_broken_xml_is_refused(path: str, member: str) -> None:
    """A member that is cut off in the middle is told as damage."""
    rewrite(path, {member: ("</", "<")})

    with pytest.raises(DataError, match="damaged"):
        read(path)


@pytest.mark.parametrize(
    ("before", "after"), [('r="C2"', 'r="C2" s="x"'), ('<c r="H2"', '<c r="H2" t="s"')]
)
def test_a_cell_that_refers_to_nothing_is_refused(path: str, before: str, after: str) -> None:
    """A cell with a style or a shared text that there is not is told as damage."""
    rewrite(path, {SHEET: (before, after)})

    with pytest.raises(DataError, match="damaged"):
        read(path)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """A device or pipe, which may never end, is not opened."""
    os.mkfifo(tmp_path / "book.xlsx")

    with pytest.raises(EnvironmentFault, match="a device or a pipe"):
        read(tmp_path / "book.xlsx")
