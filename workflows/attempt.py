"""One try at one delivery: look whether it was done, and do it. What came of it is written next.

Sending and writing down are two steps, so that a log that is away for a moment after a letter
was taken is waited for, and the letter is not sent again.
"""

from typing import Final, Literal

import msgspec
import structlog

from workflows.account import NeedsPersonError, NothingToDoError, NotYetError, find_account
from workflows.cue import Run, cue_of
from workflows.letter import is_address, write_letter
from workflows.mail.port import Handed
from workflows.office import Office
from workflows.standing import standing_of

log: Final = structlog.get_logger()
NO_ADDRESS: Final = "no letter can be sent to an address of this business"

How = Literal["settled", "skipped", "dead", "later", "done"]


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a try."""

    how: How
    number: int = 0
    """Of the try, from 1."""
    why: str = ""
    failed: bool = False
    """Something failed that is to be written down, whatever the whole came to."""
    taken: tuple[int, ...] = ()
    """Which of the addresses have the letter, by their place in the configuration."""


def try_once(office: Office, run: Run, taken: tuple[int, ...] = ()) -> Came:
    """Try once, unless this workflow has an outcome.

    Done and then not known to be done (the process died between) is done again: at least once,
    with the same Message-ID. The outcome is looked for first, so not once more after that.

    Raises:
        SQLAlchemyError: If the log is away: then nothing was sent.
    """
    stands = standing_of(office.log.read_stream("workflow", run.stream_id))
    if stands.settled:
        return Came(how="settled")
    number = stands.attempts + 1
    try:
        came = _deliver(office, run, taken)
    except NothingToDoError as nothing:
        came = Came(how="skipped", why=str(nothing))
    except NeedsPersonError as missing:
        came = Came(how="dead", why=str(missing))
    except NotYetError as not_yet:
        came = Came(how="later", why=str(not_yet), failed=True, taken=taken)
    except Exception as error:  # noqa: BLE001 - an edge: one letter's trouble is no other's
        kind = type(error).__name__
        log.warning("a try broke", delivery=run.stream_id, error=kind)
        why = f"it could not be put together ({kind})"
        came = Came(how="later", why=why, failed=True, taken=taken)
    return msgspec.structs.replace(came, number=number)


def _deliver(office: Office, run: Run, taken: tuple[int, ...]) -> Came:
    """Write the letter and hand it to whoever has not got it yet."""
    matter, told = find_account(office, cue_of(run.stream_id))
    fit = {place: one for place, one in enumerate(told.emails) if is_address(one)}
    asked = {place: one for place, one in fit.items() if place not in taken}
    if not asked:
        return Came(how="dead", why=NO_ADDRESS)
    letter = write_letter(
        matter, told, sender=office.sender, recipients=tuple(fit.values()), now=office.now()
    )
    handed = office.mailer.send(letter, tuple(asked.values()))
    got = tuple(place for place, one in asked.items() if one in handed.taken)
    return _judge(handed, (*taken, *got))


def _judge(handed: Handed, taken: tuple[int, ...]) -> Came:
    if handed.later:
        return Came(how="later", why=handed.why, failed=True, taken=taken)
    if not taken:
        return Came(how="dead", why=handed.why, failed=True)
    if handed.refused:
        why = f"{len(handed.refused)} of the addresses refused: {handed.why}"
        return Came(how="done", why=why, failed=True, taken=taken)
    return Came(how="done", taken=taken)
