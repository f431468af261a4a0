"""What the tests spare the machine: to do the same work again for every test.

Each test has an app of its own, as nothing else keeps tests apart. Most of an app is the same in all
of them, though, and to make that again took half of the time of all tests.
"""

from __future__ import annotations

import gc
from types import CodeType
from typing import Any, ClassVar

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import make_url
from werkzeug.routing import Rule


class SharedRule(Rule):
    """An address of the app that is compiled once, for all apps that have the same.

    A rule that is compiled is what its text, view, methods and defaults make it; of the app it knows
    nothing but its map. To compile those of one app takes 40 ms, the rest of making it 3 ms.
    """

    _compiled: ClassVar[dict[tuple[Any, ...], dict[str, Any]]] = {}

    def compile(self) -> None:
        """Take on what an equal rule became, or compile this one."""
        methods, defaults = sorted(self.methods or ()), sorted((self.defaults or {}).items())
        key = (self.rule, self.endpoint, tuple(methods), tuple(defaults), self.subdomain)
        if key not in self._compiled:
            super().compile()
            self._compiled[key] = dict(vars(self))
        vars(self).update(self._compiled[key] | {"map": self.map})


class Statements(dict[Any, Any]):
    """What SQLAlchemy has compiled for one kind of database, whichever engine it was for.

    Its keys begin with the dialect of the engine; that of every test is another object.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Return what was compiled for a statement."""
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


_statements: dict[str, Statements] = {}


def engine_options(database_url: str) -> dict[str, Any]:
    """Return the options of an engine that compiles no statement that another one has compiled."""
    kind = make_url(database_url).get_backend_name()
    return {"execution_options": {"compiled_cache": _statements.setdefault(kind, Statements())}}


class CompiledTemplates(FileSystemBytecodeCache):
    """The code of templates: made once for all processes, and read once in each."""

    _read: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it was compiled from this very text."""
        key = (bucket.key, bucket.checksum)
        bucket.code = self._read.get(key)
        if bucket.code is None:
            super().load_bytecode(bucket)
            if bucket.code is not None:
                self._read[key] = bucket.code


def share_addresses() -> None:
    """Have every app compile only those of its addresses that no other one has compiled."""
    Flask.url_rule_class = SharedRule


def collect_less_garbage() -> None:
    """Have the garbage collection pass over what is there before the first test, and come less often.

    An app is full of references in circles, so it goes only when garbage is collected.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
