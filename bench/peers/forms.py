"""What would a browser send with a form? Every field with the value that it shows."""

from __future__ import annotations

from html.parser import HTMLParser

Fields = dict[str, str]
NOT_SENT = {"submit", "button", "image", "file", "reset"}
TICKED = {"checkbox", "radio"}


def form_with(page: str, field: str) -> Fields | None:
    """Return the fields of the first form that has the field, or None when there is none."""
    forms = Forms()
    forms.feed(page)
    return next((form for form in forms.found if field in form), None)


class Forms(HTMLParser):
    """All forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Fields] = []
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field with its value; of a choice the first option, unless another is chosen."""
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form":
            self.found.append({})
        elif not self.found:
            return
        elif tag == "input" and name:
            self._input(name, said)
        elif tag == "select":
            self.select = "" if "multiple" in said else name
        elif tag == "option" and self.select:
            chosen = "selected" in said
            if chosen or self.select not in self.found[-1]:
                self.found[-1][self.select] = said.get("value", "")
        elif tag == "textarea" and name:
            self.area, self.found[-1][name] = name, ""

    def _input(self, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind in NOT_SENT or (kind in TICKED and "checked" not in said):
            return
        self.found[-1][name] = said.get("value", "on" if kind in TICKED else "")

    def handle_data(self, data: str) -> None:
        """Take the text of a field of several lines."""
        if self.area:
            self.found[-1][self.area] += data

    def handle_endtag(self, tag: str) -> None:
        """Leave a field."""
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""
