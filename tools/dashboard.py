"""What npm checks of the dashboard, run by `make lint` and `make test`.

python -m tools.dashboard ready     bring its packages
python -m tools.dashboard check     format, lint, types
python -m tools.dashboard test      its tests
"""

import sys

from cli.up.page import npm, packages_ready
from spine.errors import EnvironmentNeedsError

SCRIPTS = {"ready": (), "check": ("run", "--silent", "check"), "test": ("run", "--silent", "test")}


def main() -> int:
    """Bring the packages, then run what was asked for."""
    words = SCRIPTS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if words is None:
        print(f"usage: python -m tools.dashboard {'|'.join(SCRIPTS)}", file=sys.stderr)
        return 2
    try:
        packages_ready(lambda line: print(line, file=sys.stderr))
    except EnvironmentNeedsError as missing:
        print(missing, file=sys.stderr)
        return 1
    return npm(*words) if words else 0


if __name__ == "__main__":
    sys.exit(main())
