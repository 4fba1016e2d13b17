"""The tables of the store. Times are whole milliseconds since 1970, UTC, the same on every database.

What a learner has said in a row of `answer` stays said, until a teacher removes the learner. Which of them count is
marked there once it is known: an answer of practice at once, and of an exam that is over the last one of each place,
unless it was taken back.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    true,
)

# Every constraint has a name, so that a migration can change it on any database.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

NAME, TOKEN, HASH = String(80), String(64), String(160)
# An id that SQLite, too, counts up by itself.
ID = BigInteger().with_variant(Integer, "sqlite")

teacher = Table(
    "teacher",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", NAME, nullable=False, unique=True),
    # Empty: none has been chosen yet, and no password fits.
    Column("password_hash", HASH, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # The digest of a code that lets the teacher in once, to choose a password.
    Column("entry_hash", TOKEN),
    Index(None, "entry_hash", unique=True),
)

classroom = Table(
    "classroom",
    metadata,
    Column("id", ID, primary_key=True),
    Column("teacher_id", ForeignKey("teacher.id"), nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("join_code", TOKEN, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
)

learner = Table(
    "learner",
    metadata,
    Column("id", ID, primary_key=True),
    # None: someone alone on their own machine, who needs no code.
    Column("classroom_id", ForeignKey("classroom.id"), index=True),
    Column("name", NAME, nullable=False),
    Column("code_hash", HASH),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    # The name without capitals: nobody in a class can look like someone else.
    Column("folded", NAME, index=True),
    # The digest of the browser that joined: a form sent again after a lost connection is the same learner.
    Column("joined_with", TOKEN),
    # By how many percent of an exam's time this learner has longer.
    Column("extra", Integer, nullable=False, server_default="0"),
    UniqueConstraint("classroom_id", "name"),
    Index(None, "classroom_id", "folded", unique=True),
)

# On what conditions a class sits an exam. Without a row it is open at any time, any number of times.
conditions = Table(
    "conditions",
    metadata,
    Column("classroom_id", ForeignKey("classroom.id"), primary_key=True, autoincrement=False),
    Column("blueprint", NAME, primary_key=True),
    Column("opens_at", BigInteger),
    Column("closes_at", BigInteger),
    # That the closing time has come is kept: a clock that is set back opens nothing again.
    Column("closed", Boolean, nullable=False, server_default=false()),
    Column("attempts", Integer),
    Column("password_hash", HASH),
    # Whether practice, review and reports stay open to whoever sits it.
    Column("practice", Boolean, nullable=False, server_default=false()),
)

# As whom a teacher tries the exams.
teacher_learner = Table(
    "teacher_learner",
    metadata,
    Column("teacher_id", ForeignKey("teacher.id"), primary_key=True, autoincrement=False),
    Column("learner_id", ForeignKey("learner.id"), nullable=False),
)

sitting = Table(
    "sitting",
    metadata,
    Column("id", TOKEN, primary_key=True),
    Column("learner_id", ForeignKey("learner.id"), nullable=False, index=True),
    Column("blueprint", NAME, nullable=False),
    Column("title", String(200), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    # How long it lasts for whoever has no extra time.
    Column("minutes", Integer),
    # When it was handed in, or the clock ran out; None while it goes on.
    Column("ended_at", BigInteger),
    Index(None, "ended_at", "ends_at"),
)

item = Table(
    "item",
    metadata,
    Column("sitting_id", ForeignKey("sitting.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("template", NAME, nullable=False),
    Column("seed", BigInteger, nullable=False),
    # The question as it was asked: an exam must not change when a template does.
    Column("asked", JSON, nullable=False),
    Column("key", JSON, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    Column("id", ID, primary_key=True),
    Column("learner_id", ForeignKey("learner.id"), nullable=False),
    # What the browser calls this answer: sent again after a lost connection, it is still one answer.
    Column("token", TOKEN, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("sitting_id", TOKEN),
    Column("place", Integer),
    Column("template", NAME, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("section", String(32), nullable=False),
    Column("level", Integer, nullable=False),
    Column("response", JSON, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("credit", Float, nullable=False),
    Column("misconceptions", JSON, nullable=False),
    Column("hinted", Boolean, nullable=False),
    Column("given_at", BigInteger, nullable=False),
    Column("counts", Boolean, nullable=False, server_default=true()),
    ForeignKeyConstraint(["sitting_id", "place"], ["item.sitting_id", "item.place"]),
    UniqueConstraint("learner_id", "token"),
    Index(None, "learner_id", "given_at"),
    Index(None, "learner_id", "counts", "template", "id"),
    Index(None, "sitting_id", "place"),
    Index(None, "template"),
)

# What the answers that count come to: kept beside them, so that a class can be read without reading them all.
tally = Table(
    "tally",
    metadata,
    Column("learner_id", ForeignKey("learner.id"), primary_key=True),
    Column("template", NAME, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("first_id", ID, nullable=False),
    Column("first_right", Boolean, nullable=False),
)

slip = Table(
    "slip",
    metadata,
    Column("learner_id", ForeignKey("learner.id"), primary_key=True),
    Column("misconception", String(200), primary_key=True),
    Column("count", Integer, nullable=False),
)

review = Table(
    "review",
    metadata,
    Column("learner_id", ForeignKey("learner.id"), primary_key=True),
    Column("template", NAME, primary_key=True),
    Column("card", JSON, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Index(None, "learner_id", "due_at"),
)

# Who is logged in where. The id is a digest: whoever reads this table cannot log in with it.
session = Table(
    "session",
    metadata,
    Column("id", TOKEN, primary_key=True),
    Column("learner_id", ForeignKey("learner.id"), index=True),
    Column("teacher_id", ForeignKey("teacher.id"), index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

# How often something was tried since `since`, by whom and what is in the digest.
attempt = Table(
    "attempt",
    metadata,
    Column("id", TOKEN, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", BigInteger, nullable=False, index=True),
)

# What all processes that share the store must agree on, such as the key that signs.
setting = Table(
    "setting",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("value", HASH, nullable=False),
)
