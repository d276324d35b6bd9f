"""A turn about a day or a time as a line of signs: numbers as figures, each idea one sign.

"Half past two on the twenty first" becomes `half past 2 on the 21st`, "arvo" `dpA`, "Friday" `wd4`:
what a date looks like can then be said in a few patterns.
"""

import re
from functools import cache
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
MERIDIEM: Final = re.compile(r"(?<=\d)\s?([ap])(?:\.?(m)\b\.?|\.?(?![a-z\d]))|\b([ap])\.\s?m\b\.?")
APART: Final = re.compile(
    r"(?:(?<=\d)|(?<=\dh)|(?<=\b[ap]m)|(?<=\d(?:st|nd|rd|th)))"
    r"(?:\s*[-–]\s*(?=\d)|\s[-–]\s(?=\w))"
)
"""A dash between two times or two days, or within a date."""
SLASH: Final = re.compile(r"(?<=\d) ?/ ?(?=\d)")
HOMOPHONE: Final = re.compile(
    r"\b(at|past|half|quarter to|before|after) (for|to|too|won|ate)\b(?! \d)"
)
AT_FOUR: Final = re.compile(r"\bat (\d) (\d) (\d) (\d)\b")
HOUR_SOUND: Final = re.compile(r"\b(for|to|too|won|ate)(?= (?:o'clock|oclock|o clock|[ap]m)\b)")
NOT_BUT: Final = re.compile(r"\bnot ((?:\S+ ){1,3}?)but\b")
"""In "not Friday but Thursday" only what comes first is denied."""
ISH: Final = re.compile(
    r"(?<=\d)[- ]?ish\b|(?<=one|two|six|ten)-?ish\b|(?<=four|five|nine|noon)-?ish\b"
    r"|(?<=three|seven|eight)-?ish\b|(?<=eleven|twelve)-?ish\b"
)
"""The end of "eightish"."""
NOON: Final = 12
DASHED: Final = re.compile(
    r"(\d\d?(?:[:.h]\d\d)?)-(\d\d?(?:[:.h]\d\d)?)"
    r"|((?:[01]\d|2[1-3])[0-5]\d)-((?:[01]\d|2[1-3])[0-5]\d)"
)
ALSO_WORDS: Final = frozenset({"sat", "sun", "mon", "wed", "mar", "may", "march", "fri"})
"""Short forms that are words of their own: they need a neighbour of a date."""
DATE_NEIGHBOURS: Final = frozenset(
    {"on", "next", "this", "of", "in", "the", "morning", "arvo", "afternoon", "week", "coming"}
)


@cache
def signs(locale: Locale) -> dict[str, tuple[tuple[list[str], str], ...]]:
    """Return the phrases that begin with a word, the longest first, and their signs."""
    listed: dict[str, dict[str, str]] = {}
    for kind in kinds(locale, "date"):
        for phrase in () if kind.startswith("name_") else locale.words[f"date.{kind}"]:
            listed.setdefault(phrase.partition(" ")[0], {}).setdefault(phrase, kind)
    return {
        first: tuple(
            (phrase.split(), kind)
            for phrase, kind in sorted(named.items(), key=lambda one: -one[0].count(" "))
        )
        for first, named in listed.items()
    }


@cache
def sign_names(locale: Locale) -> frozenset[str]:
    """Return every sign."""
    return frozenset(kinds(locale, "date"))


def canonical(segment: str, locale: Locale) -> str:
    """Return one of the stretches that `corrections` makes of a turn as a line of signs."""
    text = ISH.sub(" ish", segment) if "ish" in segment else segment
    text = APART.sub(_dash, MERIDIEM.sub(_half_of_day, text))
    text = SLASH.sub("/", text) if "/" in text else text
    words = WORD.findall(text)[:MAX_WORDS]
    words = ["," if word in ",;?!." else word for word in words]
    words = [part for word in words for part in (_hours_apart(word) if "-" in word else (word,))]
    words = _figures(words, locale)
    sounds = numbers.vocabulary(locale).homophones
    line = AT_FOUR.sub(r"at \1\2\3\4", " ".join(words))
    if not sounds.keys().isdisjoint(words):
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


@cache
def _neighbours(locale: Locale) -> frozenset[str]:
    """Return the words beside which "sat" or "may" is one of a date."""
    months = (locale.words[f"date.mo{number}"] for number in range(1, 13))
    return DATE_NEIGHBOURS.union(*months)


def _is_word(words: list[str], at: int, locale: Locale) -> bool:
    """Whether "sat", "may", "second" stand in a sentence rather than in a date."""
    if words[at] not in ALSO_WORDS or sum(word != "," for word in words) <= 2:
        return False
    before = next((word for word in reversed(words[:at]) if word != ","), "")
    after = next((word for word in words[at + 1 :] if word != ","), "")
    beside = _neighbours(locale)
    dated = before in beside or after in beside or after == "at"
    if words[at] == "may" and before == "1" and after.isalpha():
        return not dated  # "one may ask"
    return not (dated or before[:1].isdecimal() or after[:1].isdecimal())


def _half_of_day(found: re.Match[str]) -> str:
    """Write "a.m." as a word, and a lone "a" as one that is less sure."""
    letter = found.group(1) or found.group(3)
    return f" {letter}m " if found.group(2) or found.group(3) else f" {letter}letter "


def _dash(found: re.Match[str]) -> str:
    """Leave a dash between figures; behind "pm", "9h" and "27th" it parts what is said."""
    figures = found.string[found.start() - 1].isdecimal() and found.string[found.end()].isdecimal()
    return "-" if figures else " till "


def _hours_apart(word: str) -> tuple[str, ...]:
    """Write "10-12" as a window, "25-2" as a date."""
    found = DASHED.fullmatch(word)
    if found is None:
        return (word,)
    first, last = filter(None, found.groups())
    if len(first) > 2 or len(last) > 2:
        return first, "till", last
    if int(first) > NOON >= int(last):
        return (f"{first}/{last}",)
    return (first, "till", last) if max(int(first), int(last)) < 24 else (word,)


def _signed(words: list[str], locale: Locale) -> list[str]:
    listed = signs(locale)
    found: list[str] = []
    at = 0
    while at < len(words):
        sign, used = words[at], 1
        for phrase, kind in listed.get(sign, ()) if not _is_word(words, at, locale) else ():
            if words[at : at + len(phrase)] == phrase:
                sign, used = kind, len(phrase)
                break
        found.append(sign)
        at += used
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
    if word == "one" and words[at - 1 : at] in (["that"], ["this"], ["which"]):
        return "", 0  # "that one, Tuesday"
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
    """Write "2 thousand and 26" as a year, and "9 hundred" in figures."""
    if "thousand" not in words and "hundred" not in words:
        return words
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
