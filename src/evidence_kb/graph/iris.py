"""IRI references against a base, as RFC 3986 section 5.2 has them."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?\Z")
_LAST = re.compile(r"[^/]*\Z")


def is_absolute(iri: str) -> bool:
    """Return whether an IRI begins with a scheme.

    >>> is_absolute("http://e/"), is_absolute("a/b")
    (True, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) is not None


def resolve_iri(reference: str, base: str) -> str:
    """Return the IRI that a reference means beside an absolute base.

    As with the engine, dots stay in a reference that names a scheme or a host.

    >>> resolve_iri("../c?d#e", "http://e/a/b")
    'http://e/c?d#e'
    """
    if is_absolute(reference):
        return reference
    match = _PARTS.match(base)
    scheme, authority, path, query, _ = match.groups() if match else ("", None, "", None, None)
    found = _PARTS.match(reference)
    _, host, way, asked, fragment = found.groups() if found else (None,) * 5
    if host is not None:
        authority, path, query = host, way or "", asked
    elif way:
        if not way.startswith("/"):
            way = (_LAST.sub("", path or "") or ("/" if authority is not None else "")) + way
        path, query = _drop_dots(way), asked
    elif asked is not None:
        query = asked
    start = f"{scheme}:" if authority is None else f"{scheme}://{authority}"
    return f"{start}{path}{query or ''}{fragment or ''}"


def _drop_dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")
    for at, part in enumerate(parts):
        if part not in (".", ".."):
            kept.append(part)
            continue
        if part == ".." and len(kept) > (kept[:1] == [""]):
            kept.pop()
        if at == len(parts) - 1:
            kept.append("")
    return "/".join(kept)
