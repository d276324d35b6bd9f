"""So many hours and minutes in a line of signs: half an hour, two and a half hours, 1/4 h."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

UNITS: Final = {
    "hours": timedelta(hours=1),
    "h": timedelta(hours=1),
    "minutes": timedelta(minutes=1),
}
FILLING: Final = frozenset({"a", "an", "at", "about", "of", "more", "another"})
FEW: Final = {"couple": "2", "pair": "2", "few": "3"}
LONGEST: Final = 8
"""Words of the longest amount."""
AMOUNT: Final = re.compile(
    r"(?P<count>\d{1,3}(?:\.\d)?)?(?P<parts> ?till)? ?(?P<part>half|quarter|[1-3]/[2-4])?"
)
"""Before the unit: "2.5", "2 till half" (two and a half), "3 quarter", "1/4"."""
PARTS: Final = {"half": 0.5, "quarter": 0.25}


def amount(words: Sequence[str], at: int) -> tuple[timedelta, int] | None:
    """Read a length of time below days that begins at word `at`, and how many words it took."""
    said: list[str] = []
    for place in range(at, min(at + LONGEST, len(words))):
        word = words[place]
        if word in UNITS:
            count = _count(" ".join(said))
            used = place + 1 - at
            half = _half_more(words, place + 1)
            return ((count + 0.5 * bool(half)) * UNITS[word], used + half) if count else None
        if word not in FILLING:
            said.append(FEW.get(word, word))
    return None


def _count(said: str) -> float:
    """Return how many units are meant, 0 if that is no amount."""
    found = AMOUNT.fullmatch(said)
    if found is None:
        return 0
    count, part = found["count"], found["part"] or ""
    if not part:
        return float(count or 1) if not found["parts"] else 0
    share = PARTS.get(part) or int(part[0]) / int(part[2])
    if found["parts"]:
        return float(count or 0) + share
    return float(count or 1) * share


def _half_more(words: Sequence[str], at: int) -> int:
    """Read on after "an hour": "and a half"; how many words say so."""
    said = [word for word in words[at : at + 3] if word != "a"]
    return 3 if said[:2] == ["till", "half"] and words[at + 1] == "a" else 0
