"""What parts from the shelf make of the same cases; run by `bench.capture` in their own Python.

Reads cases as JSON lines and writes {"peer", "id", "value"} lines. Needs text2num, phonenumbers,
dateparser and parsedatetime; nothing of this project.
"""

import datetime as dt
import importlib
import json
import re
import sys
import time
from collections.abc import Callable

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LIVEKIT_PHONE = re.compile(r"^\+?[1-9]\d{6,14}$")
"""The one validator of LiveKit's beta phone capture task (livekit-agents 1.8.9)."""
NOW = "2026-11-23T09:00:00+11:00"
"""Reference time of a case that names none in `ref`."""


def spoken_phone(text: str) -> str | None:
    """Use text2num for the words and phonenumbers for the rest."""
    alpha2digit = importlib.import_module("text_to_num").alpha2digit
    phonenumbers = importlib.import_module("phonenumbers")
    digits = re.sub(r"[^0-9+]", "", alpha2digit(text, "en"))
    try:
        number = phonenumbers.parse(digits, "AU")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def livekit_phone(text: str) -> str | None:
    """Take what LiveKit's validator lets through, once a model has removed the spaces."""
    digits = re.sub(r"[ ,.()-]", "", text)
    return digits if LIVEKIT_PHONE.fullmatch(digits) else None


def spoken_email(text: str) -> str | None:
    """Replace the spoken signs and look for an address."""
    for word, sign in (("full stop", "."), ("dot", "."), ("underscore", "_"), (" at ", "@")):
        text = text.replace(word, sign)
    found = EMAIL.search(re.sub(r"\s*([.@_])\s*", r"\1", text.lower()))
    return found.group() if found else None


def _form(moment: dt.datetime | None, now: dt.datetime) -> str | None:
    if moment is None:
        return None
    given = (moment.hour, moment.minute) != (now.hour, now.minute)
    return moment.strftime("%Y-%m-%dT%H:%M" if given and moment.hour else "%Y-%m-%d")


def dateparser_time(text: str, now: dt.datetime) -> str | None:
    """Use dateparser, day first, in the future."""
    settings = {"RELATIVE_BASE": now, "DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future"}
    return _form(importlib.import_module("dateparser").parse(text, settings=settings), now)


def parsedatetime_time(text: str, now: dt.datetime) -> str | None:
    """Use parsedatetime."""
    calendar = importlib.import_module("parsedatetime").Calendar()
    moment, kind = calendar.parseDT(text, sourceTime=now)
    return _form(moment, now) if kind else None


PEERS: dict[str, dict[str, Callable[[str, dt.datetime], str | None]]] = {
    "phone": {
        "text2num + phonenumbers": lambda text, _: spoken_phone(text),
        "LiveKit beta regex": lambda text, _: livekit_phone(text),
    },
    "email": {"regex": lambda text, _: spoken_email(text)},
    "datetime": {"dateparser": dateparser_time, "parsedatetime": parsedatetime_time},
}


def main() -> None:
    """Answer every case on standard input."""
    for line in sys.stdin:
        case = json.loads(line)
        now = dt.datetime.fromisoformat(case.get("ref", NOW)).replace(tzinfo=None)
        for name, peer in PEERS.get(case["primitive"], {}).items():
            begun = time.process_time()
            text = " ".join(turn for turn in case["turns"] if isinstance(turn, str))
            value = peer(text, now)
            took_ms = (time.process_time() - begun) * 1000
            print(json.dumps({"peer": name, "id": case["id"], "value": value, "ms": took_ms}))


if __name__ == "__main__":
    main()
