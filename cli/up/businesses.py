"""Businesses for a log that has none, and a folder of active ones that agrees with the log.

python -m cli.up.businesses [FILE or FOLDER …]
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cli.businesses import load_all
from cli.config.gate import open_gate
from cli.config.push import Pushed, push_graph
from cli.config.recompile import renew
from spine.activation import Active
from spine.deployment import refresh
from spine.errors import EnvironmentNeedsError, RequestError
from spine.home import Home, find_home
from spine.log.open import open_log
from spine.log.sql import SqlCallLog

Tell = Callable[[str], None]


def fill(home: Home, log: SqlCallLog, files: Sequence[Path], tell: Tell) -> tuple[Active, ...]:
    """Push the named businesses, or the examples into a log that has none; return who is active.

    What was active with another Voice Core is compiled again for this one. Blocks for some seconds
    where there is something to push: each is proved and tried.

    Raises:
        RequestError: For a file with mistakes, or one that does not pass.
    """
    active = refresh(home, log)  # whoever can be answered for already is, meanwhile
    if not (files or active or not log.streams("tenant")):
        return active
    gate = open_gate(home, log)
    if files or not log.streams("tenant"):
        for made in load_all(files):
            pushed = push_graph(gate, made.graph, now=datetime.now(UTC), source=made.source)
            tell(f"{pushed.name} ({pushed.tenant}): {pushed.status}")
    renew(gate, datetime.now(UTC), lambda active, came: tell(_renewed(active, came)))
    return refresh(home, log)


def _renewed(active: Active, came: Pushed | RequestError) -> str:
    who = f"{active.name} ({active.tenant})"
    if isinstance(came, Pushed):
        return f"{who}: compiled again for this Voice Core, version {came.version}"
    return f"{who}: version {active.version} is not fit for this Voice Core, and stays: {came}"


def main() -> int:
    """Fill the log that the settings name."""
    home = find_home()
    try:
        with open_log(home) as log:
            fill(home, log, [Path(word) for word in sys.argv[1:]], print)
    except (RequestError, EnvironmentNeedsError) as error:
        print(f"spotfunnel businesses: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
