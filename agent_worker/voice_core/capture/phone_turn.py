"""One turn as candidate phone numbers, best first: its runs of digits, what was held, corrections."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from agent_worker.voice_core.locale.numbers import Run, runs
from agent_worker.voice_core.capture.phone_plan import Verdict, judge
from agent_worker.voice_core.locale.tokens import Token
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases

WAYS: Final = 16
"""Candidates kept at each correction."""
SHORTEST: Final = 6
"""No number has fewer digits."""


class Found(NamedTuple):
    """A candidate and what it is."""

    digits: str
    verdict: Verdict
    run: int
    """Which number of the turn it is alone, -1 when it is put together."""


class Segment(NamedTuple):
    """Words between two corrections."""

    marker: str
    """`""` for the first, else `sorry` or `restart`."""
    words: tuple[Token, ...]


def segments(words: Sequence[Token], locale: Locale, *, wait_is_eight: bool) -> list[Segment]:
    """Cut a turn where the caller takes something back."""
    plain = " ".join(token.text for token in words)
    restarts = phrases(locale, "control.restart")
    cut = [Segment("", ())]
    at = 0
    for match in phrases(locale, "control.sorry", "control.restart").finditer(plain):
        if wait_is_eight and match.group() == "wait":
            continue
        first = plain.count(" ", 0, match.start())
        cut[-1] = Segment(cut[-1].marker, tuple(words[at:first]))
        at = first + match.group().count(" ") + 1
        marker = "restart" if restarts.fullmatch(match.group()) else "sorry"
        cut.append(Segment(marker, ()))
    cut[-1] = Segment(cut[-1].marker, tuple(words[at:]))
    return cut


def candidates(
    words: Sequence[Token], held: str, locale: Locale, *, wait_is_eight: bool = False
) -> tuple[Found, ...]:
    """Return what a turn may mean on top of `held`, the likeliest first; empty without digits."""
    ways = [held] if held else []
    alone: list[tuple[int, str]] = []
    spoke = False
    for segment in segments(words, locale, wait_is_eight=wait_is_eight):
        found = runs(segment.words, locale)
        if segment.marker == "restart":
            ways, alone = [], []
        if not found:
            continue
        spoke = True
        joined = _joined(found)
        taken_back = segment.marker == "sorry" and bool(ways)
        mended = list(_mended(ways, joined, found)) if taken_back else _continued(ways, joined)
        alone = list(_alone(found))
        ways = list(dict.fromkeys(mended))[:WAYS]
    if not spoke:
        return ()
    together = [Found(way, judge(way), -1) for way in ways if way]
    single = [Found(way, judge(way), run) for run, way in alone]
    return tuple(together + single)


def _joined(found: Sequence[Run]) -> list[str]:
    """Return all runs of a segment as one string, in every way they may be read."""
    ways = product(*(run.readings[:6] for run in found[:6]))
    together = dict.fromkeys("".join(way) for way in ways)
    return list(together)[: WAYS * 4]


def _continued(ways: Sequence[str], joined: Sequence[str]) -> list[str]:
    """Add digits to what was there, minding pieces that were said twice."""
    if not ways:
        return _valid_first(joined)
    added = [way + new for way in ways for new in joined]
    overlapped = [
        way + new[size:]
        for way in ways
        for new in joined
        for size in range(min(len(way), len(new)), 1, -1)
        if way.endswith(new[:size])
    ]
    complete = [way for way in (*added, *overlapped) if judge(way).value]
    return [*complete, *added, *joined]


def _valid_first(ways: Sequence[str]) -> list[str]:
    """Put what is a number first, then what may become one; ties stay in order."""
    rank = {way: (judge(way).value is None, judge(way).outlook.value != "prefix") for way in ways}
    return sorted(ways, key=lambda way: rank[way])


def _mended(ways: Sequence[str], joined: Sequence[str], found: Sequence[Run]) -> Iterator[str]:
    """Put a correction in the place of the end of what was said before it."""
    for new in joined:
        if judge(new).value:
            yield new
    first_group = len(found[0].groups[0]) if found[0].groups else 0
    for way in ways:
        for new in joined:
            sizes = dict.fromkeys((len(new), first_group, *range(1, len(way)), 0))
            for size in sizes:
                mended = way[: len(way) - size] + new
                if size <= len(way) and judge(mended).value:
                    yield mended
    for new in _valid_first(joined):
        fits = len(new) >= SHORTEST and judge(new).outlook.value == "prefix" and new[0] in "0+1"
        yield new if fits else ways[0][: max(0, len(ways[0]) - (first_group or 1))] + new


def _alone(found: Sequence[Run]) -> Iterator[tuple[int, str]]:
    """Return each run by itself; one that holds two whole numbers gives both."""
    for at, run in enumerate(found):
        for way in run.readings:
            if len(way) < SHORTEST:
                continue
            yield at * 2, way
            for cut in range(SHORTEST, len(way) - SHORTEST + 1):
                if judge(way[:cut]).value and judge(way[cut:]).value:
                    yield at * 2, way[:cut]
                    yield at * 2 + 1, way[cut:]
