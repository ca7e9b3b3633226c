"""What the commands of one run share: which base is meant, and opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.cli.process import before_end, require_memory, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidence_kb.graph.base import Base
    from evidence_kb.knowledge_base import KnowledgeBase


class Session:
    """The options that every command takes; the base is opened when a command asks for it."""

    def __init__(self) -> None:
        self.source: str | None = None
        self.verbose = False
        self.timeout: float | None = None
        self.max_size: int | None = None

    def open(self) -> KnowledgeBase:
        """Return the base that is meant; its notices, and in verbose what it is, go to stderr."""
        from time import perf_counter

        started = perf_counter()
        require_memory()
        from evidence_kb.knowledge_base import KnowledgeBase

        limit = {} if self.max_size is None else {"max_size": self.max_size}
        kb = KnowledgeBase.open(self.source, timeout=self.timeout, remember=True, **limit)
        if kb.base.answers:
            before_end(kb.base.answers.save)
        self._introduce(kb.base, lambda: len(kb.base.store), started)
        return kb

    def scan(self) -> Base:
        """Return the base that is meant, read through but not loaded; its words go to stderr."""
        from time import perf_counter

        started = perf_counter()
        require_memory()
        from evidence_kb.graph.base import MAX_SIZE, scan_base

        base = scan_base(self.source, self.max_size or MAX_SIZE)
        self._introduce(base, lambda: len(base.sort_lines()), started)
        return base

    def _introduce(self, base: Base, count: Callable[[], int], started: float) -> None:
        from time import perf_counter

        for notice in base.notices:
            say(f"evidence-kb: {notice}")
        if self.verbose:
            spent = (perf_counter() - started) * 1000
            files = "1 file" if len(base.files) == 1 else f"{len(base.files)} files"
            version = f" {base.version}" if base.version else ""
            size = f"{count():,} triples"
            say(f"{base.title}{version}: {base.source}, {files}, {size}, {spent:.0f} ms")
