import pytest

from sip.unanswered import Act, Seen, decide, room_without_number

CALLER = "sip_+61491570156"


@pytest.mark.parametrize(
    ("seen", "act"),
    [
        (Seen(age_s=0.5, ringing=CALLER, has_agent=False, offered=False), Act.WAIT),
        (Seen(age_s=2.0, ringing=CALLER, has_agent=False, offered=False), Act.OFFER),
        (Seen(age_s=4.0, ringing=CALLER, has_agent=False, offered=True), Act.WAIT),
        (Seen(age_s=6.0, ringing=CALLER, has_agent=False, offered=True), Act.REFUSE),
        (Seen(age_s=9.0, ringing=CALLER, has_agent=False, offered=False), Act.REFUSE),
        (Seen(age_s=0.5, ringing=CALLER, has_agent=True, offered=False), Act.FORGET),
        (Seen(age_s=0.5, ringing=None, has_agent=False, offered=False), Act.WAIT),
        (Seen(age_s=6.5, ringing=None, has_agent=False, offered=False), Act.FORGET),
    ],
)
def test_a_call_is_offered_again_after_two_seconds_and_refused_after_six(
    seen: Seen, act: Act
) -> None:
    assert decide(seen) is act


def test_a_room_is_named_without_the_callers_number() -> None:
    assert room_without_number("call-_+61491570156_aBcDeF") == "room …aBcDeF"
