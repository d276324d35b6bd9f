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
app.command("cli.tenants:tenants", help="List whose calls are answered, and with what.")
app.command("cli.link:link", help="Make a one-time link that signs somebody in.")
app.command("cli.key:app", name="key", help="Keys for programs that use the API.")
app.command("cli.stack:app", name="stack", help="Start, stop and ring the real servers.")


def main() -> None:
    """Run the command line; errors that a person can mend are one line, never a traceback."""
    try:
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
