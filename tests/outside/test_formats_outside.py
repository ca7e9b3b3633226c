"""The formats as the programs that people open them with see them."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest

from evidence_kb.tables.formats import save
from evidence_kb.tables.formats.formulas import unescape_cell
from evidence_kb.tables.table import Column, Table
from tests.tables.formats_samples import FORMULAS, SAMPLE, make_sample, single
from tests.tables.test_formats_html import PAYLOADS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.outside

PACKAGES = {
    "soffice": "libreoffice-calc-nogui",
    "pdflatex": "texlive-latex-recommended lmodern",
    "pdftotext": "poppler-utils",
    "chromium": "chromium",
}
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}\usepackage{lmodern,array,booktabs,longtable}
\usepackage[a4paper,landscape,margin=15mm]{geometry}
\begin{document}\input{table.tex}\end{document}
"""
HARD = [
    "plain", "50% & $5 #1 a_b x^2 ~ {x}", r"\input{/etc/passwd}", r"\write18{touch pwned}", "^^41",
    "[x] *", "* first", "a--b---c", "''quoted'' ,,low,,", "?`!`", "<b> & >", "|pipe|", '"straight"',
    "Grüße, naïve café, Łódź", "漢", "≥ 5 ± 2 α", "%%% \\end{document}", "\\\\", "\\def\\x{y}",
]  # fmt: skip


def run(program: str, *arguments: str, folder: Path) -> str:
    """Run an outside program in a folder and return what it prints."""
    if shutil.which(program) is None:
        pytest.fail(f"{program} is missing: apt-get install -y {PACKAGES[program]}")
    answer = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, timeout=300, check=False
    )
    output = answer.stdout.decode("utf-8", "replace")
    assert answer.returncode == 0, output[-3000:] + answer.stderr.decode("utf-8", "replace")[-1000:]
    return output


def convert(source: Path, target: str) -> bytes:
    """Return a file as LibreOffice saves it in another format."""
    folder = source.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run(
        "soffice", profile, "--headless", "--convert-to", target, "--outdir", "out", source.name,
        folder=folder,
    )  # fmt: skip
    return (folder / "out" / f"{source.stem}.{target.partition(':')[0]}").read_bytes()


def test_libreoffice_opens_the_workbook(tmp_path: Path) -> None:
    """The workbook's cells are those of the table, as LibreOffice shows them."""
    save(SAMPLE, tmp_path / "claims.xlsx")

    text = convert(tmp_path / "claims.xlsx", UTF8_CSV).decode("utf-8")

    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1] == [
        "C001", "Lonely people fare worse", "High confidence", "mortality; sleep", "1.5", "2",
        "TRUE", "2026-11-23",
    ]  # fmt: skip
    assert rows[2][4:] == ["-0.35", "0", "FALSE", ""]
    assert rows[3][1] == "Grüße, naïve café: ≥ 5 | 漢字"


def test_libreoffice_reads_hostile_text_from_the_workbook(tmp_path: Path) -> None:
    """Text in the shape of formulas, runs and codes is shown as it was written."""
    texts = [
        *FORMULAS[:14],
        "<r><t>x</t></r>",
        "_x000D_",
        "_x000D_x000D_",
        "a\nb",
        "tab\tx",
        "0012",
    ]
    save(single(*texts), tmp_path / "t.xlsx")

    text = convert(tmp_path / "t.xlsx", UTF8_CSV).decode("utf-8")

    shown = [row[0] if row else "" for row in csv.reader(io.StringIO(text, newline=""))]
    assert shown[1:] == texts


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_libreoffice_runs_no_cell_of_a_text_file(tmp_path: Path, format: str) -> None:
    """Opened as a sheet with formulas allowed, a CSV or TSV file has none, and loses no text."""
    save(single(*FORMULAS), tmp_path / f"t.{format}")
    separator = {"csv": 44, "tsv": 9}[format]
    source = tmp_path / f"t.{format}"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    # Token 15 of the filter's options: evaluate formulas.
    options = f"--infilter=Text - txt - csv (StarCalc):{separator},34,76,1,,0,false,true,,,,,,,true"

    run(
        "soffice", profile, "--headless", options, "--convert-to", "xlsx", "--outdir", "out",
        source.name, folder=tmp_path,
    )  # fmt: skip

    sheet = openpyxl.load_workbook(tmp_path / "out" / "t.xlsx").active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert unescape_cell(str(cells[1].value)) == "=1+1"


def test_latex_compiles_and_shows_the_text(tmp_path: Path) -> None:
    """Without shell escape every text is set as itself, and none is run."""
    columns = (Column("id"), Column("text"))
    rows = [(f"R{number}", text) for number, text in enumerate(HARD)]
    save(Table("t", columns, rows, "Hard \\texts & 50%"), tmp_path / "table.tex")
    (tmp_path / "doc.tex").write_text(DOCUMENT)

    flags = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")
    run("pdflatex", *flags, "doc.tex", folder=tmp_path)
    shown = run("pdftotext", "-layout", "doc.pdf", "-", folder=tmp_path)

    found = dict(re.findall(r"(?m)^\s*(R\d+) +(.*?)\s*$", shown))
    expected = {key: text.replace("漢", "[U+6F22]") for key, text in rows}
    assert {key: flat(text) for key, text in found.items()} == {
        key: flat(text) for key, text in expected.items()
    }
    assert not (tmp_path / "pwned").exists()


def flat(text: str) -> str:
    """Return a text without what setting it in type changes: spaces and the shape of quotes."""
    return "".join(text.split()).replace("\u2019", "'")


def test_latex_of_a_whole_table_compiles(tmp_path: Path) -> None:
    """A table of many rows and every kind of column runs over several pages, headed on each."""
    save(make_sample(rows=list(SAMPLE.rows) * 40), tmp_path / "table.tex")
    (tmp_path / "doc.tex").write_text(DOCUMENT)

    run("pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "doc.tex", folder=tmp_path)
    shown = run("pdftotext", "-layout", "doc.pdf", "-", folder=tmp_path)

    pages = shown.split("\f")[:-1]
    assert len(pages) > 1
    assert all("Checked on" in page for page in pages)


def test_a_browser_runs_nothing(tmp_path: Path) -> None:
    """Chromium shows every payload as text and ends with the title that the page was given."""
    payloads = [payload.replace("alert(1)", "document.title='taken'") for payload in PAYLOADS]
    table = Table("t", (Column("c", payloads[0]),), [(each,) for each in payloads], "Safe")
    save(table, tmp_path / "page.html")

    page = run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000",
        "--dump-dom", f"file://{tmp_path}/page.html", folder=tmp_path,
    )  # fmt: skip

    assert "<title>Safe</title>" in page
    assert page.count("<tr>") == len(payloads) + 1
    assert "<script" not in page


def test_a_browser_prints_the_header_on_every_page(tmp_path: Path) -> None:
    """Printed, the table carries its headings on each page."""
    save(make_sample(rows=list(SAMPLE.rows) * 40), tmp_path / "page.html")

    run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        "--print-to-pdf=page.pdf", f"file://{tmp_path}/page.html", folder=tmp_path,
    )  # fmt: skip
    pages = run("pdftotext", "-layout", "page.pdf", "-", folder=tmp_path).split("\f")[:-1]

    assert len(pages) > 1
    assert all("Checked on" in page for page in pages)
