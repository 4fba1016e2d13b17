"""Class mode: entry codes, folded names, sessions, tries, and what all processes agree on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns that may be empty, so that no table is copied, and make the new tables."""
    op.add_column("teacher", sa.Column("entry_hash", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_teacher_entry_hash"), "teacher", ["entry_hash"], unique=True)
    op.add_column("learner", sa.Column("folded", sa.String(length=80), nullable=True))
    op.add_column("learner", sa.Column("joined_with", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_learner_folded"), "learner", ["folded"], unique=False)
    op.create_index(op.f("ix_learner_classroom_id_folded"), "learner", ["classroom_id", "folded"], unique=True)
    op.create_table(
        "teacher_learner",
        sa.Column("teacher_id", ID, autoincrement=False, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_learner_teacher_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_teacher_learner_learner_id")),
        sa.PrimaryKeyConstraint("teacher_id", name=op.f("pk_teacher_learner")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", ID, nullable=True),
        sa.Column("teacher_id", ID, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_session_learner_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_session_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_learner_id"), "session", ["learner_id"], unique=False)
    op.create_index(op.f("ix_session_teacher_id"), "session", ["teacher_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_since"), "attempt", ["since"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
