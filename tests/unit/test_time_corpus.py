"""What is taken from the public time corpus, and what is left out of it and why."""

import json

import pytest

from bench.capture_public_time import CORPORA, cases, halves
from tools.import_time_corpus import Example, examples, left_out, value

HASKELL = """
corpus :: Corpus
corpus = concat
  [ examples (datetime (2013, 2, 14, 17, 0, 0) Hour)
             [ "in two days at 5"
             , "five, in two days"
             ]
  , examples (datetimeInterval
      ((2013, 2, 13, 9, 0, 0), (2013, 2, 13, 11, 1, 0)) Minute)
    -- a remark
             [ "tomorrow 9:00 to 11:00" ]
  ]

latentCorpus :: Corpus
latentCorpus = concat
  [ examples (datetimeHoliday (2013, 12, 25, 0, 0, 0) Day "Christmas") [ "the \\"day\\"" ] ]
"""


def _example(text: str, said: str, kind: str = "datetime") -> Example:
    return Example(text, kind, said, "")


def test_every_text_of_a_file_is_found_with_its_value_and_part() -> None:
    assert list(examples(HASKELL)) == [
        Example("in two days at 5", "datetime", "(2013, 2, 14, 17, 0, 0) Hour", ""),
        Example("five, in two days", "datetime", "(2013, 2, 14, 17, 0, 0) Hour", ""),
        Example(
            "tomorrow 9:00 to 11:00",
            "datetimeInterval",
            "((2013, 2, 13, 9, 0, 0), (2013, 2, 13, 11, 1, 0)) Minute",
            "",
        ),
        Example(
            'the "day"', "datetimeHoliday", '(2013, 12, 25, 0, 0, 0) Day "Christmas"', "latent"
        ),
    ]


@pytest.mark.parametrize(
    ("example", "normal"),
    [
        (_example("Thursday at 5", "(2013, 2, 14, 17, 0, 0) Hour"), "2013-02-14T17:00"),
        (_example("in two days", "(2013, 2, 14, 4, 0, 0) Hour"), "2013-02-14"),
        (
            _example("from 9 to 11", "((2013, 2, 13, 9, 0, 0), (2013, 2, 13, 12, 0, 0)) Hour"),
            "2013-02-13T09:00/2013-02-13T11:00",
        ),
        (
            _example("that night", "((2013, 2, 13, 18, 0, 0), (2013, 2, 14, 0, 0, 0)) Hour"),
            "2013-02-13 evening",
        ),
        (
            _example("by 2", "((2013, 2, 12, 4, 30, 0), (2013, 2, 12, 14, 0, 0)) Second"),
            "/2013-02-12T14:00",
        ),
        (
            _example("after 2", "After (2013, 2, 12, 14, 0, 0) Hour", "datetimeOpenInterval"),
            "2013-02-12T14:00/",
        ),
    ],
)
def test_a_booking_has_its_normal_form(example: Example, normal: str) -> None:
    assert left_out(example) == ""
    assert value(example) == normal


@pytest.mark.parametrize(
    ("text", "said", "reason"),
    [
        ("yesterday", "(2013, 2, 11, 0, 0, 0) Day", "past"),
        ("next week", "(2013, 2, 18, 0, 0, 0) Week", "span"),
        ("3 to 5 March", "((2013, 3, 3, 0, 0, 0), (2013, 3, 6, 0, 0, 0)) Day", "span"),
        ("in 2014", "(2014, 1, 1, 0, 0, 0) Year", "year"),
        ("right now", "(2013, 2, 12, 4, 30, 0) Second", "second"),
        ("Thursday 9 GMT", "(2013, 2, 14, 7, 0, 0) Hour", "zone"),
        ("Boss's", '(2013, 10, 16, 0, 0, 0) Day "Boss\'s Day"', "holiday"),
        ("in 5'", "(2013, 2, 12, 4, 35, 0) Second", "notation"),
        ("Thu 15th", "(2013, 8, 15, 0, 0, 0) Day", "rule: a weekday that does not fit its date"),
    ],
)
def test_what_is_no_booking_is_left_out_with_its_reason(text: str, said: str, reason: str) -> None:
    assert left_out(_example(text, said)).startswith(reason)


def test_the_committed_corpus_is_whole() -> None:
    booked, none = cases("booking"), cases("negative")
    lines = (CORPORA / "time_left_out.jsonl").read_text("utf-8").splitlines()
    assert (len(booked), len(none), len(lines)) == (377, 28, 650)
    assert {case.expect for case in none} == {None}
    apart = {json.loads(line)["id"] for line in lines}
    assert apart.isdisjoint(case.id for case in booked)
    sizes = {name: len(half) for name, half in halves()}
    assert sizes["seen half"] + sizes["unseen half"] == sizes["all"] == 377
