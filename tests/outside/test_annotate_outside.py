"""The annotated document in a browser: its script runs, its print is whole, with and without."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from evidence_kb.curation.annotation import annotate
from evidence_kb.curation.page import write_page
from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.curation.places import Locus, read_marks

if TYPE_CHECKING:
    from pathlib import Path

    from evidence_kb.knowledge_base import KnowledgeBase

pytestmark = pytest.mark.outside

WORDS = ["health", "connection", "people", "often", "lonely", "friend", "evening", "walk"]


def run(program: str, *arguments: str, folder: Path) -> str:
    """Run a program in a folder and return what it prints."""
    if shutil.which(program) is None:
        packages = {"chromium": "chromium", "pdftotext": "poppler-utils"}
        pytest.fail(f"{program} is missing: apt-get install -y {packages[program]}")
    answer = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, timeout=120, check=False
    )
    assert answer.returncode == 0, answer.stderr.decode("utf-8", "replace")[-2000:]
    return answer.stdout.decode("utf-8", "replace")


def browse(folder: Path, *arguments: str) -> str:
    profile = f"--user-data-dir={folder}/profile"
    return run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", profile, *arguments,
        folder=folder,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page of invented text in which the fixture's passages stand."""
    folder = tmp_path_factory.mktemp("page")
    text = ""
    while len(text) < 21480:
        text += WORDS[len(text) % len(WORDS)] + ("\n" if len(text) % 7 == 0 else " ")
    loci = [Locus(mark, "found", mark.start, mark.end, 1) for mark in read_marks(kb).marks]
    page = annotate(kb, Document("g.txt", text, hash_text(text)), loci)
    (folder / "page.html").write_text(write_page(page), encoding="utf-8")
    return folder


def test_the_open_note_is_shown_in_the_text(folder: Path) -> None:
    """The page's own policy lets its script run: note and stretch are marked as the open ones."""
    dom = browse(folder, "--dump-dom", f"file://{folder}/page.html#n-P002")

    assert re.search(r'class="card now" id="n-P002"', dom)
    assert re.search(r'class="m [^"]*now" href="#n-P002"', dom)
    assert dom.count('class="card now"') == 1


@pytest.mark.parametrize("script", ["true", "false"], ids=["script", "no script"])
def test_the_print_holds_the_document_and_every_note(folder: Path, script: str) -> None:
    """Nothing is cut off by a pane, with the script or without; links to click are left away."""
    browse(
        folder, f"--blink-settings=scriptEnabled={script}", "--no-pdf-header-footer",
        f"--print-to-pdf={folder}/page.pdf", f"file://{folder}/page.html",
    )  # fmt: skip

    text = run("pdftotext", "-layout", "page.pdf", "-", folder=folder)

    assert text.count("evening") == (folder / "page.html").read_text().count("evening")
    for name in ("P001", "P002", "P003", "P004", "P005"):
        assert re.search(rf"\b{name} +line 1", text)
    assert "in the text" not in text
    words = "Recommendations"  # no word of a label is broken
    assert text.count(words) == (folder / "page.html").read_text().count(words)


@pytest.mark.parametrize("width", [360, 1400])
def test_nothing_is_wider_than_the_screen(folder: Path, width: int) -> None:
    """On a phone and on a desk the page scrolls down only."""
    source = (folder / "page.html").read_text()
    probe = "<script>document.title = document.documentElement.scrollWidth</script></body>"
    open_source = re.sub(r'<meta http-equiv="Content[^>]*>', "", source)
    (folder / "probe.html").write_text(open_source.replace("</body>", probe))
    frame = (
        f'<iframe src="probe.html" width="{width}" height="700"></iframe><script>onload = () => '
        "{ document.title = frames[0].document.title }</script>"
    )
    (folder / "frame.html").write_text(frame)

    dom = browse(
        folder, "--allow-file-access-from-files", "--dump-dom", f"file://{folder}/frame.html"
    )

    found = re.search(r"<title>(\d+)</title>", dom)
    assert found and int(found[1]) <= width
