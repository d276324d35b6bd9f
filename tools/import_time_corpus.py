"""Writes the booking-style subset of Duckling's English time corpus as cases of our own form.

    python -m tools.import_time_corpus CLONE

CLONE is a git clone of facebook/duckling (BSD; docs/sources.md#duckling), with or without a work
tree. Its reference time is Tuesday 2013-02-12T04:30-02:00. Written to bench/corpora:

- time_booking.jsonl: what somebody who books a tradesperson could mean: a day, a day and a time, a
  time, a part of a day, a window within a day, before, after. Read are the examples for every
  English locale and, for days written in figures and for holidays, those for Australia, and those
  for Britain unless they name a holiday. The same text counts once.
- time_negative.jsonl: the negative examples; nothing may come of them.
- time_left_out.jsonl: everything else, each with the reason, so that nobody need trust the choice.

Left out, in the order in which the reasons are tried:

- `locale`: the examples for the United States (month before day in figures, Thanksgiving) and
  British holidays
- `latent`: what Duckling itself takes for a time only when told to, and its test of another clock
- `zone`: a time in another time zone
- `holiday`: a holiday or feast by which nobody in Australia names a day (our locale lists those)
- `year`: so many years from now, or a whole year
- `span`: a week, weekend, month, quarter, season or more; days in a row; a day without an end
- `length`: for so long, within so long, the next so many hours
- `second`: to the second, the present moment, as soon as possible
- `past`: before the reference time, or as Duckling has it, so said but not so meant ("this morning
  at 3", said at half past four)
- `notation`: signs for minutes and seconds (`15'`)
- `rule: …`: where CAPTURE.md section 4 settles otherwise; see `RULES`

Values are ours: an end is the last moment meant (Duckling's is one grain later), parts of a day are
named, and a day counted from now is a day (Duckling keeps the hour: "in 7 days" is at four).
"""

import argparse
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

CORPORA: Final = Path(__file__).parents[1] / "bench" / "corpora"
NOW: Final = datetime(2013, 2, 12, 4, 30)  # noqa: DTZ001 - the corpus' own, west of Greenwich
CONTEXT: Final = {"ref": "2013-02-12T04:30:00-02:00", "tz": "Etc/GMT+2", "state": "NSW"}
"""Labour Day is that of New South Wales in Duckling's rules for Australia."""
FOLDER: Final = "Duckling/Time/EN"
LEFT_PARTS: Final = {"defaultCorpus": "locale", "latentCorpus": "latent", "diffCorpus": "latent"}
PART: Final = re.compile(r"^(\w+) ::", re.MULTILINE)
EXAMPLES: Final = re.compile(
    r"examples\s*\((datetime\w*)\s+(.*?)\)\s*(?:--[^\n]*\n\s*)?\[((?:\s*,?\s*\"(?:[^\"\\]|\\.)*\")+)",
    re.DOTALL,
)
TEXT: Final = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
MOMENT: Final = re.compile(r"\((-?\d+), (\d+), (\d+), (\d+), (\d+), (\d+)\)")
GRAIN: Final = re.compile(r"\b(Second|Minute|Hour|Day|Week|Month|Quarter|Year)\b")
ONE: Final = {
    "Second": timedelta(seconds=1),
    "Minute": timedelta(minutes=1),
    "Hour": timedelta(hours=1),
}
PARTS: Final = {
    (0, 12): "morning", (0, 9): "morning", (12, 19): "afternoon", (13, 17): "afternoon",
    (18, 0): "evening", (21, 0): "evening",
}  # fmt: skip
"""First and last hour of a part of the day."""
HOLIDAYS: Final = frozenset(
    {
        "ANZAC Day", "Christmas", "Easter Monday", "Easter Sunday", "Father's Day", "Halloween",
        "Labour Day", "Mother's Day", "New Year's Day", "New Year's Eve", "Palm Sunday",
        "Reconciliation Day", "Shrove Tuesday", "St Patrick's Day", "Valentine's Day",
    }
)  # fmt: skip
ZONE: Final = re.compile(r"\b(?:gmt|cst|cet|pst|bst|ist)\b", re.IGNORECASE)
YEAR: Final = re.compile(
    r"\b(?:in|one|two|\d) (?:a )?years?\b|\ba year\b|\byears? hence", re.IGNORECASE
)
LENGTH: Final = re.compile(
    r"\bfor (?:\d+|thirty)\b|\bwithin\b|\bnext (?:\d|three|few)\b", re.IGNORECASE
)
AT_ONCE: Final = re.compile(
    r"(?:right |just )?now|atm|at (?:the moment|this time)|asap|as soon as possible", re.IGNORECASE
)
BEFORE_NOW: Final = re.compile(r"(?:this|early) morning.* (?:3|12)|since .*")
UPCOMING: Final = re.compile(r"upcoming \w+ days?|\w+ upcoming days?")
COUNTED: Final = re.compile(r"\b(?:days?|weeks?|fortnight|months?)\b", re.IGNORECASE)
RULES: Final = (
    (r"3h18|at 4:23|tomorrow in between 1-2:30 ish|tomorrow at 150ish", "hours 1 to 6 are pm"),
    (r"this afternoon at 12", "12 is pm"),
    (r"Thu 15th|Fri, Jul 18|Jul 18, Fri", "a weekday that does not fit its date is asked about"),
    (r"in the afternoon|after lunch|after school", "a part of the day alone asks for the day"),
    (r"in 15", "no time without a marker: a bare number"),
    (r"by EOD", "the end of the day is the close of business"),
)
"""Duckling's texts that our settled rules read otherwise, with the rule."""


Row = dict[str, object]
"""One line of a file that is written."""


class Example(NamedTuple):
    """One text of the corpus and what it stands for."""

    text: str
    kind: str
    """Duckling's word for the value, `datetimeInterval`."""
    said: str
    """The value in Duckling's notation."""
    reason: str
    """Why the file it stands in is left out, if it is."""


def source(clone: Path, name: str) -> str:
    """Return one file of the newest commit of a clone."""
    ran = subprocess.run(
        ["git", "-C", str(clone), "show", f"HEAD:{name}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout


def sections(haskell: str) -> Iterator[tuple[str, str]]:
    """Return the definitions of a file by name."""
    starts = list(PART.finditer(haskell))
    ends = [found.start() for found in starts[1:]] + [len(haskell)]
    for found, end in zip(starts, ends, strict=True):
        yield found.group(1), haskell[found.end() : end]


def examples(haskell: str, left: str = "") -> Iterator[Example]:
    """Return every example of a file in its order."""
    for name, body in sections(haskell):
        reason = LEFT_PARTS.get(name, left)
        for kind, said, texts in EXAMPLES.findall(body):
            value = " ".join(said.split())
            for text in TEXT.findall(texts):
                yield Example(text.replace('\\"', '"'), kind, value, reason)


def corpus(clone: Path) -> Iterator[Example]:
    """Return the examples for all English, then those for Australia and for Britain."""
    yield from examples(source(clone, f"{FOLDER}/Corpus.hs"))
    yield from examples(source(clone, f"{FOLDER}/AU/Corpus.hs"))
    for one in examples(source(clone, f"{FOLDER}/GB/Corpus.hs")):
        yield one._replace(reason="locale" if "Holiday" in one.kind else one.reason)


def negatives(clone: Path) -> list[str]:
    """Return the texts that are no time."""
    found = dict(sections(source(clone, f"{FOLDER}/Corpus.hs")))
    return TEXT.findall(found["negativeCorpus"].split("examples =")[1])


def moments(said: str) -> list[datetime | None]:
    """Return the moments of a value; None for one that lies outside of our calendar."""
    found = []
    for groups in MOMENT.findall(said):
        year, month, day, hour, minute, second = map(int, groups)
        inside = year > 0
        made = datetime(year, month, day, hour, minute, second) if inside else None  # noqa: DTZ001
        found.append(made)
    return found


def left_out(one: Example) -> str:
    """Return why an example is no booking; empty if it is one."""
    holiday = re.search(r'"(.+)"', one.said)
    if one.reason:
        return one.reason
    if ZONE.search(one.text):
        return "zone"
    if holiday and holiday.group(1) not in HOLIDAYS:
        return "holiday"
    if _grain(one) == "Year" or YEAR.search(one.text):
        return "year"
    return _no_booking(one)


def _no_booking(one: Example) -> str:
    times = moments(one.said)
    tests = (
        ("span", _is_span(one, times)),
        ("length", LENGTH.search(one.text)),
        ("second", AT_ONCE.fullmatch(one.text) or any(time and time.second for time in times)),
        ("past", _is_past(one, times)),
        ("notation", re.search(r"\d['\"]", one.text)),
    )
    for reason, met in tests:
        if met:
            return reason
    return next((f"rule: {why}" for told, why in RULES if re.fullmatch(told, one.text)), "")


def _grain(one: Example) -> str:
    named: list[str] = GRAIN.findall(one.said.partition(' "')[0])
    return named[-1]


def _is_span(one: Example, times: list[datetime | None]) -> bool:
    """Whether a value is no day and lies within none."""
    first, last = times[0], times[-1]
    if _grain(one) in {"Week", "Month", "Quarter"} or UPCOMING.fullmatch(one.text):
        return True
    if "Open" in one.kind:
        return COUNTED.search(one.text) is not None
    if len(times) == 1:
        return False
    days_apart = first and last and (last - timedelta(seconds=1)).date() != first.date()
    return days_apart is not False


def _is_past(one: Example, times: list[datetime | None]) -> bool:
    last = times[-1]
    if last is None or BEFORE_NOW.fullmatch(one.text):
        return True
    return last.date() < NOW.date() if _is_day(one, last) else last <= NOW


def _is_day(one: Example, moment: datetime) -> bool:
    """Whether no time of day is meant: "in seven days" is at no hour."""
    counted = COUNTED.search(one.text) is not None and moment.hour == NOW.hour
    return _grain(one) == "Day" or counted


def value(one: Example) -> str:
    """Return the normal form of a booking."""
    first, *rest = (moment for moment in moments(one.said) if moment is not None)
    if "Open" in one.kind:
        return f"{_minute(first)}/" if "After" in one.said else f"/{_minute(first)}"
    if rest:
        return _window(one, first, rest[0])
    return first.date().isoformat() if _is_day(one, first) else _minute(first)


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _window(one: Example, first: datetime, last: datetime) -> str:
    grain = _grain(one)
    if first == NOW:
        return f"/{_minute(last)}"
    part = PARTS.get((first.hour, last.hour))
    if part:
        return f"{first.date()} {part}"
    said = any(map(str.isdecimal, one.text))
    return f"{_minute(first)}/{_minute(last - ONE[grain] if said else last)}"


def main() -> None:
    """Write the three files and print how many of each there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clone", type=Path)
    clone = parser.parse_args().clone
    kept: dict[str, Row] = {}
    apart: dict[str, Row] = {}
    counted: Counter[str] = Counter()
    for number, one in enumerate(corpus(clone), start=1):
        text, reason, identity = one.text.lower(), left_out(one), f"duckling-{number:04}"
        again = text in (apart if reason else kept)
        counted["again" if again else reason or "booking"] += 1
        if reason:
            apart.setdefault(
                text, {"id": identity, "text": one.text, "value": one.said, "reason": reason}
            )
        else:
            kept.setdefault(text, _case(identity, one.text, value(one), f"{one.kind} {one.said}"))
    none = [
        _case(f"duckling-no-{number:02}", text, None, "negative")
        for number, text in enumerate(negatives(clone), start=1)
    ]
    written = {"booking": kept.values(), "negative": none, "left_out": apart.values()}
    for name, rows in written.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (CORPORA / f"time_{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    for reason, count in sorted(counted.items()):
        print(f"{count:5} {reason}")
    print(f"{len(none):5} negative")


def _case(identity: str, text: str, expect: str | None, note: str) -> Row:
    return {
        "id": identity, "primitive": "datetime", "turns": [text], "expect": expect, "note": note,
        "context": CONTEXT,
    }  # fmt: skip


if __name__ == "__main__":
    main()
