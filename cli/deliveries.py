"""`spotfunnel deliveries`: what followed calls, and a second chance for what was given up."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import App, Parameter

from spine.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spine.projections.rows import DeliveryRow

CONFLICT: Final = 4

app = App(name="deliveries", help="What followed calls: letters sent, tried again, given up.")

AsJson = Annotated[bool, Parameter(name="--json", negative="")]


class NotDeadError(RequestError):
    """Only what was given up is sent again by hand."""

    code = "workflow.not_dead"
    exit_code = CONFLICT


@app.default
def deliveries(*, call: str = "", limit: int = 100, json: AsJson = False) -> int:
    """List deliveries, the last changed first, with how each stands.

    Example: spotfunnel deliveries --call 20261124T101500-3f9c2ab17d04

    Args:
        call: Only those of one call; its id, or `last`.
        limit: How many at most.
        json: Print one JSON object for each.
    """
    import sys

    import msgspec

    from cli.stored_call import find_call, the_log
    from spine.home import find_home
    from spine.projections.store import Views

    home = find_home()
    named = find_call(home, call).call if call else None
    with the_log(home) as log:
        views = Views(log)
        views.catch_up()
        rows = views.deliveries(call=named, limit=limit)
    if json:
        for row in rows:
            sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    elif not rows:
        print("nothing has followed a call yet")
    else:
        _print(rows)
    return 0


@app.command
def retry(delivery: str) -> int:
    """Send again what was given up; the recipient knows it by the same Message-ID.

    Exit code 0: begun again; 3: there is no such delivery; 4: it was not given up.

    Example: spotfunnel deliveries retry notify_email.20261124T101500-3f9c2ab17d04.161

    Args:
        delivery: Its id, from `spotfunnel deliveries`.
    """
    from cli.stored_call import the_log
    from spine.home import find_home
    from workflows.again import begin_again

    with the_log(find_home()) as log:
        was = begin_again(log, delivery, now=datetime.now(UTC))
    if was.status != "dead":
        raise NotDeadError(f"{delivery} was not given up: it is {was.status}")
    print(f"{delivery}: begun again")
    return 0


def _print(rows: "Sequence[DeliveryRow]") -> None:
    for row in rows:
        changed = datetime.fromtimestamp(row.changed_unix_ms / 1_000, UTC)
        tries = f", {row.attempts} failed tries" if row.attempts else ""
        print(f"{row.status:8} {row.id}")
        print(f"         {row.tenant}, {changed:%Y-%m-%d %H:%M:%S} UTC{tries}")
        if row.why or row.reference:
            print(f"         {row.why or row.reference}")
