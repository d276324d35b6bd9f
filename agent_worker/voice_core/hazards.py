"""What is said first for each danger, and the line to ring where there is one.

The sentences are `hazard_*` of the phrase bank, the lines `tables/hazards.txt`: sourced and dated
in docs/sources_locale.md, the same for every tenant. There is no advice besides them.
"""

from functools import cache
from typing import Final

from agent_worker.voice_core.locale import Locale

Said = tuple[str, tuple[tuple[str, str], ...]]
"""A phrase of the bank and its slots."""
EVERYWHERE: Final = "*"


def advice(locale: Locale, hazard: str, state: str) -> tuple[Said, ...]:
    """Return what follows the emergency sentence, which comes first whatever it is.

    Args:
        locale: Whose data is used.
        hazard: As `emergency.toml` names it.
        state: Where the business is, `NSW`.
    """
    said: list[Said] = []
    if f"hazard_{hazard}" in locale.phrases:
        said.append((f"hazard_{hazard}", ()))
    lines = _lines(locale)
    line = lines.get((hazard, state)) or lines.get((hazard, EVERYWHERE))
    if line is not None:
        service, number = line
        said.append(("hazard_line", (("service", service), ("line", number))))
    return tuple(said)


@cache
def _lines(locale: Locale) -> dict[tuple[str, str], tuple[str, str]]:
    """Return who to ring, and the number in words, by hazard and state."""
    rows = (row for row in locale.tables.get("hazards", "").splitlines() if row.strip())
    split = (row.split("|") for row in rows if not row.startswith("#"))
    return {(hazard, state): (service, number) for hazard, state, service, number, *_ in split}
