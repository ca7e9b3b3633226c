"""Where the bundled base, its queries and the schema lie, in a checkout and in a wheel."""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(os.path.dirname(_PACKAGE))


def find_folder(name: str) -> str:
    """Return the absolute path of a bundled folder: ``data``, ``queries``, ``schema``, ``starter``.

    The checkout wins over the wheel: an editable install copies the wheel's files beside the
    package, where they would go stale.

    >>> os.path.isfile(os.path.join(find_folder("data"), "claims.ttl"))
    True
    """
    if name in ("schema", "starter"):
        return os.path.join(_PACKAGE, name)
    beside = os.path.join(_CHECKOUT, name)
    in_source = os.path.basename(os.path.dirname(_PACKAGE)) == "src"
    if in_source and os.path.isfile(os.path.join(_CHECKOUT, "pyproject.toml")):
        return beside
    return os.path.join(_PACKAGE, name)
