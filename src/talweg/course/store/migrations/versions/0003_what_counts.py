"""Which answers count is kept with them, and found by index; exams are found by their ends."""

from __future__ import annotations

import json
from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Of the exams that had been handed in: one whose time ran out is closed, and its answers count, when next looked at.
UNCOUNTED = """
UPDATE answer SET counts = {false} WHERE sitting_id IS NOT NULL AND id NOT IN (
    SELECT id FROM answer WHERE CAST(response AS TEXT) <> 'null' AND id IN (
        SELECT max(answer.id) FROM answer JOIN sitting ON sitting.id = answer.sitting_id
        WHERE sitting.ended_at IS NOT NULL GROUP BY answer.sitting_id, answer.place
    )
)
"""


TALLIED = """
INSERT INTO tally (learner_id, template, count, first_id, first_right)
SELECT answer.learner_id, answer.template, found.count, answer.id, answer."right" FROM answer JOIN (
    SELECT min(id) AS id, count(*) AS count FROM answer WHERE counts GROUP BY learner_id, template
) AS found ON found.id = answer.id
"""
SHOWN = """
SELECT learner_id, CAST(misconceptions AS TEXT), count(*) FROM answer
WHERE counts AND CAST(misconceptions AS TEXT) <> '[]' GROUP BY learner_id, CAST(misconceptions AS TEXT)
"""


def upgrade() -> None:
    """Add a column with a default, so that no table is copied, make the indexes, and add up what there is."""
    op.add_column("answer", sa.Column("counts", sa.Boolean(), server_default=sa.true(), nullable=False))
    connection = op.get_bind()
    connection.execute(sa.text(UNCOUNTED.format(false="false" if connection.dialect.name == "postgresql" else "0")))
    op.create_index(op.f("ix_sitting_ended_at_ends_at"), "sitting", ["ended_at", "ends_at"], unique=False)
    index = op.f("ix_answer_learner_id_counts_template_id")
    op.create_index(index, "answer", ["learner_id", "counts", "template", "id"], unique=False)
    op.create_table(
        "tally",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_id", ID, nullable=False),
        sa.Column("first_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_tally_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "template", name=op.f("pk_tally")),
    )
    slip = op.create_table(
        "slip",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("misconception", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_slip_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "misconception", name=op.f("pk_slip")),
    )
    connection.execute(sa.text(TALLIED))
    shown = Counter[tuple[int, str]]()
    for learner, names, count in connection.execute(sa.text(SHOWN)):
        for name in set(json.loads(names)):
            shown[learner, name] += count
    rows = [{"learner_id": who, "misconception": name, "count": count} for (who, name), count in shown.items()]
    if rows:
        connection.execute(sa.insert(slip), rows)
