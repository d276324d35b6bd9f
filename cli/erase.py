"""`spotfunnel erase`: destroy the key of what a caller said; the log and its figures stay."""

import sys
from datetime import UTC, datetime
from typing import Final

from cli.stored_call import find_call, the_log
from spine.erasure import erase as erase_call
from spine.events.envelope import decode_envelope
from spine.home import find_home

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
    tenant = decode_envelope(found.stored[0].body).tenant
    with the_log(home) as log:
        erased = erase_call(home, log, found.call, tenant=tenant, now=datetime.now(UTC))
    print(f"{found.call}: erased at {erased.at}{', its recording too' if erased.recording else ''}")
    return OK
