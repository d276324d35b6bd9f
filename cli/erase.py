"""`spotfunnel erase`: destroy the key of what a caller said; the log and its figures stay."""

import sys
from typing import Final

from cli.stored_call import find_call
from spine.home import find_home
from spine.keys import KeyRing

OK: Final = 0
USAGE: Final = 2


def erase(call: str, *, yes: bool = False) -> int:
    """Erase what was said in a call, for good: its key and its recording are destroyed.

    Exit code 0: erased (again is fine); 2: `--yes` is missing; 3: there is no such call.

    Example: spotfunnel erase 20261124T101500-3f9c2ab17d04 --yes

    Args:
        call: A call's id, or `last`.
        yes: It can't be undone, so it has to be said.
    """
    home = find_home()
    found = find_call(home, call)
    if not yes:
        print(f"spotfunnel: nothing was erased: say `erase {found.call} --yes`", file=sys.stderr)
        return USAGE
    at = KeyRing(home.keys).destroy(found.call)
    recording = home.recording_of(found.call)
    had_one = recording.exists()
    recording.unlink(missing_ok=True)
    print(f"{found.call}: erased at {at}{', its recording too' if had_one else ''}")
    return OK
