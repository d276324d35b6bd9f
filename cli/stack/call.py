"""`spotfunnel stack call`: ring the stack from a real SIP phone, and talk to it."""

import asyncio
from pathlib import Path

from rich.console import Console

from cli.stack.control import look
from cli.stack.state import StackError
from stress.caller import ScriptedCaller, TruthfulCaller, scenario
from stress.ear import Ear
from stress.phone import Codec, Phone
from stress.phone_call import PhoneCaller
from stress.voice import CallerVoice


async def ring(  # noqa: PLR0913 - one for each option
    *,
    name: str,
    number: str | None,
    scene: str,
    say: tuple[str, ...],
    codec: Codec,
    record: Path | None,
    console: Console,
) -> None:
    """Hold one call over SIP and RTP and print both sides as they were heard.

    Raises:
        StackError: If the stack is not up.
        NotAnsweredError: If nobody answers.
    """
    state = look(name)
    if state.phase != "ready":
        raise StackError(f"stack {name!r} is {state.phase}; run: spotfunnel stack up", 1)
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
