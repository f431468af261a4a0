"""The migrations make the tables that the models describe, on both databases, and can go back."""

from __future__ import annotations

import ast
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import inspect

from app.db import db
from tests.conftest import make_app
from tests.serving import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def _tables() -> set[str]:
    names = set(inspect(db.engine).get_table_names())
    return names - {"alembic_version"}


def _without_index(names: set[str]) -> set[str]:
    """Leave out the words of the search index, which no model describes."""
    return {name for name in names if not name.startswith("search_words")}


def test_upgrade_from_nothing_matches_the_models(blank_database_url: str, tmp_path: Path) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        assert _without_index(_tables()) == set(db.metadata.tables)
        assert "search_words" in _tables()
        flask_migrate.check()
        db.engine.dispose()


def test_all_the_way_back_and_up_again(blank_database_url: str, tmp_path: Path) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        assert _tables() == set()
        flask_migrate.upgrade()
        flask_migrate.check()
        db.engine.dispose()


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_stands_alone(path: Path) -> None:
    """The app goes on changing; what a migration did must not change with it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= {"__future__", "alembic", "sqlalchemy", "typing", "datetime"}
