"""The log of a state folder, opened with a word to whoever can mend it."""

from sqlalchemy.exc import DatabaseError

from spine.errors import EnvironmentNeedsError
from spine.home import Home
from spine.log.open import open_log
from spine.log.sql import SqlCallLog


class LogUnusableError(EnvironmentNeedsError):
    """What lies in the log's place can't be used."""

    code = "up.log_unusable"


def open_kept(home: Home) -> SqlCallLog:
    """Open the log, made or migrated first where it has to be. Blocks.

    Raises:
        SchemaTooNewError: If a later release wrote it.
        LogUnusableError: If it is damaged, half written, or not ours.
    """
    try:
        return open_log(home)
    except DatabaseError as exc:
        raise LogUnusableError(
            f"the event log in {home.root} can't be used ({exc.orig}): put a whole copy of log.db "
            "there, or move it away to begin with an empty one (the journals beside it stay)"
        ) from exc
