"""With which form field is a document edited whose shape is declared?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import html_params

from app.schema.shapes import Lines, Order, Sets, Shape

INPUT = {"class": "form-control"}
SPARE = 2
"""Empty lines below those that are there."""


class ShapedField(Field):
    """A document: lines to write, an order to choose, or boxes to tick; kept as it is read."""

    def __init__(self, label: Any, shape: Shape, **more: Any) -> None:
        """Take the shape of the documents."""
        self.shape = shape
        more.pop("render_kw", None)
        super().__init__(label, **more)

    def widget(self, field: Any, **attributes: Any) -> Markup:  # noqa: ARG002 - WTForms' signature
        """Return the inputs; the first, or their group, has the field's id."""
        attributes.pop("required", None)
        if isinstance(self.shape, Lines):
            return _lines(self, attributes)
        draw = _order if isinstance(self.shape, Order) else _sets
        return draw(self, attributes)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the document that was sent."""
        self.data = self.shape.read(valuelist)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse what has not the shape."""
        if isinstance(self.shape, Lines):
            for number, line in enumerate(self.data or (), 1):
                if len(line) > self.shape.length:
                    words = gettext(
                        "Line %(number)s: at most %(length)s characters.",
                        number=number, length=self.shape.length,
                    )  # fmt: skip
                    raise ValidationError(words)
        if not self.shape(self.data):
            raise ValidationError(gettext(self.shape.fault))


def _tag(tag: str, inner: Any = "", /, **attributes: Any) -> Markup:
    shown = html_params(**attributes)
    return Markup("<{} {}>{}</{}>").format(tag, Markup(shown), inner, tag)  # noqa: S704 - escaped


def _joined(pieces: Any) -> Markup:
    return Markup().join(pieces)


def _lines(field: ShapedField, attributes: dict[str, Any]) -> Markup:
    text = field.raw_data[0] if field.raw_data else field.shape.texts(field.data)[0]
    rows = str(max(4, text.count("\n") + 1 + SPARE))
    inner = Markup("\r\n{}").format(text)
    more = {**INPUT, "rows": rows, **attributes}
    return _tag("textarea", inner, id=field.id, name=field.name, **more)


def _order(field: ShapedField, attributes: dict[str, Any]) -> Markup:
    shape: Any = field.shape
    chosen = [*field.shape.texts(field.data), *[""] * len(shape.of)][: len(shape.of)]
    selects = []
    for place, name in enumerate(chosen):
        blank = _tag("option", gettext("Please choose"), value="")
        options = (
            _tag("option", gettext(one.label), value=one.name, selected=one.name == name)
            for one in shape.of
        )
        spoken = gettext("Place %(number)s", number=place + 1)
        more = {**INPUT, "aria-label": f"{field.label.text} · {spoken}", **attributes}
        own = {"id": field.id} if place == 0 else {}
        select = _tag("select", _joined([blank, *options]), name=field.name, **own, **more)
        selects.append(_tag("li", select))
    return _tag("ol", _joined(selects), class_="doc-order")


def _sets(field: ShapedField, attributes: dict[str, Any]) -> Markup:
    shape: Any = field.shape
    groups = []
    for part, name, label in shape.lists():
        chosen = shape.chosen(field.data, part, name)
        # What is chosen comes first, in its order: so the order stays as it was.
        names = [*chosen, *(one.name for one in shape.members if one.name not in chosen)]
        boxes = (_box(field, f"{part}.{name}:{one}", one, on=one in chosen) for one in names)
        legend = _tag("legend", gettext(label))
        groups.append(_tag("fieldset", legend + _tag("ul", _joined(boxes)), class_="boxes"))
    more = {"role": "group", "tabindex": "-1", "aria-label": str(field.label.text), **attributes}
    more.pop("class", None)
    return _tag("div", _joined(groups), id=field.id, **more)


def _box(field: ShapedField, value: str, name: str, *, on: bool) -> Markup:
    shape: Sets = field.shape  # type: ignore[assignment]
    known = shape.of.__members__
    words = gettext(known[name].label) if name in known else name
    shown = html_params(type="checkbox", name=field.name, value=value, checked=on)
    box = Markup("<input {}>").format(Markup(shown))  # noqa: S704 - escaped by html_params
    return _tag("li", _tag("label", box + " " + words))
