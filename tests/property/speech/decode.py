"""What a caller understands of a read-back: worked out from its words alone."""

import re

DIGITS = {
    word: str(at)
    for at, word in enumerate("zero one two three four five six seven eight nine".split())
} | {"oh": "0"}
TEENS = {
    word: at
    for at, word in enumerate(
        ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split(),
        start=10,
    )
}
TENS = {
    word: at * 10
    for at, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
ORDINALS = {
    word: at
    for at, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split(),
        start=1,
    )
} | {"thirtieth": 30}
MONTHS = (
    "January February March April May June July August September October November December"
).split()
STATES = {
    "New South Wales": "NSW", "Victoria": "VIC", "Queensland": "QLD", "South Australia": "SA",
    "Western Australia": "WA", "Tasmania": "TAS", "Northern Territory": "NT",
    "Australian Capital Territory": "ACT",
}  # fmt: skip
SIGNS = {"dot": ".", "underscore": "_", "dash": "-", "plus": "+", "at": "@"}
PARTS = {"morning": "morning", "afternoon": "afternoon", "evening": "evening"}


def read_back(asked: str) -> str | None:
    """Return the value part of a read-back, None if a sentence is none."""
    found = re.fullmatch(
        r"(?:.*So that's )?(.*?)\. Is that (?:right|a good number for you)\?", asked
    ) or re.fullmatch(r"(?!Okay)(.*), got it\.", asked)
    return found.group(1).removeprefix("You're calling from ") if found else None


def phone(said: str) -> str:
    """Return the digits that were said."""
    said = said.replace("thirteen hundred", "one three oh oh").replace(
        "eighteen hundred", "one eight oh oh"
    )
    said = said.replace("thirteen", "one three").split(", extension")[0]
    return "".join(DIGITS.get(word, "?") for word in said.replace(",", " ").split())


def email(said: str) -> str:
    """Return the address that was spelled."""
    said = re.sub(r"\b([a-z]) for [a-z]{2,}", r"\1", said.replace(",", " "))
    words = said.split()
    return "".join(SIGNS.get(word, DIGITS.get(word, word)) for word in words)


def number(said: str) -> str:
    """Return a house number: "twelve oh four", "two hundred", "nine a"."""
    text, pending = "", 0
    for word in said.split():
        if word in TENS:
            text, pending = text + str(TENS[word] // 10), 1
        elif word in TEENS:
            text, pending = text + ("0" if pending else "") + str(TEENS[word]), 0
        elif word == "hundred":
            text += "00"
        elif word in DIGITS:
            text, pending = text + DIGITS[word], 0
        else:
            text, pending = text + "0" * pending + word.upper(), 0
    return text + "0" * pending


def address(said: str) -> str:
    """Return the address in its printed form."""
    said = re.sub(r", spelled [a-z ,]*?(?=, [A-Z])", "", said)
    unit = house = ""
    rest = []
    for part in said.split(", "):
        if part.startswith("unit "):
            unit = number(part.removeprefix("unit ")) + "/"
        elif part.startswith("number "):
            house = number(part.removeprefix("number "))
        else:
            rest.append(part)
    if len(rest) != 4:
        return "?"
    street, suburb, state, postcode = rest
    digits = "".join(DIGITS.get(word, "?") for word in postcode.split())
    place = re.sub(r"\bSaint\b", "St", f"{street}, {suburb}")
    return f"{unit}{house} {place} {STATES.get(state, '?')} {digits}"


def _small(words: list[str]) -> int:
    return sum(
        TENS.get(word, TEENS.get(word, ORDINALS.get(word, int(DIGITS.get(word, "0")))))
        for word in words
    )


def _clock(said: str) -> str:
    if said in {"midday", "midnight"}:
        return "12:00" if said == "midday" else "00:00"
    time, _, part = said.partition(" in the ")
    words = time.replace("o'clock", "").split()
    minute = 0
    if "past" in words or "to" in words:
        turn = "past" if "past" in words else "to"
        at = words.index(turn)
        minute = 15 if words[0] == "quarter" else 30
        hour = _small(words[at + 1 :])
        if turn == "to":
            hour, minute = (hour - 2) % 12 + 1, 60 - minute
    elif len(words) > 1:
        hour, minute = _small(words[:1]), _small(words[1:])
    else:
        hour = _small(words)
    if part != "morning" and hour != 12:
        hour += 12
    if part == "morning" and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}"


def date_time(said: str, year: int) -> str:
    """Return the normal form of a day and a time, in the year that the caller has in mind."""
    day, _, when = said.partition(", ")
    part = ""
    if " in the " in day:
        day, _, part = day.partition(" in the ")
    found = re.search(r"the ([a-z ]+) of (\w+)", day)
    if found is None or found.group(2) not in MONTHS:
        return "?"
    month = MONTHS.index(found.group(2)) + 1
    date = f"{year}-{month:02}-{_small(found.group(1).split()):02}"
    if not when:
        return f"{date} {PARTS[part]}" if part else date
    if when.startswith("between "):
        start, _, end = when.removeprefix("between ").partition(" and ")
        return f"{date}T{_clock(start)}/{date}T{_clock(end)}"
    marker, _, clock = when.partition(" ")
    at = f"{date}T{_clock(clock)}"
    return {"after": f"{at}/", "before": f"/{at}"}.get(marker, at)
