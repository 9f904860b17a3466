"""How does a form keep to the conditions under which its fields show and are required?

What is hidden is neither validated nor kept: the office's forms empty it when they save, unless
its declaration says ``keep_hidden``, and families' filings leave it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from wtforms import DecimalField, Form, IntegerField
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation

from app.schema.conditions import Rule, hidden
from app.schema.fields import Field

NO_RULES: Mapping[str, Rule] = MappingProxyType({})


class Conditional(Form):
    """A form some of whose fields show only while other answers ask for them."""

    rules: ClassVar[Mapping[str, Rule]] = NO_RULES
    """When each of those fields shows, by its name."""
    stands: Mapping[str, Any] = MappingProxyType({})
    """Answers of the record for which the form does not ask; conditions may rest on them."""

    def hidden(self) -> frozenset[str]:
        """Return the fields that do not show with the present answers."""
        return hidden(self.rules, {**self.stands, **self.data}) if self.rules else frozenset()


class RequiredWhen:
    """Asks for an answer while the field shows and a rule on other answers holds."""

    field_flags = {"optional": True}  # noqa: RUF012 - WTForms' own form

    def __init__(self, rule: Rule | None, message: Any, *, always: bool = False) -> None:
        """Keep when it is required while it shows, and the sentence."""
        self.rule = rule
        self.message = message
        self.always = always

    def __call__(self, form: Any, field: Any) -> None:
        """Skip what does not show; refuse a missing answer that is asked for."""
        gone = form.hidden()
        if field.short_name in gone:
            field.errors = []
            raise StopValidation
        known = {**form.stands, **form.data}
        answers = {name: answer for name, answer in known.items() if name not in gone}
        if self.always or (self.rule is not None and self.rule.holds(answers)):
            # Nought is an answer, which DataRequired takes for none.
            number = isinstance(field, (IntegerField, DecimalField))
            (InputRequired if number else DataRequired)(message=self.message)(form, field)
        else:
            Optional()(form, field)


def rules_of(fields: Mapping[str, Field]) -> dict[str, Rule]:
    """Return when each field shows that does not show always."""
    return {name: field.show_if for name, field in fields.items() if field.show_if}
