"""How are the rows shown? By what the admin of Django makes by itself."""

from __future__ import annotations

import csv

from django.contrib import admin
from django.http import HttpResponse

from bench.peers.columns import EXPORTED, FORM, LIST, PAGE, RELATED, STUDENTS
from bench.peers.django import models

MOMENTS = {"at", "uploaded_at"}


def inline(name):
    """Return the rows that belong to an application, to be edited with it."""
    said = {"model": getattr(models, name), "extra": 0, "fields": RELATED[name]}
    fixed = [one for one in RELATED[name] if one in MOMENTS]
    return type(f"{name}Inline", (admin.TabularInline,), {**said, "readonly_fields": fixed})


@admin.action(description="Approve")
def approve(_admin, _request, chosen):
    """Approve what was chosen in one statement, as the documentation shows."""
    chosen.update(status="approved")


@admin.action(description="Export")
def export(_admin, _request, chosen):
    """Answer what was chosen as CSV."""
    answer = HttpResponse(content_type="text/csv")
    writer = csv.writer(answer)
    writer.writerow(LIST)
    for row in chosen.select_related("round")[:EXPORTED]:
        writer.writerow([getattr(row, name) for name in LIST])
    return answer


@admin.register(models.Application)
class ApplicationAdmin(admin.ModelAdmin):
    """The applications with all that belongs to them."""

    list_display = LIST
    list_display_links = ["student_names"]
    list_filter = ["district", "status"]
    search_fields = ["serial_numbers", "students__name", "students__id_number_index"]
    list_per_page = PAGE
    fields = FORM
    inlines = [inline(name) for name in RELATED]
    actions = [approve, export]


@admin.register(models.Student)
class StudentAdmin(admin.ModelAdmin):
    """The students by themselves."""

    list_display = STUDENTS
    list_per_page = PAGE
    raw_id_fields = ["application"]


for part in set(RELATED) - {"Student"}:
    admin.site.register(getattr(models, part))
