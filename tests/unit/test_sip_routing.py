import pytest

from sip.numbers import parties
from sip.routing import NotANumberError, NumberTakenError, Routed, Router, Unrouted

ROUTER = Router([("02 5550 1206", "plumber"), ("+61370105512", "electrician")])


def dialled(number: str, diversion: str = "") -> dict[str, str]:
    return {"sip.trunkPhoneNumber": number, "sip.h.diversion": diversion}


def test_a_number_finds_its_business_however_it_is_spelt() -> None:
    routed = ROUTER.route(parties(dialled("0255501206")))

    assert isinstance(routed, Routed)
    assert routed.business == "plumber"
    assert routed.number == "+61255501206"


def test_a_forwarded_call_finds_the_business_that_forwarded_it() -> None:
    routed = ROUTER.route(parties(dialled("+61255509999", "<sip:+61370105512@x>")))

    assert isinstance(routed, Routed)
    assert routed.business == "electrician"


def test_an_unknown_number_is_named_in_the_refusal() -> None:
    unrouted = ROUTER.route(parties(dialled("+61255509999")))

    assert isinstance(unrouted, Unrouted)
    assert (unrouted.reason, unrouted.number) == ("unknown_number", "+61255509999")


def test_a_call_without_a_number_is_refused() -> None:
    unrouted = ROUTER.route(parties(dialled("sip:nobody")))

    assert isinstance(unrouted, Unrouted)
    assert unrouted.reason == "no_number"


def test_two_businesses_cannot_share_a_number() -> None:
    with pytest.raises(NumberTakenError):
        Router([("02 5550 1206", "a"), ("+61255501206", "b")])


def test_a_business_cannot_claim_what_cannot_be_dialled() -> None:
    with pytest.raises(NotANumberError):
        Router([("twelve", "a")])
