"""Who may come in: sessions, one-time links, keys."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("made_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("seen_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_unix_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_sessions_expires_unix_ms", "sessions", ["expires_unix_ms"])
    op.create_table(
        "links",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("made_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("used_unix_ms", sa.BigInteger),
    )
    op.create_index("ix_links_expires_unix_ms", "links", ["expires_unix_ms"])
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("made_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("used_unix_ms", sa.BigInteger),
        sa.Column("revoked_unix_ms", sa.BigInteger),
    )
