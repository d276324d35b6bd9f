"""What callers of trials say besides answers, and what must come of it."""

from typing import Final

from spine.events.call import EmergencyFlagged, PersonWanted, Signal
from stress.trial_checks import Check, danger_first, flagged, raised

URGENT: Final[tuple[tuple[str, str, str, str, tuple[Check, ...]], ...]] = (
    (
        "asks for a person",
        "can I talk to a real person please",
        "person",
        "transferred",
        (flagged(PersonWanted), raised("person")),
    ),
    (
        "is in danger",
        "I can smell gas",
        "danger",
        "emergency",
        (flagged(EmergencyFlagged), raised("emergency"), danger_first),
    ),
)
"""Name, words, the route that they open, its outcome when somebody answers, and what must hold."""
TURNED_AWAY: Final[tuple[tuple[str, Signal, tuple[str, ...]], ...]] = (
    ("rang a wrong number", "wrong_number", ("sorry, I've got the wrong number",)),
    ("sells something", "sales_call", ("I'm calling about your google business listing",)),
    ("is abusive", "abuse", ("oh piss off", "you stupid useless machine")),
)
HURRY: Final = "I'm in a bit of a hurry"
UNKNOWN: Final = ("", "do you sponsor the local netball club", "I don't have that here")
"""A question that nobody has written an answer to, and how it is met."""
LATER: Final = frozenset({"name", "address", "email"})
"""What is asked for when the number is taken back."""
