"""Holidays by rule are those of the table, and are known for every year."""

from datetime import date

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture.day_named import easter, holiday
from agent_worker.voice_core.capture.day_words import NO_SUCH, Day, Now

LOCALE = read_locale()
NAMES = {
    "Good Friday": "hol_good_friday",
    "Easter Saturday": "hol_easter_saturday",
    "Easter Sunday": "hol_easter_sunday",
    "Easter Monday": "hol_easter_monday",
    "Labor Day": "hol_labour",
    "Eight Hours Day": "hol_labour",
    "May Day": "hol_labour",
    "King's Birthday": "hol_king",
    "Melbourne Cup Day": "hol_cup",
    "Canberra Day": "hol_canberra",
    "Reconciliation Day": "hol_reconciliation",
}


def _listed() -> list[tuple[str, str, str]]:
    lines = LOCALE.tables["holidays"].splitlines()
    rows = [line.split("|") for line in lines]
    return [
        (day, name, state)
        for day, name, states in rows
        for state in states.split(",")
        if name in NAMES
    ]


def test_every_listed_day_is_read_by_its_name() -> None:
    for day, name, state in _listed():
        now = Now(date.fromisoformat(day), LOCALE, state)
        assert holiday([NAMES[name]], 0, now) == Day(date.fromisoformat(day), 1), (day, name, state)


@pytest.mark.parametrize(
    ("sign", "year", "day"),
    [
        ("hol_easter_sunday", "2013", "2013-03-31"),
        ("hol_easter_sunday", "2038", "2038-04-25"),
        ("hol_shrove", "2024", "2024-02-13"),
        ("hol_mother", "2018", "2018-05-13"),
        ("hol_father", "2019", "2019-09-01"),
        ("hol_black_friday", "2024", "2024-11-29"),
    ],
)
def test_a_day_of_another_year_is_reckoned(sign: str, year: str, day: str) -> None:
    now = Now(date(2026, 11, 23), LOCALE, "")
    assert holiday([sign, year], 0, now) == Day(date.fromisoformat(day), 2)


def test_a_name_of_no_rule_and_outside_of_the_table_has_no_day() -> None:
    bare = type(LOCALE)(name="bare", phrases={}, words={"date.name_show": ("Show Day",)})
    assert holiday(["hol_show"], 0, Now(date(2026, 1, 1), bare, "")) == Day(None, 1, NO_SUCH)


def test_easter_is_a_sunday_between_the_equinox_and_late_april() -> None:
    for year in range(1900, 2200):
        assert easter(year).weekday() == 6
        assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)
