"""Does every view of Flask-AppBuilder stand on the hardened base?"""

from __future__ import annotations

import ast

import pytest

from tests.repository.sources import dotted, files, listed, tree

STOCK = {"BaseModelView", "ModelView", "ModelRestApi", "MasterDetailView", "MultipleView"}
STOCK |= {"RestCRUDView", "CompactCRUDMixin", "PublicFormView", "DirectByChartView", "ChartView"}
HARDENED = {"app/admin/page.py", "app/admin/rest_api.py"}
"""The modules in which the edges of the stock classes are closed, once."""


def stands_on_stock(name: str) -> list[str]:
    classes = [node for node in ast.walk(tree(name)) if isinstance(node, ast.ClassDef)]
    return [
        f"{name}:{found.lineno} {found.name}"
        for found in classes
        if STOCK & {dotted(base).rpartition(".")[2] for base in found.bases}
    ]


@pytest.mark.parametrize("root", ["app", "views"])
def test_no_view_stands_on_a_stock_class(root):
    found = [one for name in files(root) if name not in HARDENED for one in stands_on_stock(name)]

    assert not found, listed(found, "Derive it from the portal's own base, or generate it:")
