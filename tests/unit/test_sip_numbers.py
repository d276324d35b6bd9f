import pytest
from hypothesis import given
from hypothesis import strategies as st

from sip.numbers import Parties, parties, to_e164


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("02 5550 1206", "+61255501206"),
        ("(02) 5550-1206", "+61255501206"),
        ("+61255501206", "+61255501206"),
        ("+61 2 5550 1206", "+61255501206"),
        ("+610255501206", "+61255501206"),
        ("61255501206", "+61255501206"),
        ("0011 61 2 5550 1206", "+61255501206"),
        ("0011 64 9 555 0199", "+6495550199"),
        ("0491 570 156", "+61491570156"),
        ("1300 975 707", "+611300975707"),
        ("1800 160 401", "+611800160401"),
        ("13 00 00", "+61130000"),
        ("sip:+61255501206@127.0.0.1:5060;user=phone", "+61255501206"),
        ("<sip:0255501206@carrier.example>;reason=unconditional", "+61255501206"),
        ("tel:+61-2-5550-1206", "+61255501206"),
        ("Bob <sips:+61255501206@x>", "+61255501206"),
    ],
)
def test_every_spelling_of_a_number_means_the_same(said: str, number: str) -> None:
    assert to_e164(said) == number


@pytest.mark.parametrize(
    "said",
    [
        "",
        "+",
        "anonymous",
        "sip:anonymous@anonymous.invalid",
        "Restricted",
        "911x",
        "06 5550 1206",
        "025550120",
        "02555012066",
        "0255501٢06",
        "+61255501206\r\nX-Evil: 1",
        "'; drop table calls; --",
        "+" + "1" * 16,
        "1" * 10_000,
        "sip:" * 40,
    ],
)
def test_what_is_no_number_is_none(said: str) -> None:
    assert to_e164(said) is None


@given(st.text(max_size=300))
def test_no_header_value_can_break_it(said: str) -> None:
    number = to_e164(said)

    assert number is None or (number[0] == "+" and number[1:].isascii() and number[1:].isdigit())


@given(st.from_regex(r"0[23478][0-9]{8}", fullmatch=True))
def test_reading_a_number_twice_changes_nothing(said: str) -> None:
    once = to_e164(said)

    assert once is not None
    assert to_e164(once) == once == "+61" + said[1:]


def test_both_parties_are_read_from_the_attributes() -> None:
    attributes = {
        "sip.trunkPhoneNumber": "+61255501206",
        "sip.phoneNumber": "0491570156",
        "sip.h.diversion": "<sip:0370105512@carrier.example>;reason=unconditional",
    }

    assert parties(attributes) == Parties(
        dialled=to_e164("+61255501206"),
        caller=to_e164("+61491570156"),
        forwarded_by=to_e164("+61370105512"),
    )


def test_a_caller_who_withholds_the_number_has_none() -> None:
    attributes = {"sip.phoneNumber": "+61491570156", "sip.h.privacy": "header;id"}

    assert parties(attributes).caller is None


def test_without_attributes_there_are_no_numbers() -> None:
    assert parties({}) == Parties(dialled=None, caller=None, forwarded_by=None)
