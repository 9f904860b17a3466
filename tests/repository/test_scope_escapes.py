"""Where could a statement slip past the scope layer, and who has looked at each place?

The scope layer narrows what goes through a session. It cannot see raw connections, Core tables
inside ORM statements, text fragments, bulk methods and ORM inserts. They stand in the modules
listed here only, each with the reason why no foreign row can be reached there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.repository.sources import CODE, dotted, files, listed, tree

ESCAPES: dict[str, dict[str, str]] = {
    "app/cli.py": {"engine": "closes the connections when a command ends"},
    "app/prepared.py": {"create_engine": "migrates, before there is any actor"},
    "app/extensions/database.py": {
        "driver": "begins the transaction in writing mode",
    },
    "app/extensions/session_store.py": {
        "create_engine": "keeps the sessions of the doors apart from the data",
        "insert": "writes its own table of sessions",
        "engine": "reads its own table of sessions without a transaction",
    },
    "app/admin/read_log.py": {
        "literal_column": "names parts of the log's details as its indexes do; still an ORM query",
    },
    "app/factory.py": {"engine": "sets the connection's options at start"},
    "app/jobs.py": {"connection": "queues a job in the same transaction; reads nothing"},
    "app/schema/base.py": {"table": "adds indexes when a class is mapped; reads nothing"},
    "app/schema/ordering.py": {"text": "names the column of an index"},
    "app/security/recording.py": {
        "connection": "writes the history in the flush that it records; reads nothing",
        "insert": "writes the history beside what the guard has let through",
        "table": "names the history's own table",
    },
    "app/security/scope.py": {"table": "is the scope layer"},
    "app/security/system_view.py": {"connection": "looks as the system, on purpose"},
    "app/services/api_tokens.py": {"connection": "notes in writing mode that a key was used"},
    "app/services/audit.py": {
        "connection": "takes a lock, begins in writing mode",
        "engine": "appends a read to the chain, and nothing else",
    },
    "app/worker.py": {"engine": "opens the session of a job; the job says who acts"},
    "models/application.py": {"text": "is the condition of an index"},
    "models/student.py": {"text": "is the condition of an index"},
}
BY_ATTRIBUTE = {
    "__table__": "table",
    "engine": "engine",
    "exec_driver_sql": "driver",
    "raw_connection": "driver",
    "driver_connection": "driver",
}
BY_CALL = {"connection": "connection", "connect": "engine", "insert": "insert"}
OF_SQLALCHEMY = {
    "create_engine": "create_engine",
    "insert": "insert",
    "literal_column": "literal_column",
    "text": "text",
    "TextClause": "text",
}
BASES = {"sa", "sqlalchemy"}
LEFT_OUT = ("models/migrations/",)


def escapes(name: str) -> Iterator[tuple[int, str]]:
    """Yield each line that could slip past the scope layer, and how."""
    for node in ast.walk(tree(name)):
        kind = kind_of(node)
        if kind:
            yield node.lineno, kind


def kind_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
        kinds = [OF_SQLALCHEMY[alias.name] for alias in node.names if alias.name in OF_SQLALCHEMY]
        return kinds[0] if kinds else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return kind_of_call(node.func)
    if isinstance(node, ast.Attribute):
        return BY_ATTRIBUTE.get(node.attr)
    return None


def kind_of_call(function: ast.Attribute) -> str | None:
    owner, name = dotted(function.value), function.attr
    if name.startswith("bulk_"):
        return "bulk"
    if owner in BASES:
        return OF_SQLALCHEMY.get(name)
    if name == "insert" and "table" not in owner.lower():
        return None  # a list's own insert(); an ORM insert is called of SQLAlchemy itself
    return BY_CALL.get(name) if owner != "event" else None


def test_nothing_slips_past_the_scope_layer_unseen():
    found = [
        f"{name}:{line} {kind}"
        for name in files(*CODE)
        if not name.startswith(LEFT_OUT)
        for line, kind in escapes(name)
        if kind not in ESCAPES.get(name, {})
    ]

    cure = "Go through the session; else list the place with the reason that makes it safe:"
    assert not found, listed(found, cure)


def test_the_list_of_escapes_is_no_longer_than_needed():
    stale = [
        f"{name}: {kind}"
        for name, kinds in ESCAPES.items()
        for kind in kinds.keys() - {found for _, found in escapes(name)}
    ]

    assert not stale, listed(stale, "These are gone; take them off the list:")
