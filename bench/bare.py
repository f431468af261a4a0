"""The yardstick: a bare Flask view with one SELECT, one INSERT, one UPDATE and a COMMIT.

It runs on the same server, database and engine settings as Myelin, without sign-in, forms, marking
or scheduling.
"""

from __future__ import annotations

from flask import Flask, request
from sqlalchemy import text

from app import db as database
from app.db import db, transaction
from config import read_settings

app = Flask(__name__)
app.config.from_mapping(read_settings())
database.init_app(app)


@app.post("/bare")
def bare() -> tuple[str, int]:
    """Read a row, add a row, change a row, commit."""
    learner_id = int(request.form["learner"])
    with transaction():
        count = db.session.execute(
            text("SELECT answers FROM bare_counts WHERE learner_id = :learner"),
            {"learner": learner_id},
        ).scalar_one()
        db.session.execute(
            text("INSERT INTO bare_log (learner_id, number, said) VALUES (:learner, :n, :said)"),
            {"learner": learner_id, "n": count + 1, "said": request.form["said"]},
        )
        db.session.execute(
            text("UPDATE bare_counts SET answers = :n WHERE learner_id = :learner"),
            {"learner": learner_id, "n": count + 1},
        )
    return "", 204


def create_tables(learners: int) -> None:
    """Make the two tables of the view, with a row for each learner."""
    with transaction():
        db.session.execute(
            text("CREATE TABLE bare_counts (learner_id INTEGER PRIMARY KEY, answers INTEGER)")
        )
        db.session.execute(
            text(
                "CREATE TABLE bare_log (learner_id INTEGER, number INTEGER, said TEXT, "
                "PRIMARY KEY (learner_id, number))"
            )
        )
        db.session.execute(
            text("INSERT INTO bare_counts VALUES (:learner, 0)"),
            [{"learner": n} for n in range(1, learners + 1)],
        )
