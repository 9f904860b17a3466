"""Do the generated documents say what the code says?"""

from __future__ import annotations

from click.testing import CliRunner

from app.cli import main


def test_the_generated_documents_are_fresh():
    done = CliRunner().invoke(main, ["docs", "--check"])

    assert done.exit_code == 0, done.output or repr(done.exception)
