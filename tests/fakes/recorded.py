"""A call without a Voice Core: a step that counts words, for what only moves and keeps events."""

from collections.abc import Sequence
from typing import Any

from spine.events.call import AnyEvent, CallEnded, CallStarted, TurnHeard
from spine.events.envelope import hash_of
from spine.events.inputs import AnyInput, CallAnswered, CallerHungUp, FinalHeard
from spine.events.scribe import GENESIS, Heading, Seal, inscribe
from spine.ids import CallId, CallMs, SegmentId, Seq, TenantId
from spine.log.call_log import Stored
from spine.replay import Pinned
from spine.sealing import Sealer, SubjectKey

CALL = CallId("20261124T101500-aa")
HEADING = Heading(
    call=CALL,
    tenant=TenantId("harbour"),
    core="1.0.0+0123456789ab",
    config="c" * 64,
    start_unix_ms=1_790_000_000_000,
)
SEALER = Sealer(SubjectKey(bytes(range(32))))

Decision = tuple[AnyInput, tuple[AnyEvent, ...]]


def count_words(
    suffix: str, limit: int, words: int, happening: AnyInput
) -> tuple[int, tuple[AnyEvent, ...], tuple[()]]:
    """The step: core is a suffix, graph a bound, state the words so far."""
    at_ms = happening.at_ms
    match happening:
        case CallAnswered(dialled=dialled, settings=settings):
            return 0, (CallStarted(at_ms=at_ms, dialled=dialled, settings=settings),), ()
        case FinalHeard(texts=texts):
            words += len(texts[0].split())
            return words, (TurnHeard(at_ms=at_ms, texts=(texts[0] + suffix,), held_ms=words),), ()
        case CallerHungUp():
            ended = CallEnded(
                at_ms=at_ms,
                outcome="many" if words > limit else "few",
                by="caller",
                duration_ms=at_ms,
            )
            return words, (ended,), ()
        case _:
            return words, (), ()


def pinned(suffix: str = "", limit: int = 3) -> Pinned[Any, Any, Any]:
    """What the call was held with, or a little another."""
    return Pinned(begin=lambda: 0, step=count_words, core=suffix, graph=limit)


def happenings(said: Sequence[str]) -> list[AnyInput]:
    """Answer, what was said, hang-up."""
    return [
        CallAnswered(at_ms=CallMs(0), dialled="+61291234567", local_time="", settings="s"),
        *(
            FinalHeard(at_ms=CallMs(100 * n), segment=SegmentId(n), texts=(text,))
            for n, text in enumerate(said, start=1)
        ),
        CallerHungUp(at_ms=CallMs(5_000)),
    ]


def decisions(said: Sequence[str] = ("my tap leaks", "yes")) -> list[Decision]:
    """Every input with what it leads to."""
    words, out = 0, list[Decision]()
    for happening in happenings(said):
        words, decided, _ = count_words("", 3, words, happening)
        out.append((happening, decided))
    return out


def written(
    said: Sequence[str] = ("my tap leaks", "yes"),
    *,
    heading: Heading = HEADING,
    seal: Seal = SEALER.seal,
) -> tuple[bytes, ...]:
    """The stored bytes of such a call."""
    tip, bodies = GENESIS, list[bytes]()
    for happening, decided in decisions(said):
        more, tip = inscribe(heading, seal, tip, happening, decided)
        bodies += more
    return tuple(bodies)


def as_stored(bodies: Sequence[bytes]) -> tuple[Stored, ...]:
    """As a log gives them back."""
    return tuple(Stored(Seq(seq), hash_of(body), body) for seq, body in enumerate(bodies, start=1))
