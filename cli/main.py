"""The `spotfunnel` command: one file a command, each imported only when it is run."""

import os
import sys
from typing import Final

from cyclopts import App

from spine.errors import EnvironmentNeedsError, RequestError, SpotFunnelError

FAILED: Final = 1
NOT_FOUND: Final = 3
CONFLICT: Final = 4
INVALID: Final = 5
INTERRUPTED: Final = 130

app = App(
    name="spotfunnel",
    help="A phone agent that people trust: ring it, read what happened, replay it.",
    version="0.1.0",
)
app.command("cli.call:call", help="Hold a call with a simulated caller, spoken or typed.")
app.command("cli.timeline:timeline", help="Show what happened in a call, event by event.")
app.command("cli.replay:replay", help="Run a call's inputs again and compare every byte.")
app.command("cli.erase:erase", help="Erase what a caller said; the log stays whole.")
app.command("cli.deliveries:app", name="deliveries", help="What followed calls, and a second try.")
app.command("cli.rebuild:rebuild", help="Make the views again from the log.")
app.command("cli.capture:capture", help="Run capture cases from a file.")
app.command("cli.say:say", help="Talk to one primitive by typing, its partial states shown.")
app.command("cli.config:app", name="config", help="A business's file: check, prove, push.")
app.command("cli.release:app", name="release", help="Whether this release may take calls.")
app.command("cli.tenants:tenants", help="List whose calls are answered, and with what.")
app.command("cli.link:link", help="Make a one-time link that signs somebody in.")
app.command("cli.key:app", name="key", help="Keys for programs that use the API.")
app.command("cli.up.command:up", help="Start everything on this machine: page, calls, the lot.")
app.command("cli.stack:app", name="stack", help="Start, stop and ring the real servers.")


def _forget_what_was_killed() -> None:
    """Settings of an `up` that was killed lead nowhere; put them aside before they are read."""
    from spine.home import find_home

    home = find_home()
    if home.run_file.exists():
        from cli.up.place import forget_what_was_killed

        if forget_what_was_killed(home):
            print("spotfunnel: the last `up` was killed; nothing of it is up", file=sys.stderr)


def main() -> None:
    """Run the command line; errors that a person can mend are one line, never a traceback."""
    try:
        _forget_what_was_killed()
        code = app(exit_on_error=True)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # whoever read us has seen enough; nothing is left to be flushed into a closed pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (RequestError, EnvironmentNeedsError) as error:
        print(f"spotfunnel: {error}", file=sys.stderr)
        code = getattr(error, "exit_code", FAILED)
    except SpotFunnelError as error:
        print(f"spotfunnel: {error.code}: {error}", file=sys.stderr)
        code = FAILED
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
