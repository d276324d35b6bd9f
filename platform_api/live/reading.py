"""One call's events as a stream tells them: each of its messages has a place to go on behind."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from platform_api.calls.models import field_value, said_line
from platform_api.calls.timeline import entry_of
from platform_api.live.models import Ended
from platform_api.live.sse import message
from spine.events.call import CallEnded
from spine.events.envelope import decode_envelope
from spine.events.personal import Recorded
from spine.ids import CallId, Seq
from spine.log.call_log import Stored
from spine.projections.call import CallSummary, fold
from spine.reading import Opener, open_entry

LONGEST: Final = 30

Told = tuple[str, Any]


class Reading:
    """How far a client has a call.

    An id is the seq of the last event that it has whole; where an event is told in several
    messages, those before the last one are `<seq before>.<how many>`.
    """

    def __init__(self, call: CallId, last_id: str, *, internals: bool) -> None:
        """Go on behind this id; one that is none of ours is the beginning."""
        self._call = call
        self._internals = internals
        seq, done = _place(last_id)
        self.seq = Seq(seq)
        self.over = False
        self._done = done
        self._began: int | None = None

    def read(self, stored: Sequence[Stored], opener: Opener | None) -> Iterator[bytes]:
        """Tell the events that follow without a gap; what is behind one comes when it is filled.

        Raises:
            ChainBrokenError: If a payload is not what its envelope says.
        """
        for one in stored:
            if one.seq != self.seq + 1:
                return
            told = tuple(self._tell(one, opener))
            for place, (event, data) in enumerate(told, start=1):
                if place > self._done:
                    whole = place == len(told)
                    at = str(one.seq) if whole else f"{self.seq}.{place}"
                    yield message(event, data, at)
            self.seq, self._done = one.seq, 0

    def _tell(self, one: Stored, opener: Opener | None) -> Iterator[Told]:
        envelope = decode_envelope(one.body)
        entry = open_entry(envelope, opener)
        event = entry.event
        if event is not None:
            yield from _told(event)
        if self._internals:
            at_ms = 0 if event is None else event.at_ms
            yield "entry", entry_of(entry, envelope.occurred_at_ms - at_ms)
        if isinstance(event, CallEnded):
            self.over = True
            said = Ended(outcome=event.outcome, by=event.by, duration_ms=event.duration_ms)
            yield "ended", said


def _told(event: Recorded) -> Iterator[Told]:
    """Tell what a person would: the same fold that makes the page."""
    told = fold(CallSummary(), event)
    for line in told.transcript:
        yield "said", said_line(line)
    for field in told.fields:
        yield "field", field_value(field)


def _place(last_id: str) -> tuple[int, int]:
    seq, _, done = last_id.partition(".")
    if len(last_id) > LONGEST or not (seq.isascii() and seq.isdigit()):
        return 0, 0
    return int(seq), int(done) if done.isascii() and done.isdigit() else 0
