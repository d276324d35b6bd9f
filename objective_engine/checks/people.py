"""Phone numbers and the people behind them."""

import re
from collections.abc import Iterator
from typing import Final

from objective_engine.config import Config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic, child

DIALLED: Final = re.compile(r"\+61(?:[23478]\d{8}|1[38]00\d{6}|13[1-9]\d{3})", re.ASCII)
"""Geographic, mobile, 1300, 1800 and 13 numbers (docs/sources_locale.md#numbering)."""

PREMIUM: Final = "+61190"
"""Premium-rate services (docs/sources_locale.md#numbering)."""


def judge_people(config: Config, core: CoreFacts) -> Iterator[Diagnostic]:
    """Yield what is wrong with numbers and contacts."""
    yield from _numbers(config)
    yield from _contacts(config)
    if config.contacts and not {"transfer", "message"} <= set(core.directives):
        yield Diagnostic(
            pointer="/contacts",
            code="SF1204",
            message="this core version cannot put calls through or take messages yet.",
            cure="leave `contacts` out, or wait for a newer core.",
        )


def _numbers(config: Config) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for place, number in enumerate(config.business.numbers):
        at = child("/business/numbers", place)
        if number in seen:
            yield Diagnostic(
                pointer=at,
                code="SF1202",
                message=f"{number} is listed already.",
                cure="remove one of the two.",
            )
        else:
            yield from _dialled(at, number)
        seen.add(number)


def _dialled(at: str, number: str) -> Iterator[Diagnostic]:
    if number.startswith(PREMIUM):
        yield Diagnostic(
            pointer=at,
            code="SF1207",
            message=f"{number} is a premium number: whoever rings it pays more than for a call.",
            cure="use a geographic, mobile, 1300, 1800 or 13 number, such as `+61255501206`.",
        )
    elif not DIALLED.fullmatch(number):
        yield Diagnostic(
            pointer=at,
            code="SF1207",
            message=f"{number} is not a number that people in Australia can dial.",
            cure="use a geographic, mobile, 1300, 1800 or 13 number, such as `+61255501206`.",
        )


def _contacts(config: Config) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for place, contact in enumerate(config.contacts):
        at = child("/contacts", place)
        if contact.name in seen:
            yield Diagnostic(
                pointer=child(at, "name"),
                code="SF1201",
                message=f"there is a contact `{contact.name}` already.",
                cure="give each contact a name of its own.",
            )
        seen.add(contact.name)
        if contact.number in config.business.numbers:
            yield Diagnostic(
                pointer=child(at, "number"),
                code="SF1219",
                message=f"{contact.number} is the number that we answer: the call would come back.",
                cure="give a number that is not forwarded to us.",
            )
        else:
            yield from _dialled(child(at, "number"), contact.number)
