"""Views of the log. What is in them can be made again, so only their shape is kept here."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("call", sa.String(100), primary_key=True),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("dialled", sa.String(100), nullable=False),
        sa.Column("began_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("last_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.String(100), nullable=False),
        sa.Column("ended_by", sa.String(100), nullable=False),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("lead", sa.Boolean, nullable=False),
        sa.Column("recorded", sa.Boolean, nullable=False),
        sa.Column("emergency", sa.Boolean, nullable=False),
        sa.Column("core", sa.String(100), nullable=False),
        sa.Column("config", sa.String(100), nullable=False),
        sa.Column("changed_pos", sa.BigInteger, nullable=False),
    )
    op.create_index("calls_by_time", "calls", ["began_unix_ms", "call"])
    op.create_index("calls_by_tenant", "calls", ["tenant", "began_unix_ms", "call"])
    op.create_index("calls_by_change", "calls", ["changed_pos"])
    op.create_table(
        "said",
        sa.Column("call", sa.String(100), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "fields",
        sa.Column("call", sa.String(100), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "usage",
        sa.Column("call", sa.String(100), primary_key=True),
        sa.Column("provider", sa.String(100), primary_key=True),
        sa.Column("unit", sa.String(100), primary_key=True),
        sa.Column("quantity", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "tenants",
        sa.Column("tenant", sa.String(100), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("config", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "numbers",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("config", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "configs",
        sa.Column("tenant", sa.String(100), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("config", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("trials", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("pushed_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("activated_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("workflow", sa.String(100), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("call", sa.String(100), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("changed_unix_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("deliveries_by_change", "deliveries", ["changed_unix_ms", "id"])
    op.create_table(
        "checkpoints",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("pos", sa.BigInteger, nullable=False),
    )
