"""What can be wrong in the declaration of a column?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.schema.kinds import Kind
from app.security.masking import KEEP
from app.selfchecks.entities import OUTSIDE
from app.selfchecks.rules import Column, Declared, Found, each, every
from models.enums import Dictionary, Section

CHOSEN = frozenset({Kind.choice, Kind.several})
NUMBERS = frozenset({Kind.integer, Kind.decimal})
TIMES = frozenset({Kind.day, Kind.moment})


@every("E005", "The section of the form does not exist.", "Use the name of a Section.")
def sections(it: Column) -> Iterator[str]:
    """Find steps that no form has."""
    if it.field.step is not None and it.field.step not in Section.__members__:
        yield f"no section {it.field.step}"


@every("E006", "A condition names no field.", "Mend the name in when(…).")
def conditions(it: Column) -> Iterator[str]:
    """Find conditions that could never be evaluated."""
    for rule in filter(None, (it.field.show_if, it.field.required_if)):
        for asked in sorted(set(rule.fields()) - set(it.of.fields)):
            yield f"its condition names no field {asked}"


@every("E010", "A list shows, or is searched by, an internal field.",
       "No list may show it or search by it: drop listed, searched or internal.")  # fmt: skip
def internals(it: Column) -> Iterator[str]:
    """Find keys and hashes that would leave the program."""
    named = {*it.of.entity.columns, *it.of.searched, *it.of.entity.order}
    if it.field.internal and (it.field.listed or it.name in named):
        yield "internal, but a list shows it or is searched by it"


@every("E015", "A protected field is bound to a row without uid.",
       "Let the class inherit from HasUid.")  # fmt: skip
def uids(it: Column) -> Iterator[str]:
    """Find sealed values that no row binds."""
    if it.field.sealed and "uid" not in it.of.attributes:
        yield "sealed, but its rows have no uid"


@every("E016", "Only roles outside the portal see or change a field.",
       "Name roles of the staff, or say internal=True or editable=False.")  # fmt: skip
def field_roles(it: Column) -> Iterator[str]:
    """Find fields whose roles nobody in the portal holds."""
    for who, roles in (("seen_by", it.field.seen_by), ("changed_by", it.field.changed_by)):
        if roles is not None and not set(roles) - OUTSIDE:
            yield f"{who} names no role of the staff"


@every("E018", "A choice has no values, or a value has no label or another stored form.",
       "Write members as auto(), N_(\"Label\").")  # fmt: skip
def choices(it: Column) -> Iterator[str]:
    """Find sets that a page could not offer, or that Flask-AppBuilder could not read back."""
    if it.field.kind in CHOSEN and not it.field.choices and it.field.entries is None:
        yield "a choice of nothing"
    for member in it.field.choices or ():
        if not member.label or member.value != member.name:
            yield f"the value {member.name} has no label, or is stored otherwise"


@every(
    "E060", "A field names a dictionary that there is not.", "Add it to models.enums.Dictionary."
)
def dictionaries(it: Column) -> Iterator[str]:
    """Find fields whose words nobody could ever keep."""
    if it.field.entries is not None and it.field.entries not in Dictionary.__members__:
        yield f"no dictionary {it.field.entries}"


@every("E020", "A field that may be hidden cannot be emptied.",
       "Let it be optional, or say keep_hidden=True.")  # fmt: skip
def hidden(it: Column) -> Iterator[str]:
    """Find fields whose hidden answer would have to stay."""
    empties = it.field.kind is Kind.flag or it.name in it.of.optional
    if it.field.show_if and not it.field.keep_hidden and not empties:
        yield "hidden, it cannot be emptied"


@every("E026", "A field is required on a condition, but its column is always required.",
       "Let the column be optional (Mapped[… | None]), or drop required_if.")  # fmt: skip
def required(it: Column) -> Iterator[str]:
    """Find conditions that the column contradicts."""
    if it.field.required_if and it.name not in it.of.optional:
        yield "required_if, but never optional"


@every("E027", "The least value is greater than the most.", "Exchange least and most.")
def bounds(it: Column) -> Iterator[str]:
    """Find bounds that no number keeps, or that a kind without order has."""
    if it.field.least is not None and it.field.most is not None and it.field.least > it.field.most:
        yield f"nothing is at least {it.field.least} and at most {it.field.most}"
    if (it.field.least, it.field.most) != (None, None) and it.field.kind not in NUMBERS:
        yield f"a {it.field.kind.value} has neither least nor most"


@every("E028", "`after` names no field of the same kind.", "Name another day or moment.")
def orders_of_time(it: Column) -> Iterator[str]:
    """Find days that would be compared with moments, or with nothing."""
    if it.field.after is None:
        return
    other = it.of.fields.get(it.field.after)
    if other is None or other.kind is not it.field.kind or it.field.kind not in TIMES:
        yield f"it cannot come after {it.field.after}"


@every("E029", "A field that is no document has a shape.", "Only document() takes shape=….")
def shapes(it: Column) -> Iterator[str]:
    """Find shapes that nobody asks for."""
    if it.field.shape is not None and it.field.kind is not Kind.document:
        yield f"a {it.field.kind.value} has no shape"


@each("E030", "Fields show only if each other shows.", "Break the circle of show_if.")
def circles(one: Declared) -> Found:
    """Find fields that could never show."""
    asks = {
        name: tuple(set(field.show_if.fields()) & set(one.fields))
        for name, field in one.fields.items()
        if field.show_if
    }
    for name, asked in asks.items():
        if _leads_back(asks, name, asked, frozenset()):
            yield name, "it shows only if it shows"


def _leads_back(
    asks: Mapping[str, tuple[str, ...]], start: str, now: tuple[str, ...], seen: frozenset[str]
) -> bool:
    return any(
        one == start
        or (one not in seen and _leads_back(asks, start, asks.get(one, ()), seen | {one}))
        for one in now
    )


@every("E031", "A condition waits for a value that the field does not have.",
       "Name members of the field's choices in when(…).")  # fmt: skip
def expected(it: Column) -> Iterator[str]:
    """Find conditions that never hold."""
    for rule in filter(None, (it.field.show_if, it.field.required_if)):
        asked, values = getattr(rule, "field", None), getattr(rule, "values", ())
        other = it.of.fields.get(str(asked))
        if other is None or other.choices is None:
            continue
        for value in values:
            if value not in other.choices.__members__:
                yield f"{asked} is never {value}"


@every("W001", "A protected field of a kind without a mask of its own.",
       "Readers see stars only: take a kind that has a mask, or list another field.")  # fmt: skip
def masks(it: Column) -> Iterator[str]:
    """Find masks that say nothing, where the office lists the it.field."""
    named = it.name in it.of.entity.columns or it.field.listed
    if named and it.field.sensitive and it.field.kind not in KEEP:
        yield f"a {it.field.kind.value} is masked whole"


@every("W002", "A protected field does not say what it is for.", "Give it purpose=….")
def purposes(it: Column) -> Iterator[str]:
    """Find personal data without a reason to keep it."""
    if (it.field.sensitive or it.field.sealed) and not it.field.purpose:
        yield "protected, but without purpose"


@every("W006", "A sensitive field is stored in the clear.",
       "Declare it by sealed(…): what is masked on pages is encrypted at rest.")  # fmt: skip
def in_the_clear(it: Column) -> Iterator[str]:
    """Find values that are masked but not sealed."""
    if it.field.sensitive and not it.field.sealed:
        yield "sensitive, but not sealed"
