"""Keep the documents true: run their console blocks, draw the page of tables from the declarations.

A document finds the files of the folder that has its name beside it. Where it says what to type
into a sheet, a table follows whose columns are those of the sheet: that is typed, as a person
would, into the row with that id, else into the first free one.

``python -m tools.documents`` rewrites what has changed; the tests compare and rewrite nothing.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from evidence_kb.curation.rules import format_page
from evidence_kb.resources import find_folder
from evidence_kb.tables.declaration import GroupRule, find_declarations, read_declaration
from evidence_kb.tables.grouping import list_columns
from tools.spreadsheet import TYPED, read_rows, type_rows

ROOT = Path(__file__).parent.parent
WIDTH = 80
_RUN = re.compile(rf"(?<=^```console\n)(?P<block>(?s:.*?))(?=^```$)|{TYPED.pattern}", re.MULTILINE)

_COMMAND = re.compile(r"^\$ .*(?:(?<=\\)\n.*)*", re.MULTILINE)
"""A command of a block, with the lines on which it goes on after a backslash."""


def run_on_terminal(command: str, folder: str) -> str:
    """Return what a person at a terminal of 80 columns, without colours, sees of a command."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": folder, "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        ["/bin/sh", "-c", command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=environment,
    ):
        os.close(theirs)
        seen = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # how Linux says that nobody writes any more
                break
            if not chunk:
                break
            seen += chunk
    os.close(ours)
    lines = seen.decode().replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def refresh_blocks(text: str, files: Path | None = None) -> str:
    """Return a document with the output below each ``$ command`` of its console blocks as it is.

    The commands run in a folder of their own, which begins with a copy of ``files``.
    """
    with tempfile.TemporaryDirectory() as folder:
        if files is not None and files.is_dir():
            shutil.copytree(files, folder, dirs_exist_ok=True)

        def run(match: re.Match[str]) -> str:
            if match["sheet"]:
                path = Path(folder) / match["file"]
                type_rows(path, match["sheet"], read_rows(match["table"]))
                return match[0]
            parts = []
            for command in _COMMAND.findall(match["block"]):
                shown = run_on_terminal(command[2:], folder)
                parts.append(f"{command}\n{shown}\n" if shown else f"{command}\n")
            return "\n".join(parts)

        return _RUN.sub(run, text)


def describe_tables() -> str:
    """Return the page that lists every bundled table with its columns and filters."""
    lines = [
        "# Tables",
        "",
        "Made from the declarations in `queries/tables/` by `python -m tools.documents`. Column",
        "names are stable: a column may be added, none is renamed without a major version.",
    ]
    found = find_declarations([str(Path(find_folder("queries")) / "tables")])
    rules = {name: read_declaration(name, path) for name, path in found.items()}
    for name, rule in rules.items():
        lines += ["", f"## `{name}`", ""]
        if isinstance(rule, GroupRule):
            source = rules[rule.source]
            assert not isinstance(source, GroupRule)
            grouped = ", ".join(f"`{column}`" for column in rule.group)
            lines += [f"The table `{rule.source}` grouped by {grouped}; it takes its filters."]
            columns = [(column, "") for column in list_columns(rule, source)]
        else:
            columns = [(r.column, r.option if r.filter else "") for r in rule.columns.values()]
            item = f"`{rule.item}`" if rule.item else f"item of the query `{rule.items}`"
            lines += [f"One row for each {item}."]
        lines += ["", "| Column | Title | Holds | Filter |", "| --- | --- | --- | --- |"]
        for column, option in columns:
            kind = column.type if column.one else f"several of {column.type}"
            shown = f"`{option}`" if option else ""
            lines.append(f"| `{column.name}` | {column.heading} | {kind} | {shown} |")
    return "\n".join(lines) + "\n"


def list_documents() -> list[Path]:
    """Return the documents whose console blocks are run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def main() -> None:
    """Rewrite the documents that are not as they should be."""
    (ROOT / "docs" / "tables.md").write_text(describe_tables())
    (ROOT / "docs" / "rules.md").write_text(format_page())
    for path in list_documents():
        text = path.read_text()
        fresh = refresh_blocks(text, path.with_suffix(""))
        if fresh != text:
            path.write_text(fresh)


if __name__ == "__main__":
    main()
