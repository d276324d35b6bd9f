"""What a person is told when everything is up."""

import os
import shutil
import sys
from pathlib import Path

import msgspec

from cli.up.wish import Shape
from spine.home import VARIABLE, Home


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that somebody needs to begin; with --json, one document."""

    shape: Shape
    pid: int
    home: str
    dashboard: str
    link: str
    """Signs an operator in, once."""
    link_expires_unix_ms: int
    numbers: tuple[str, ...] = ()
    sip: str = ""
    """`host:port` to ring."""
    livekit: str = ""
    log_url: str = ""
    kafka: str = ""
    seconds: float
    """From the command to here."""


def tell(line: str) -> None:
    """Say what is going on, beside what is printed."""
    if line:
        print(line, file=sys.stderr, flush=True)


def show(welcome: Welcome, *, as_json: bool) -> None:
    """Print it."""
    if as_json:
        print(msgspec.json.encode(welcome).decode(), flush=True)
        return
    ours = command(Home(Path(welcome.home)))
    rows = [
        ("dashboard", welcome.dashboard),
        ("sign in", f"{welcome.link}  (once, within 15 minutes; another: {ours} link)"),
    ]
    if welcome.shape == "stack":
        number = welcome.numbers[0] if welcome.numbers else "NUMBER"
        rows.append(("ring", f"sip:{number}@{welcome.sip} with any SIP phone on this machine"))
        rows.append(("call", f"{ours} stack call  in another terminal, or Talk to it on the page"))
    else:
        rows.append(("call", f"{ours} call  in another terminal, or Talk to it on the page"))
    rows.append(("stop", "Ctrl-C"))
    print(f"SpotFunnel is up ({welcome.shape}, {welcome.seconds:.1f} s).")
    for name, what in rows:
        print(f"  {name:<11}{what}")
    sys.stdout.flush()


def command(home: Home) -> str:
    """Return how our command is typed in another terminal, so that it finds this state folder."""
    name = "spotfunnel" if shutil.which("spotfunnel") else ".venv/bin/spotfunnel"
    return f"{VARIABLE}={home.root} {name}" if os.environ.get(VARIABLE) else name
