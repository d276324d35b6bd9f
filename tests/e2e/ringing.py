"""A caller who rings the whole stack, for tests that watch what becomes of it."""

import asyncio
from collections.abc import Callable
from typing import Final, NamedTuple

from stress.caller import TruthfulCaller, scenario
from stress.ear import Ear
from stress.phone import Phone
from stress.phone_call import PhoneCaller
from stress.voice import CallerVoice
from tests.whole_stack import Whole

PLUMBER: Final = "+61255501206"


class Senses(NamedTuple):
    """A caller's voice and ear, loaded once."""

    voice: CallerVoice
    ear: Ear


def ring(whole: Whole, senses: Senses, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Ring the plumber with a burst pipe; do something else when it has been answered."""
    heard: list[tuple[str, str]] = []

    async def hold() -> None:
        async with Phone(f"sip:{PLUMBER}@{whole.state.sip}") as phone:
            await phone.answered()
            aside = asyncio.create_task(asyncio.to_thread(meanwhile))
            caller = TruthfulCaller(scenario("burst-pipe"))
            part = PhoneCaller(caller, *senses, lambda *said: heard.append(said))
            await part.take_part(phone)
            assert (await phone.ended()).code == 200, heard
            await aside

    asyncio.run(hold())


def journals(whole: Whole) -> set[str]:
    """Return the calls that have been written down so far."""
    return {path.name for path in whole.home.journals.glob("*")}
