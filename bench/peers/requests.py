"""Which request of which peer is which operation? By the operations' names.

In an address and in a form stand ``{id}``, ``{district}``, ``{status}``, ``{index}`` (of an ID
number), ``{name}`` (its last two characters), ``{page0}`` and ``{page1}`` (the deep page, counted
from 0 or 1), ``{value}`` (what is saved), ``{first}`` and ``{deep}`` (the first row of the
filtered list and of the deep page) and ``{ids}`` (with commas, of what is approved).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

LIST = "staff list, page 1"
DEEP = "page 10 000 of the list"
FILTER = "filter by district and status"
SORT = "sort by points"
EXACT = "search by exact ID number"
NAMED = "search by a name of two characters"
DETAIL = "detail with related rows"
EDIT = "edit form"
SAVE = "save an edit"
APPROVE = "approve 1000 at once"
EXPORT = "export of 100 000 rows, plain columns"


class Check(Enum):
    """What is looked for in the database afterwards."""

    nothing = "nothing"
    saved = "saved"
    approved = "approved"


@dataclass(frozen=True)
class Ask:
    """One request; with ``form`` it is sent by POST, after its page was read."""

    path: str
    words: str = ""
    """What stands in the answer."""
    form: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    """Where the form is; its other fields are sent as they stand there."""
    has: str = ""
    """A field by which the form is known."""
    rows: str = ""
    """The field under which the keys of all chosen rows are sent."""
    status: int = 200
    check: Check = Check.nothing


def _saved(page: str, **more: str) -> Ask:
    form = {"guardian_name": "{value}", **more}
    return Ask(page, form=form, page=page, has="guardian_name", status=302, check=Check.saved)


FAB = {
    LIST: Ask("/applicationview/list/", "/applicationview/show/"),
    DEEP: Ask(
        "/applicationview/list/?page_ApplicationView={page0}", "/applicationview/show/{deep}"
    ),
    FILTER: Ask(
        "/applicationview/list/?_flt_0_district={district}&_flt_3_status={status}",
        "/applicationview/show/{first}",
    ),
    SORT: Ask(
        "/studentsview/list/?_oc_StudentsView=points&_od_StudentsView=desc", "/studentsview/show/"
    ),
    EXACT: Ask("/studentsview/list/?_flt_3_id_number_index={index}", "{serial}"),
    NAMED: Ask("/studentsview/list/?_flt_2_name={name}", "{said}"),
    DETAIL: Ask("/applicationview/show/{id}", "{student}"),
    EDIT: Ask("/applicationview/edit/{id}", "guardian_name"),
    SAVE: _saved("/applicationview/edit/{own}"),
    APPROVE: Ask(
        "/applicationview/action_post",
        form={"action": "approve"},
        rows="rowid",
        status=302,
        check=Check.approved,
    ),
    EXPORT: Ask("/applicationview/export", "student_names"),
}
DJANGO_LIST = "/admin/portal/application/"
DJANGO = {
    LIST: Ask(DJANGO_LIST, "/change/"),
    DEEP: Ask(f"{DJANGO_LIST}?p={{page1}}", f"{DJANGO_LIST}{{deep}}/change/"),
    FILTER: Ask(
        f"{DJANGO_LIST}?district__id__exact={{district}}&status__exact={{status}}",
        f"{DJANGO_LIST}{{first}}/change/",
    ),
    SORT: Ask("/admin/portal/student/?o=-5", "/change/"),
    EXACT: Ask(f"{DJANGO_LIST}?q={{index}}", "{serial}"),
    NAMED: Ask(f"{DJANGO_LIST}?q={{name}}", "{said}"),
    DETAIL: Ask(f"{DJANGO_LIST}{{id}}/change/", "{student}"),
    EDIT: Ask(f"{DJANGO_LIST}{{id}}/change/", "guardian_name"),
    SAVE: _saved(f"{DJANGO_LIST}{{own}}/change/", _save="1"),
    APPROVE: Ask(
        f"{DJANGO_LIST}?id__in={{ids}}",
        form={"action": "approve", "select_across": "1", "index": "0", "_selected_action": "{own}"},
        page=DJANGO_LIST,
        has="csrfmiddlewaretoken",
        status=302,
        check=Check.approved,
    ),
    EXPORT: Ask(
        DJANGO_LIST,
        "student_names",
        form={"action": "export", "select_across": "1", "index": "0", "_selected_action": "{own}"},
        page=DJANGO_LIST,
        has="csrfmiddlewaretoken",
    ),
}
FLASKADMIN = {
    LIST: Ask("/admin/application/", "/admin/application/details/"),
    DEEP: Ask("/admin/application/?page={page0}", "details/?id={deep}&"),
    FILTER: Ask(
        "/admin/application/?flt0_district_equals={district}&flt1_status_equals={status}",
        "details/?id={first}&",
    ),
    SORT: Ask("/admin/student/?sort=4&desc=1", "/admin/student/details/"),
    EXACT: Ask("/admin/application/?search={index}", "{serial}"),
    NAMED: Ask("/admin/application/?search={name}", "{said}"),
    DETAIL: Ask("/admin/application/details/?id={id}", "{student}"),
    EDIT: Ask("/admin/application/edit/?id={id}", "guardian_name"),
    SAVE: _saved("/admin/application/edit/?id={own}"),
    APPROVE: Ask(
        "/admin/application/action/",
        form={"action": "approve", "url": "/admin/application/"},
        page="/admin/application/",
        has="csrf_token",
        rows="rowid",
        status=302,
        check=Check.approved,
    ),
    EXPORT: Ask("/admin/application/export/csv/", ","),
}
SQLADMIN = {
    LIST: Ask("/admin/application/list", "/admin/application/details/"),
    DEEP: Ask("/admin/application/list?page={page1}", "/admin/application/details/{deep}"),
    FILTER: Ask(
        "/admin/application/list?district_id={district}&status={status}",
        "/admin/application/details/{first}",
    ),
    SORT: Ask("/admin/student/list?sortBy=points&sort=desc", "/admin/student/details/"),
    EXACT: Ask("/admin/application/list?search={index}", "{serial}"),
    NAMED: Ask("/admin/application/list?search={name}", "{said}"),
    DETAIL: Ask("/admin/application/details/{id}", "{student}"),
    EDIT: Ask("/admin/application/edit/{id}", "guardian_name"),
    SAVE: _saved("/admin/application/edit/{own}"),
    APPROVE: Ask("/admin/application/action/approve?pks={ids}", status=302, check=Check.approved),
    EXPORT: Ask("/admin/application/export/csv", "student_names"),
}
REQUESTS: Mapping[str, Mapping[str, Ask]] = {
    "fab": FAB,
    "django": DJANGO,
    "flaskadmin": FLASKADMIN,
    "sqladmin": SQLADMIN,
}
