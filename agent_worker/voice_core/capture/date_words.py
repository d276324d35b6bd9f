"""A turn about a day or a time as a line of signs: numbers as figures, each idea one sign.

"Half past two on the twenty first" becomes `half past 2 on the 21st`, "arvo" `dpA`, "Friday" `wd4`:
what a date looks like can then be said in a few patterns.
"""

import re
from functools import cache
from itertools import islice
from typing import Final

from agent_worker.voice_core.locale import Locale, numbers
from agent_worker.voice_core.locale.lexicon import kinds, phrases
from agent_worker.voice_core.locale.tokens import MAX_WORDS, clean

ORDINALS: Final = {
    word: str(at)
    for at, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split(),
        start=1,
    )
} | {"thirtieth": "30", "twelth": "12", "fith": "5", "nineth": "9"}
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
WORD: Final = re.compile(
    r"\d+(?:st|nd|rd|th)\b|\d+(?:[:.h/-]\d+)+|\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[,;?!]|\.(?=\s|$)|@"
)
MERIDIEM: Final = re.compile(
    r"(?<=\d)\s?([ap])\.?(?:m\b\.?|(?![a-z]))|\b([ap])\.\s?m\b\.?", re.IGNORECASE
)
HOMOPHONE: Final = re.compile(
    r"\b(at|past|half|quarter to|before|after) (for|to|too|won|ate)\b(?! \d)"
)
HOUR_SOUND: Final = re.compile(r"\b(for|to|too|won|ate)(?= (?:o'clock|oclock|o clock|[ap]m)\b)")
NOT_BUT: Final = re.compile(r"\bnot ((?:\S+ ){1,3}?)but\b")
"""In "not Friday but Thursday" only what comes first is denied."""
ISH: Final = re.compile(
    r"(?<=\d)-?ish\b|(?<=one|two|six|ten)-?ish\b|(?<=four|five|nine|noon)-?ish\b"
    r"|(?<=three|seven|eight)-?ish\b|(?<=eleven|twelve)-?ish\b",
    re.IGNORECASE,
)
"""The end of "eightish"."""
LONGEST: Final = 5
HOURS: Final = re.compile(r"(\d|1\d|2[0-3])-(\d|1\d|2[0-3])")
ALSO_WORDS: Final = frozenset({"sat", "sun", "mon", "wed", "mar", "may", "march", "fri"})
"""Short forms that are words of their own: they need a neighbour of a date."""
DATE_NEIGHBOURS: Final = frozenset(
    {"on", "next", "this", "of", "in", "the", "morning", "arvo", "afternoon", "week", "coming"}
)


@cache
def signs(locale: Locale) -> dict[int, dict[str, str]]:
    """Return phrase to sign by number of words."""
    listed: dict[int, dict[str, str]] = {}
    for kind in kinds(locale, "date"):
        if kind.startswith("name_"):
            continue
        for phrase in locale.words[f"date.{kind}"]:
            listed.setdefault(phrase.count(" ") + 1, {}).setdefault(phrase, kind)
    return listed


def canonical(text: str, locale: Locale) -> str:
    """Return a turn as a line of signs."""
    text = ISH.sub(" ", clean(text))
    text = MERIDIEM.sub(lambda found: f" {(found.group(1) or found.group(2)).lower()}m ", text)
    words = [match.group().casefold() for match in islice(WORD.finditer(text), MAX_WORDS)]
    words = ["," if word in ",;?!." else word for word in words]
    words = [part for word in words for part in _hours_apart(word)]
    line = " ".join(_figures(words, locale))
    sounds = numbers.vocabulary(locale).homophones
    line = re.sub(r"\bat (\d) (\d) (\d) (\d)\b", r"at \1\2\3\4", line)
    line = HOMOPHONE.sub(lambda found: f"{found.group(1)} {sounds[found.group(2)]}", line)
    line = HOUR_SOUND.sub(lambda found: sounds[found.group()], line)
    return " ".join(_signed(line.split(), locale))


@cache
def _taking_back(locale: Locale) -> re.Pattern[str]:
    """Return what parts a turn: "sorry" and the like, and a "no" after something was said."""
    kept = "|".join(map(re.escape, locale.words["date_sorry.no_keeps"]))
    sorry = phrases(locale, "date_sorry.sorry").pattern
    return re.compile(rf"{sorry}|(?<=\w)(?: ,)? no(?!\S)(?: ,)?(?! (?:{kept})\b)")


def corrections(text: str, locale: Locale) -> list[str]:
    """Return a turn in the stretches between its corrections, each over the one before."""
    lowered = " ".join(clean(text).casefold().replace(",", " , ").split())
    lowered = NOT_BUT.sub(r"not \1 ,", lowered)
    return _taking_back(locale).split(lowered)


def _is_word(words: list[str], at: int) -> bool:
    """Whether "sat", "may", "second" stand in a sentence rather than in a date."""
    if words[at] not in ALSO_WORDS or sum(word != "," for word in words) <= 2:
        return False
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    dated = before in DATE_NEIGHBOURS or after in DATE_NEIGHBOURS
    return not (dated or before[:1].isdecimal() or after[:1].isdecimal() or after == "at")


def _hours_apart(word: str) -> tuple[str, ...]:
    """Write "10-12" as a window."""
    found = HOURS.fullmatch(word)
    return (found.group(1), "till", found.group(2)) if found else (word,)


def _signed(words: list[str], locale: Locale) -> list[str]:
    listed = signs(locale)
    found: list[str] = []
    at = 0
    while at < len(words):
        if _is_word(words, at):
            found.append(words[at])
            at += 1
            continue
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            sign = listed.get(size, {}).get(" ".join(words[at : at + size]))
            if sign is not None:
                found.append(sign)
                at += size
                break
        else:
            found.append(words[at])
            at += 1
    return found


def _figures(words: list[str], locale: Locale) -> list[str]:
    """Write number words as figures: "twenty first" 21st, "ten thirty" 10 30, "oh five" 05."""
    small = numbers.vocabulary(locale).small
    found: list[str] = []
    at = 0
    while at < len(words):
        figure, used = _figure(words, at, small)
        found.append(figure or words[at])
        at += used or 1
    return _years(found)


def _figure(words: list[str], at: int, small: dict[str, str]) -> tuple[str, int]:
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word in ORDINALS:
        return f"{ORDINALS[word]}th", 1
    if word in TENS:
        return _with_unit(TENS[word], following, small)
    if word in {"oh", "o", "zero", "nought"} and len(small.get(following, "")) == 1:
        return f"0{small[following]}", 2
    if word in {"zero", "nought"}:
        return "0", 1
    if word in {"won", "ate"} and following in TENS:
        return {"won": "1", "ate": "8"}[word], 1
    if word in small and word not in {"oh", "o"}:
        return small[word], 1
    return "", 0


def _with_unit(tens: int, following: str, small: dict[str, str]) -> tuple[str, int]:
    if following in ORDINALS and int(ORDINALS[following]) < 10:
        return f"{tens + int(ORDINALS[following])}th", 2
    unit = small.get(following, "")
    if len(unit) == 1 and unit != "0":
        return str(tens + int(unit)), 2
    return str(tens), 1


def _years(words: list[str]) -> list[str]:
    """Join "20 26" after a month and "2 thousand and 26" to a year."""
    line = " ".join(words)
    line = re.sub(
        r"\b2 thousand(?: and)? (\d{1,2})\b", lambda found: str(2000 + int(found.group(1))), line
    )
    line = re.sub(r"\b2 thousand\b", "2000", line)
    line = re.sub(r"\b(\d{1,2}) hundred\b", r"\g<1>00", line)
    line = re.sub(
        r"\b(1[6-9])00 and (\d{1,2})\b", lambda found: f"{found[1]}{int(found[2]):02}", line
    )
    return line.split()
