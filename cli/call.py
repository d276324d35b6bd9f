"""`spotfunnel call`: hold a call here, with a caller who speaks, types or is scripted."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter


def call(  # noqa: PLR0913 - each is an option that a person may want
    *,
    scenario: str = "burst-pipe",
    say: Annotated[list[str] | None, Parameter(negative=())] = None,
    type_: Annotated[bool, Parameter(name="--type", negative=())] = False,
    text: Annotated[bool, Parameter(negative=())] = False,
    business: Path | None = None,
    number: str | None = None,
    law: Literal["alaw", "mulaw"] | None = None,
    seed: int | None = None,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Hold a call with a simulated caller, spoken or typed, and say what came of it.

    The caller's words are synthesised, sent through a telephone line and heard by the recogniser.
    Example: `spotfunnel call --say "My tap drips" --say "Tom Harris" --say "0491 570 156"`

    Args:
        scenario: A caller from stress/scenarios.
        say: The caller's turns, in order, instead of a scenario (repeatable). A read-back that the
            script has no answer to is confirmed if it is what was said last.
        type_: Type the caller's turns yourself; an empty line is silence, Ctrl-D hangs up.
        text: Leave out all sound: words go straight to the core, on simulated time.
        business: Configuration file of the business that is rung, instead of the scenario's.
        number: Number to dial, instead of the business's first.
        law: Telephone coding of the caller's voice; A-law unless settings say otherwise.
        seed: Draws the caller's voice and random number; a new one each time if left out.
        json: Print the result as one JSON document, and nothing else on standard output.
    """
    from cli.calls.hold import Wish, hold_and_tell

    wish = Wish(
        scenario=scenario,
        say=tuple(say or ()),
        typed=type_,
        text=text,
        business=business,
        number=number,
        law=law,
        seed=seed,
        json=json,
    )
    return asyncio.run(hold_and_tell(wish))
