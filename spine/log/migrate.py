"""Brings a database to the schema of this code, when it is opened."""

from typing import Final

from sqlalchemy import Connection, inspect, select, table, text

from spine.errors import EnvironmentNeedsError
from spine.home import PROJECT

HEAD: Final = "0003"
"""The newest revision in `migrations/versions`; a test keeps them equal."""


class SchemaTooNewError(EnvironmentNeedsError):
    """The database was written by a later release."""

    code = "log.schema_too_new"


def bring_up_to_date(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction.

    Alembic is imported only when there is something to do: most openings need none of it.

    Raises:
        SchemaTooNewError: If the database has a revision that this code does not know.
    """
    found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise SchemaTooNewError(
            f"the log has schema {found}, this release knows {HEAD}: use the newer release"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    query = select(text("version_num")).select_from(table("alembic_version"))
    return str(connection.scalar(query))
