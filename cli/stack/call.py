"""`spotfunnel stack call`: ring the stack from a real SIP phone, and talk to it."""

import asyncio
import time
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from cli.stack.control import look
from cli.stack.state import StackError
from sip.numbers import to_e164
from spine.home import Home, find_home
from spine.ids import CallId
from spine.keys import KeyRing
from spine.log.open import open_log
from spine.projections.call import CallSummary, summarise
from spine.reading import events_of, read_entries
from spine.settings import Spine
from stress.caller import ScriptedCaller, TruthfulCaller, scenario
from stress.ear import Ear
from stress.phone import Codec, Phone
from stress.phone_call import PhoneCaller
from stress.voice import CallerVoice

SHIPPED_S: Final = 10.0
"""The end of a call reaches the log within a second; a busy machine takes longer."""


async def ring(  # noqa: PLR0913 - one for each option
    *,
    name: str,
    number: str | None,
    scene: str,
    say: tuple[str, ...],
    codec: Codec,
    record: Path | None,
    console: Console,
) -> int:
    """Hold one call over SIP and RTP and print both sides as they were heard.

    Returns:
        0, or 1 where a scenario's caller did not get its number kept.

    Raises:
        StackError: If the stack is not up.
        NotAnsweredError: If nobody answers.
    """
    state = look(name)
    if state.phase != "ready":
        raise StackError(f"stack {name!r} is {state.phase}; run: spotfunnel stack up", 1)
    before = await asyncio.to_thread(_known_calls, find_home(), state.log_url)
    caller = ScriptedCaller(say) if say else TruthfulCaller(scenario(scene))
    voice, ear = await asyncio.gather(asyncio.to_thread(CallerVoice, 1), asyncio.to_thread(Ear))

    def tell(who: str, text: str) -> None:
        console.print(f"{who:<8}{text}")

    to = f"sip:{number or state.numbers[0]}@{state.sip}"
    console.print(f"ringing {to}")
    async with Phone(to, codec=codec, record=record) as phone:
        await phone.answered()
        console.print("answered")
        await PhoneCaller(caller, voice, ear, tell).take_part(phone)
        ended = await phone.ended()
        console.print(f"hung up (SIP {ended.code})")
    call = await asyncio.to_thread(_ended_call, find_home(), state.log_url, before)
    for field in call.summary.fields:
        console.print(f"{field.name:<8}{field.value or '-'}  ({field.status})")
    console.print(f"outcome {call.summary.outcome}\ntimeline: spotfunnel timeline {call.name}")
    wanted = getattr(caller, "mobile", None)
    kept = {field.name: field for field in call.summary.fields}.get("phone")
    right = kept is not None and kept.status == "confirmed" and to_e164(wanted or "") == kept.value
    return 0 if right or wanted is None else 1


class EndedCall(msgspec.Struct, frozen=True):
    """A call, as the log has it."""

    name: CallId
    summary: CallSummary


def _ended_call(home: Home, log_url: str, before: set[CallId]) -> EndedCall:
    """Wait until the log has the end of a call that it did not have before."""
    deadline = time.monotonic() + SHIPPED_S
    with open_log(home, Spine(log_url=log_url)) as log:
        while time.monotonic() < deadline:
            for seen in log.calls(5):
                if seen.call in before:
                    continue
                key = KeyRing(home.keys).find(seen.call)
                summary = summarise(events_of(read_entries(log.read(seen.call), key)))
                if summary.outcome:
                    return EndedCall(seen.call, summary)
            time.sleep(0.2)
    raise StackError("the log has not had the call's end after some seconds; see the workers' logs")


def _known_calls(home: Home, log_url: str) -> set[CallId]:
    with open_log(home, Spine(log_url=log_url)) as log:
        return {seen.call for seen in log.calls(20)}
