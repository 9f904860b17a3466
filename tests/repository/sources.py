"""Which files are the project's own, and what does their syntax say?"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("app", "models", "views", "config.py")
GENERATED = "models/migrations/versions"


def files(*roots: str, suffix: str = ".py") -> list[str]:
    """Return the paths below ``roots``, from the top of the project, that are written by hand."""
    found: list[Path] = []
    for root in roots:
        place = ROOT / root
        found += sorted(place.rglob(f"*{suffix}")) if place.is_dir() else [place]
    names = [path.relative_to(ROOT).as_posix() for path in found if path.exists()]
    return [name for name in names if not name.startswith(GENERATED) and "/vendor/" not in name]


def tracked() -> list[str]:
    """Return the paths of everything that is committed or about to be."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    said = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
    return sorted(name for name in said.stdout.split("\0") if name and (ROOT / name).is_file())


@cache
def text(name: str) -> str:
    """Return what stands in a file."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    """Return the syntax of a module."""
    return ast.parse(text(name), filename=name)


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module, nested ones and methods included."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.AST) -> str:
    """Return ``a.b.c`` for the expression that says so, else what its end is called."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def listed(offenders: list[str], cure: str) -> str:
    """Return the message of a failing test: who offends, and how to mend it."""
    return "\n  ".join([cure, *offenders])
