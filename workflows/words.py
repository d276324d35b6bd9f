"""Words from a call as they may stand in a letter: on one line, and nothing but words."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

LONGEST: Final = 500
"""Characters of one value; nobody says more about a leaking tap."""
EMPTY: Final = "–"
SLOT: Final = re.compile(r"\{([^{}]*)\}")


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return text as one line: no break, control or direction mark of it is left."""
    seen = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    flat = " ".join(seen.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def words(name: str) -> str:
    """Return a name of ours as people write it."""
    return one_line(name).replace("_", " ")


def fill(template: str, known: Mapping[str, str]) -> str:
    """Fill a template's slots, once: what fills one is never read for slots again.

    What is not known, or was not said, is a dash.
    """
    return one_line(
        SLOT.sub(lambda slot: one_line(known.get(slot[1], "")) or EMPTY, template), 4 * LONGEST
    )
