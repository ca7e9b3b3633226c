"""Documents and their passages: a stretch of text is shown only when its hash is the recorded one.

Offsets count Unicode code points of the text after a byte order mark is taken off and line ends
are made single line feeds; nothing else is normalised.
"""

from __future__ import annotations

import hashlib
import os
import stat
from typing import NamedTuple

from evidence_kb.errors import DataError, EnvironmentFault, InputError, LimitError, Place
from evidence_kb.files import explain_reading

MAX_DOCUMENT_BYTES = 100_000_000


class Document(NamedTuple):
    """A text as offsets count it, with the sha256 of its UTF-8, in hexadecimal."""

    path: str
    text: str
    sha256: str


class Passage(NamedTuple):
    """A recorded stretch: its id, its offsets, its hash, and what is recorded of its document.

    ``document_sha256`` and ``characters`` are None where the base does not record them.
    """

    id: str
    start: int
    end: int
    sha256: str
    document_sha256: str | None = None
    characters: int | None = None


def read_document(path: str) -> Document:
    r"""Return the document in a file.

    Raises EnvironmentFault where it cannot be read, InputError where it is no regular file,
    LimitError above 100 MB, and DataError, with the line, where it is not UTF-8 text.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(b"\xef\xbb\xbfone\r\ntwo")
    ...     file.flush()
    ...     read_document(file.name).text
    'one\ntwo'
    """
    data = _read_file(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"byte {data[error.start]:#04x} is not UTF-8: save the document as UTF-8 text",
            place=Place(path, line),
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(path, text, hash_text(text))


def _read_file(path: str) -> bytes:
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: not a regular file")
        if status.st_size > MAX_DOCUMENT_BYTES:
            raise LimitError(f"{path}: a document is at most {MAX_DOCUMENT_BYTES:,} bytes")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise EnvironmentFault(f"{path}: {explain_reading(error)}") from error
    except ValueError as error:
        raise InputError("the name of a file holds no NUL character") from error


def extract_passage(document: Document, passage: Passage) -> str:
    """Return the text of a passage, once its hash is found to be the recorded one.

    Raises DataError where it is not; the message says whether the whole document is another one,
    or this stretch alone was changed or recorded wrongly.

    >>> text = "Being with people helps."
    >>> whole = Document("guide.txt", text, hash_text(text))
    >>> extract_passage(whole, Passage("P001", 0, 5, hash_text("Being")))
    'Being'
    """
    stretch = document.text[passage.start : passage.end]
    complete = 0 <= passage.start < passage.end <= len(document.text)
    if complete and hash_text(stretch) == passage.sha256:
        return stretch
    raise DataError(_explain(document, passage), place=Place(document.path))


def _explain(document: Document, passage: Passage) -> str:
    where = f"passage {passage.id} (characters {passage.start} to {passage.end})"
    if passage.document_sha256 == document.sha256:
        return f"{where} is recorded wrongly: its sha256 does not fit this document"
    found = len(document.text)
    if passage.characters is not None and passage.characters != found:
        return (
            f"not the document that the base records: it has {found:,} characters, not "
            f"{passage.characters:,}, and {where} does not match its sha256"
        )
    if passage.document_sha256 is not None:
        return (
            f"the sha256 of the document differs from the recorded one and {where} does not "
            "match its own: the text was changed"
        )
    return f"{where} does not match its sha256: the text was changed, or it is another document"


def hash_text(text: str) -> str:
    """Return the sha256, in hexadecimal, of the UTF-8 of a text.

    >>> hash_text("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()
