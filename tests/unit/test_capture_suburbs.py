"""A misheard suburb is found by its sound, with few enough comparisons to do it on any partial."""

from collections.abc import Callable
from importlib import import_module
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_worker.core_files import read_locale
from agent_worker.voice_core.locale.sounds import meter

LOCALE = read_locale()
gazetteer = import_module("agent_worker.voice_core.capture.gazetteer")
MOST_COMPARED = 200
"""About 4 microseconds each."""


def table(one: str, other: str) -> int:
    """Return Levenshtein's distance, the slow way."""
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, start=1):
        last, row[0] = row[0], at
        for column, opposite in enumerate(other, start=1):
            cheapest = min(row[column] + 1, row[column - 1] + 1, last + (char != opposite))
            last, row[column] = row[column], cheapest
    return row[-1]


def misheard(name: str, random: Random) -> str:
    letters = list(name)
    for _ in range(random.choice([1, 1, 2, 3])):
        at = random.randrange(len(letters))
        letters[at : at + random.choice([0, 1])] = random.choice("aeioudtslrnm ")
    return "".join(letters)


@given(one=st.text("abcdö ", max_size=70), other=st.text("abcdö ", max_size=70))
def test_the_quick_distance_is_the_slow_one(one: str, other: str) -> None:
    assert meter(one)(other) == table(one, other)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("marickville", "marrickville"),
        ("indra pilly", "indooroopilly"),
        ("will un gabba", "woolloongabba"),
        ("shelharbor", "shellharbour"),
        ("carole", ""),  # several are as near
        ("mmmmmmmm", ""),
    ],
)
def test_a_misheard_suburb_is_the_one_that_is_nearest(heard: str, meant: str) -> None:
    assert gazetteer.fuzzy(heard, LOCALE) == meant


def test_few_names_are_compared_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counting(word: str) -> Callable[[str], int]:
        measure = meter(word)

        def count(other: str) -> int:
            nonlocal compared
            compared += 1
            return measure(other)

        return count

    monkeypatch.setattr(gazetteer, "meter", counting)
    random = Random(7)
    names = sorted(gazetteer.gazetteer(LOCALE).places)
    for _ in range(400):
        compared = 0
        gazetteer.fuzzy.__wrapped__(misheard(random.choice(names), random), LOCALE)
        assert compared <= MOST_COMPARED


def test_a_state_and_a_postcode_rule_out_other_suburbs() -> None:
    assert gazetteer.fuzzy("richmund", LOCALE, "VIC", "3121") == "richmond"
    assert gazetteer.fuzzy("richmund", LOCALE, "VIC", "3122") == ""
