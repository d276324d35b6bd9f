"""One turn as candidate phone numbers, best first: runs of digits, what was held, corrections."""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final, NamedTuple

from agent_worker.voice_core.capture.contract import Outlook
from agent_worker.voice_core.capture.phone_plan import Verdict, judge
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.numbers import Run, runs
from agent_worker.voice_core.locale.tokens import Token

WAYS: Final = 16
"""Candidates kept at each correction."""
READINGS: Final = 6
MAX_RUNS: Final = 6
SHORTEST: Final = 6
"""No number has fewer digits."""
BEGINNING: Final = 4
"""A correction this long that looks like the start of a number is one."""


class Found(NamedTuple):
    """A candidate and what it is."""

    digits: str
    verdict: Verdict
    run: int
    """Which number of the turn it is alone, -1 when it is put together."""


class Segment(NamedTuple):
    """Words between two corrections."""

    marker: str
    """`""` for the first, else `sorry`, `hesitates` or `restart`."""
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
        hesitates = match.group() in locale.words["control.hesitates"]
        marker = "hesitates" if hesitates else "sorry"
        marker = "restart" if restarts.fullmatch(match.group()) else marker
        cut.append(Segment(marker, ()))
    cut[-1] = Segment(cut[-1].marker, tuple(words[at:]))
    return cut


def candidates(
    words: Sequence[Token], held: str, locale: Locale, *, wait_is_eight: bool = False
) -> tuple[Found, ...]:
    """Return what a turn may mean on top of `held`, the likeliest first; empty without digits.

    `held` may hold several readings of the turns before, parted by `|`. Readings that nobody would
    mean are tried only when the natural ones make no number and no beginning of one.
    """
    cut = segments(words, locale, wait_is_eight=wait_is_eight)
    spoken = [(segment.marker, runs(segment.words, locale)) for segment in cut]
    natural = [(marker, tuple(map(_natural, found))) for marker, found in spoken]
    first = _candidates(natural, held)
    if any(one.verdict.value or one.verdict.outlook is Outlook.PREFIX for one in first):
        return first
    return _candidates(spoken, held) or first


def _natural(run: Run) -> Run:
    return run._replace(readings=run.readings[: run.natural])


def _candidates(spoken: Sequence[tuple[str, tuple[Run, ...]]], held: str) -> tuple[Found, ...]:
    ways = [way for way in held.split("|") if way]
    alone: list[tuple[int, str]] = []
    spoke, last_group = False, len(ways[0]) if ways else 0
    for marker, found in spoken:
        if marker == "restart":
            ways, alone = [], []
        if not found:
            continue
        spoke = True
        taken_back = marker in {"sorry", "hesitates"} and bool(ways)
        last_group = 0 if marker == "hesitates" else last_group
        mended = _mended(ways, found, last_group) if taken_back else _continued(ways, found)
        ways = list(dict.fromkeys(mended))[:WAYS]
        last_group = len(found[-1].groups[-1]) if found[-1].groups else 0
        alone = list(_alone(found))
    if not spoke:
        return ()
    together = [Found(way, judge(way), -1) for way in ways if way]
    single = [Found(way, judge(way), run) for run, way in alone]
    return tuple(together + single)


def _joined(found: Sequence[Run]) -> list[str]:
    """Return a segment's runs as one string, in every way to read them.

    Other number words may stand beside the number ("the best one is …"): the stretches of runs
    are tried one by one, those with the most digits first.
    """
    found = found[:MAX_RUNS]
    stretches = [
        found[first:end] for first in range(len(found)) for end in range(first + 1, len(found) + 1)
    ]
    stretches.sort(key=lambda runs: -sum(len(run.readings[0]) for run in runs if run.readings))
    ways: dict[str, None] = {}
    for stretch in stretches:
        read = product(*(run.readings[:READINGS] for run in stretch))
        ways |= dict.fromkeys("".join(way) for way in islice(read, WAYS))
    return list(ways)


def _continued(ways: Sequence[str], found: Sequence[Run]) -> list[str]:
    """Add digits to what was there, minding pieces that were said twice."""
    joined = _joined(found)
    if not ways:
        return _likely_first(joined)
    added = [way + new for new in joined for way in ways]
    overlapped = [
        way + new[size:]
        for way in ways
        for new in joined
        for size in range(min(len(way), len(new)), 0, -1)
        if way.endswith(new[:size])
    ]
    complete = [way for way in (*added, *overlapped) if judge(way).value]
    return [*complete, *_likely_first([*added, *joined])]


def _likely_first(ways: Sequence[str]) -> list[str]:
    """Put what is a number first, then what may become one; ties stay in order."""
    rank = {
        way: (judge(way).value is None, judge(way).outlook is not Outlook.PREFIX) for way in ways
    }
    return sorted(dict.fromkeys(ways), key=lambda way: rank[way])


def _mended(ways: Sequence[str], found: Sequence[Run], last_group: int) -> Iterator[str]:
    """Put a correction in the place of the end of what was said before it."""
    joined = _joined(found)
    if not joined:
        yield from ways
        return
    complete = [new for new in joined if judge(new).value]
    first_group = len(found[0].groups[0]) if found[0].groups else 1
    yield from (new for new in complete if len(new) > SHORTEST)
    for way in ways:
        for new in joined:
            for size in dict.fromkeys((len(new), first_group, *range(1, len(way)))):
                mended = way[: len(way) - size] + new
                if size <= len(way) and judge(mended).value:
                    yield mended
    yield from complete
    if last_group >= first_group:  # "527, sorry, 981": the group anew rather than the next one
        again = ways[0][: max(0, len(ways[0]) - first_group)] + joined[0]
        if judge(again).outlook is Outlook.PREFIX:
            yield again
            return
    yield from (way + new for way in ways for new in joined if judge(way + new).value)
    yield from _mended_so_far(ways[0], joined, first_group)


def _mended_so_far(way: str, joined: Sequence[str], first_group: int) -> Iterator[str]:
    """Correct an unfinished number: a new beginning, or the last group said anew."""
    for new in _likely_first(joined):
        begins = len(new) >= BEGINNING and judge(new).outlook is Outlook.PREFIX
        if begins and new[:2] in {"04", "02", "03", "07", "08", "13", "18"}:
            yield new
    for new in joined:
        yield way[: max(0, len(way) - first_group)] + new


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
