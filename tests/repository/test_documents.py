"""Do the documents and the lock file agree with what is there?"""

from __future__ import annotations

import re
import tomllib
from pathlib import PurePosixPath

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from app.cli import main
from tests.repository.sources import ROOT, listed, text, tracked

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_every_link_of_a_document_leads_somewhere():
    found = [
        f"{name}: {link}"
        for name in tracked()
        if name.endswith(".md")
        for link in LINK.findall(text(name))
        if not (ROOT / PurePosixPath(name).parent / link).exists()
    ]

    assert not found, listed(found, "These lead nowhere:")


def test_every_decision_is_in_the_index():
    index = text("docs/adr/README.md")

    found = [path.name for path in ROOT.glob("docs/adr/0*.md") if path.name not in index]

    assert not found, listed(found, "Add a line to docs/adr/README.md:")


def test_every_command_is_in_the_operators_guide():
    guide = text("docs/guide/operating.md")

    found = [name for name in main.commands if f"`jifen {name}" not in guide]

    assert not found, listed(found, "Tell operators of them in docs/guide/operating.md:")


def test_the_lock_file_knows_every_dependency():
    declared = tomllib.loads(text("pyproject.toml"))
    wanted = [*declared["project"]["dependencies"], *declared["dependency-groups"]["dev"]]
    known = locked()

    found = [
        str(one)
        for one in map(Requirement, wanted)
        if known.get(canonicalize_name(one.name)) != one.specifier
    ]

    assert not found, listed(found, "Run `.uv/bin/uv lock`:")


def locked() -> dict[str, SpecifierSet]:
    """Return what the lock file was made for."""
    packages = tomllib.loads(text("uv.lock"))["package"]
    made_for = next(one["metadata"] for one in packages if one["name"] == "jifen")
    entries = [*made_for["requires-dist"], *made_for["requires-dev"]["dev"]]
    return {one["name"]: SpecifierSet(one.get("specifier", "")) for one in entries}
