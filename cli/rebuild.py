"""`spotfunnel rebuild`: throw the views away and make them again from the log."""

import time

from spine.home import find_home
from spine.log.open import open_log
from spine.projections.store import Views


def rebuild() -> int:
    """Throw every view away and fold the whole log again: the same rows come out.

    Example: spotfunnel rebuild
    """
    with open_log(find_home()) as log:
        began = time.monotonic()
        folded = Views(log).rebuild()
    took = time.monotonic() - began
    print(f"{folded} events folded in {took:.1f} s")
    return 0
