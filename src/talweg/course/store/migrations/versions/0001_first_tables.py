"""The first tables: teachers, classrooms, learners, sittings, answers, reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "teacher",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=160), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher")),
        sa.UniqueConstraint("name", name=op.f("uq_teacher_name")),
    )
    op.create_table(
        "classroom",
        sa.Column("id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("join_code", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_classroom_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classroom")),
        sa.UniqueConstraint("join_code", name=op.f("uq_classroom_join_code")),
    )
    op.create_index(op.f("ix_classroom_teacher_id"), "classroom", ["teacher_id"], unique=False)
    op.create_table(
        "learner",
        sa.Column("id", ID, nullable=False),
        sa.Column("classroom_id", ID, nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("code_hash", sa.String(length=160), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["classroom_id"], ["classroom.id"], name=op.f("fk_learner_classroom_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("classroom_id", "name", name=op.f("uq_learner_classroom_id_name")),
    )
    op.create_index(op.f("ix_learner_classroom_id"), "learner", ["classroom_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_review_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "template", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_learner_id_due_at"), "review", ["learner_id", "due_at"], unique=False)
    op.create_table(
        "sitting",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("blueprint", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_sitting_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    op.create_index(op.f("ix_sitting_learner_id"), "sitting", ["learner_id"], unique=False)
    op.create_table(
        "item",
        sa.Column("sitting_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_item_sitting_id")),
        sa.PrimaryKeyConstraint("sitting_id", "place", name=op.f("pk_item")),
    )
    op.create_table(
        "answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("sitting_id", sa.String(length=64), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.String(length=32), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("credit", sa.Float(), nullable=False),
        sa.Column("misconceptions", sa.JSON(), nullable=False),
        sa.Column("hinted", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_answer_learner_id")),
        sa.ForeignKeyConstraint(
            ["sitting_id", "place"], ["item.sitting_id", "item.place"], name=op.f("fk_answer_sitting_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("learner_id", "token", name=op.f("uq_answer_learner_id_token")),
    )
    op.create_index(op.f("ix_answer_learner_id_given_at"), "answer", ["learner_id", "given_at"], unique=False)
    op.create_index(op.f("ix_answer_sitting_id_place"), "answer", ["sitting_id", "place"], unique=False)
    op.create_index(op.f("ix_answer_template"), "answer", ["template"], unique=False)
