"""On what conditions a class sits an exam, and the extra time of a learner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns that may be empty or have a default, so that no table is copied, and make the new table."""
    op.add_column("learner", sa.Column("extra", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sitting", sa.Column("minutes", sa.Integer(), nullable=True))
    # Nobody had extra time, and nothing closed: an exam lasted as long as its blueprint says.
    op.execute("UPDATE sitting SET minutes = (ends_at - started_at) / 60000")
    op.create_table(
        "conditions",
        sa.Column("classroom_id", ID, autoincrement=False, nullable=False),
        sa.Column("blueprint", sa.String(length=80), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=160), nullable=True),
        sa.Column("practice", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["classroom_id"], ["classroom.id"], name=op.f("fk_conditions_classroom_id")),
        sa.PrimaryKeyConstraint("classroom_id", "blueprint", name=op.f("pk_conditions")),
    )
