"""Reading files: what may be opened, what is read, and that nothing else is touched."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from evidence_kb.errors import DataError, EnvironmentFault, InputError, LimitError
from evidence_kb.graph.reading import find_format, read_bytes, read_source

TURTLE = b"@prefix e: <http://e/> .\ne:s e:p e:o .\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.ttl", "turtle"),
        ("a.b.TRIG", "trig"),
        ("a.nt", "ntriples"),
        ("a.nq", "nquads"),
        ("a.jsonld", "jsonld"),
        ("a.json-ld", "jsonld"),
        ("a.json", "jsonld"),
        ("a.rdf", "rdfxml"),
        ("a.xml", "rdfxml"),
        ("a.owl", "rdfxml"),
    ],
)
def test_suffix_names_the_format(name: str, expected: str) -> None:
    """Each known suffix, in small or capital letters, names one format."""
    assert find_format(name) == expected


def test_unknown_suffix_is_refused_with_the_nearest() -> None:
    """An unknown suffix is refused with the nearest known one and the whole list."""
    with pytest.raises(InputError, match=r"'\.tll'.*did you mean '\.ttl'\?"):
        find_format("claims.tll")


def test_name_without_suffix_is_refused() -> None:
    """A name with no suffix says nothing of its format, and is refused."""
    with pytest.raises(InputError, match="no suffix"):
        find_format("claims")


def test_file_is_read(tmp_path: Path) -> None:
    """A file comes back with its name, its format, its bytes and the prefixes it declares."""
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + TURTLE.replace(b"\n", b"\r\n"))

    source = read_source(path)

    assert source[:4] == (str(path), "turtle", TURTLE, {"e": "http://e/"})


def test_empty_file_is_read(tmp_path: Path) -> None:
    """An empty file is an empty text."""
    path = tmp_path / "a.ttl"
    path.touch()

    assert read_source(path).data == b""


def test_link_is_followed(tmp_path: Path) -> None:
    """A symbolic link reads as the file it leads to."""
    (tmp_path / "a.ttl").write_bytes(TURTLE)
    (tmp_path / "b.ttl").symlink_to("a.ttl")

    assert read_source(tmp_path / "b.ttl").data == TURTLE


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A missing file is a fault of the environment, named."""
    with pytest.raises(EnvironmentFault, match=r"a\.ttl: there is no such file"):
        read_source(tmp_path / "a.ttl")


def test_forbidden_file_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal of the operating system comes back as advice to check the permissions."""
    path = tmp_path / "a.ttl"
    path.touch()

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(EnvironmentFault, match=r"a\.ttl: it may not be read: check its perm"):
        read_source(path)


def test_folder_is_refused(tmp_path: Path) -> None:
    """A folder with the name of a file is refused as what it is."""
    path = tmp_path / "a.ttl"
    path.mkdir()

    with pytest.raises(InputError, match="this is a folder, not a file"):
        read_source(path)


def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    """A named pipe that nobody writes to is refused at once: opening it would wait for ever."""
    path = tmp_path / "a.ttl"
    os.mkfifo(path)

    with pytest.raises(InputError, match="this is a pipe, not a file"):
        read_source(path)


def test_pipe_that_takes_the_place_of_a_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that was a file when it was looked at does not hold the reader up either."""
    path = tmp_path / "a.ttl"
    file = tmp_path / "b.ttl"
    os.mkfifo(path)
    file.touch()
    status = os.stat(file)
    monkeypatch.setattr(os, "stat", lambda _: status)

    with pytest.raises(InputError, match="this is a pipe, not a file"):
        read_source(path)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/full"])
def test_device_is_refused(tmp_path: Path, device: str) -> None:
    """A device is refused, also under the name of a file."""
    path = tmp_path / "a.ttl"
    path.symlink_to(device)

    with pytest.raises(InputError, match="this is a device, not a file"):
        read_source(path)


def test_socket_is_refused(tmp_path: Path) -> None:
    """A socket is refused as what it is."""
    path = tmp_path / "a.ttl"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))

        with pytest.raises(InputError, match="this is a socket, not a file"):
            read_source(path)


def test_size_is_limited(tmp_path: Path) -> None:
    """A file over the limit is refused by its size, and the option that raises it is named."""
    path = tmp_path / "a.ttl"
    path.write_bytes(TURTLE)

    with pytest.raises(LimitError, match=r"39 bytes.* limit of 38: raise it with --max-size"):
        read_source(path, max_size=38)


def test_size_at_the_limit_passes(tmp_path: Path) -> None:
    """A file as large as the limit is read."""
    path = tmp_path / "a.ttl"
    path.write_bytes(TURTLE)

    assert read_source(path, max_size=39).data == TURTLE


def test_huge_file_is_refused(tmp_path: Path) -> None:
    """A file of 10 GB is refused by its size alone, in no time and no memory."""
    path = tmp_path / "a.ttl"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)

    with pytest.raises(LimitError, match="10,000,000,000 bytes"):
        read_source(path)


def test_growing_file_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is larger than it says (a growing one) is read up to the limit only."""
    path = tmp_path / "a.ttl"
    path.write_bytes(TURTLE)
    (tmp_path / "b.ttl").touch()
    small = os.stat(tmp_path / "b.ttl")
    monkeypatch.setattr(os, "fstat", lambda _: small)

    with pytest.raises(LimitError, match="39 bytes"):
        read_source(path, max_size=38)


def test_workbook_is_named(tmp_path: Path) -> None:
    """A workbook saved under the name of a Turtle file is refused as a workbook."""
    path = tmp_path / "a.ttl"
    path.write_bytes(b"PK\x03\x04\x14\x00 [Content_Types].xml xl/workbook.xml")

    with pytest.raises(DataError, match="this is an XLSX workbook, not RDF"):
        read_source(path)


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_prefixes_are_found(ending: bytes) -> None:
    """Prefixes come from both forms of declaration, from several on a line, and not from texts."""
    text = b"""@prefix a: <http://a/> . @prefix : <http://none/> .
PREFIX b: <http://b/> PREFIX c:<http://c/>
  @prefix
  d: <http://d/> .
# @prefix e: <http://e/> .
a:s a:p "the prefix f: <http://f/>" .
prefix g: <http://g/>
"""

    prefixes = read_bytes(text.replace(b"\n", ending), "a.ttl", "turtle").prefixes

    assert prefixes == {k: f"http://{k or 'none'}/" for k in ("a", "", "b", "c", "d", "g")}
