"""Which rules and answers does a test try? Generated ones, of every sort and mixed."""

from __future__ import annotations

from hypothesis import strategies as st

from app.schema.conditions import Compare, Empty, Every, Not, Order, Some, When

NAMES = st.sampled_from(["a", "b", "c", "d"])
NUMBERS = st.one_of(
    st.integers(-50, 50).map(str),
    st.decimals(-99, 99, places=2).map(str),
    st.decimals("-99999999999", "99999999999", places=4).map(str),
)
DAYS = st.dates().map(str)
MOMENTS = st.datetimes().map(lambda one: one.strftime("%Y-%m-%dT%H:%M").zfill(16))
ODD = st.sampled_from(
    ["", " ", "\t\n", "\u3000", "\ufeff", "\x1f", "yes", "no", "y", "١٢", "1e3", "007", "-0", "+1",
     "1.", "NaN", "Infinity", "2027-02-30", "2027-2-3", "2027-01-01\n", "12\n", "厦门", "𠮷"]
)  # fmt: skip
WORDS = st.one_of(ODD, NUMBERS, DAYS, MOMENTS, st.text(max_size=4))
ANSWERS = st.dictionaries(
    NAMES,
    st.one_of(st.none(), st.booleans(), st.integers(-999, 999), WORDS, st.lists(WORDS, max_size=3)),
)
LEAVES = st.one_of(
    st.builds(When, NAMES, st.lists(WORDS, min_size=1, max_size=3).map(tuple)),
    st.builds(Empty, NAMES),
    st.builds(Compare, NAMES, st.sampled_from(Order), st.one_of(NUMBERS, DAYS, MOMENTS, WORDS)),
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Every, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
PARTS = st.dictionaries(NAMES, RULES, max_size=4)
