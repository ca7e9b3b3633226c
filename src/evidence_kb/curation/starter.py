"""A new base: the files that it starts with, written whole or not at all."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.check import check
from evidence_kb.curation.documents import record_document, suggest_title
from evidence_kb.curation.keys import is_name, make_slug
from evidence_kb.curation.layout import format_turtle
from evidence_kb.curation.pages import EXAMPLE
from evidence_kb.curation.passages import read_document
from evidence_kb.curation.revision import Workspace
from evidence_kb.errors import DataError, EnvironmentFault, InputError
from evidence_kb.files import replace_files
from evidence_kb.graph.terms import write_term
from evidence_kb.resources import find_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evidence_kb.curation.passages import Document

POLES = ("more", "less", "off-axis")
_FILES = {
    "README.md": "README.md",
    "base.ttl": "base.ttl",
    "claims.ttl": "claims.ttl",
    "concepts.ttl": "concepts.ttl",
    EXAMPLE: "example.ttl",
    "example.txt": "example.txt",
    "literature.ttl": "literature.ttl",
    "queries/claims_with_findings.rq": "queries/claims_with_findings.rq",
    "queries/tables/overview.toml": "queries/tables/overview.toml",
    ".github/workflows/evidence.yml": "github-workflow.yml",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
}
"""The files of a new base, and their names in the package."""
_OF_EXAMPLE = (EXAMPLE, "example.txt")
_NAMESPACE = "https://example.org/new/"
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|^`\\/?#]+[^\s<>\"{}|^`\\]*[/#]")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_DAY = "2026-11-23"
_IGNORED = (".git", ".DS_Store")


class Start(NamedTuple):
    """A new base: its folder, its files in order, and the address under which its ids are made.

    ``invented`` says that nobody chose the address.
    """

    folder: str
    files: tuple[str, ...]
    namespace: str
    invented: bool


def start_base(
    folder: str,
    *,
    title: str | None = None,
    namespace: str | None = None,
    document: str | None = None,
    poles: Sequence[str] = POLES,
    language: str = "en",
    example: bool = True,
    today: date | None = None,
) -> Start:
    """Make a new base in a folder that is new or empty; return what was made.

    ``document`` is the path of a text to record with its sections; ``poles`` name what exposures
    may stand for: more of what the base is about, less of it, then any others off that axis. An
    address that nobody gives is made below example.org, which is reserved for examples (RFC 2606)
    and belongs to nobody. Raises InputError for a folder that holds something and for values that
    no base can have, EnvironmentFault where a file cannot be written; nothing is left then.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     start_base(os.path.join(place, "sleep"), today=date(2026, 11, 23)).namespace
    'https://example.org/sleep/'
    """
    folder = os.path.normpath(folder)
    _require_empty(folder)
    name = os.path.basename(os.path.abspath(folder))
    text = None if document is None else read_document(document)
    title = (title or "").strip() or (suggest_title(text) if text else _make_title(name))
    address = namespace or f"https://example.org/{make_slug(name) or 'base'}/"
    _require_address(address)
    if not _LANGUAGE.fullmatch(language):
        raise InputError(f"'{language}' is no language tag, such as en or pt-BR")
    files = _write_texts(title, address, list(poles), language, today or date.today())
    if not example:
        files = {path: text for path, text in files.items() if path not in _OF_EXAMPLE}
        files["README.md"] = _forget_example(files["README.md"])
    files |= _settle(files, text, language)
    _write(folder, files)
    return Start(folder, tuple(sorted(files)), address, namespace is None)


def _require_address(address: str) -> None:
    if _ADDRESS.fullmatch(address):
        return
    told = (
        f"'{address}' is no address to make ids under: it begins with https:// and ends in / or #"
    )
    if _ADDRESS.fullmatch(address + "/"):
        told += f": {address}/"
    raise InputError(told)


def _require_empty(folder: str) -> None:
    try:
        there = sorted(set(os.listdir(folder)) - set(_IGNORED))
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise InputError(f"{folder} is a file: give a folder that is new or empty") from error
    except OSError as error:
        raise EnvironmentFault(f"{folder}: {error.strerror}") from error
    if there:
        more = ", ..." if len(there) > 3 else ""
        held = ", ".join(there[:3]) + more
        raise InputError(f"{folder} holds {held}: give a folder that is new or empty")


def _make_title(name: str) -> str:
    words = " ".join(name.replace("_", " ").replace("-", " ").split()) or "new base"
    return words[:1].upper() + words[1:]


def _write_texts(
    title: str, address: str, poles: list[str], language: str, today: date
) -> dict[str, str]:
    """Return the texts of all files for a base of this title, address and poles."""
    home = find_folder("starter")
    told = [_describe_pole(name, number) for number, name in enumerate(_check_poles(poles))]
    changes = {
        '"New base"@en': f"{write_term(title)}@{language}",
        _NAMESPACE: address,
        _DAY: today.isoformat(),
        "pole:more": f"pole:{poles[0]}",
        "# TITLE": f"# {title}",
        "NAMESPACE": f"<{address}>",
        "BASE: data": "BASE: .",
        "evidence-kb check data": "evidence-kb check .",
        " The base is the folder data; change it in the entry of the check.": "",
    }
    # All at once: a title that holds one of these words stays as it is.
    pattern = re.compile("|".join(map(re.escape, changes)))
    files = {}
    for path, name in _FILES.items():
        with open(os.path.join(home, name), encoding="utf-8") as file:
            text = pattern.sub(lambda match: changes[match[0]], file.read())
        if path == "concepts.ttl":
            text += "".join(told)
        if path == "base.ttl":
            named = ", ".join(f"pole:{pole}" for pole in poles)
            text = text.rstrip(" .\n") + f" ;\n    ekb:poles {named} .\n"
            text = text.replace("@prefix dcat:", f"@prefix pole: <{address}pole/> .\n@prefix dcat:")
        files[path] = format_turtle(text) if path.endswith(".ttl") else text
    return files


def _forget_example(text: str) -> str:
    """Return a text without the lines that speak of the files of the example."""
    kept = (line for line in text.split("\n") if not any(name in line for name in _OF_EXAMPLE))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept))


def _check_poles(poles: Iterable[str]) -> list[str]:
    names = list(poles)
    for name in names:
        if not is_name(name) or name == "scheme" or names.count(name) > 1:
            raise InputError(
                f"'{name}' is no name of a pole: each is a word of its own, as more-sleep"
            )
    if not names:
        raise InputError("a base has at least one pole, as more-sleep")
    return names


def _describe_pole(name: str, number: int) -> str:
    """Return the block of a pole: the first stands for more, the second for less."""
    words = name.replace("-", " ").replace("_", " ")
    sense = ("more", "less")[number : number + 1]
    told = f"Exposures that stand for {words}"
    if not sense:
        told = "Exposures that stand for neither more nor less of what this base is about"
    senses = "".join(f" ;\n    ekb:poleSense ekb:{each}" for each in sense)
    return (
        f"\npole:{name} a skos:Concept ;\n    skos:inScheme pole:scheme ;\n"
        f'    skos:prefLabel "{words}"@en ;\n    skos:definition "{told}"@en{senses} .\n'
    )


def _settle(files: dict[str, str], document: Document | None, language: str) -> dict[str, str]:
    """Return the texts that a document changes, once the whole base keeps the model."""
    with TemporaryDirectory(prefix="evidence-kb-") as place:
        for path, text in files.items():
            if path.endswith(".ttl"):
                _save(os.path.join(place, path), text)
        changed = {}
        if document is not None:
            workspace = Workspace(place)
            record_document(workspace, document, language=language)
            for path, text in workspace.revise().files.items():
                changed[os.path.basename(path)] = text
                _save(path, text)
        wrong = check(place)
    if wrong:
        raise DataError(f"no base is made, because it would break a rule: {wrong[0].message}")
    return changed


def _save(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def _write(folder: str, files: dict[str, str]) -> None:
    """Write all files, or leave nothing: no file and no folder that was made for one."""
    made: list[str] = []
    try:
        for path in files:
            _make_folders(os.path.dirname(os.path.join(folder, path)), made)
        replace_files({os.path.join(folder, path): text.encode() for path, text in files.items()})
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                os.rmdir(path)
        raise


def _make_folders(path: str, made: list[str]) -> None:
    """Make a folder and those above it that are missing, and note them, the outer ones first."""
    if os.path.isdir(path) or not path:
        return
    _make_folders(os.path.dirname(path), made)
    try:
        os.mkdir(path)
    except OSError as error:
        raise EnvironmentFault(f"cannot make the folder {path}: {error.strerror}") from error
    made.append(path)
