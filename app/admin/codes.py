"""Which word does the office read for a code that a program writes?"""

from __future__ import annotations

from functools import lru_cache

from flask_babel import gettext

from app.schema.choices import Choice
from app.schema.entity import MENUS
from app.schema.registry import entities
from app.schema.words import N_
from app.workflow.transitions import TRANSITIONS
from models.enums import ReviewKind, Section

Words = tuple[tuple[str, str], ...]
PARTIES = {
    "family": N_("Family"),
    "staff": N_("Office"),
    "office": N_("Office"),
    "system": N_("System"),
    "nobody": N_("Visitor"),
}
ACTS = {
    "add": N_("Add"),
    "agree": N_("Agree"),
    "change_password": N_("Change the password"),
    "correct": N_("Correct"),
    "corrected": N_("Corrected by the office"),
    "create_token": N_("Make an access token"),
    "revoke_token": N_("Revoke an access token"),
    "correct_account": N_("Correct the account"),
    "delete": N_("Delete"),
    "export": N_("Export"),
    "fetch_export": N_("Fetch an export"),
    "import": N_("Import"),
    "undo_import": N_("Undo an import"),
    "discard": N_("Discard the draft"),
    "save_view": N_("Save a view"),
    "change_view": N_("Change a view"),
    "rename_view": N_("Rename a view"),
    "share_view": N_("Share a view"),
    "delete_view": N_("Delete a view"),
    "edit": N_("Edit"),
    "import_table": N_("Import a table"),
    "publish_fields": N_("Publish extra fields"),
    "login": N_("Log in"),
    "login_failed": N_("Login failed"),
    "login_refused": N_("Login refused"),
    "raise_level": N_("Raise the level"),
    "raise_level_by_list": N_("Raise the level by list"),
    "add_staff": N_("Add a member of staff"),
    "read": N_("Look at"),
    "register": N_("Open an account"),
    "restore": N_("Bring back"),
    "review": N_("Review"),
    "start": N_("Start a registration"),
}
THINGS = {
    "User": N_("User"),
    "Role": N_("Role"),
    "Group": N_("User group"),
    "guardian": N_("Guardian"),
    "student": N_("Student"),
    "kinship": N_("Parent-child relation"),
    "property": N_("Property"),
}
ROLES = {
    "Admin": N_("Administrator"),
    "Public": N_("Visitor"),
    "clerk": N_("Clerk"),
    "reviewer": N_("Reviewer"),
    "senior_reviewer": N_("Senior reviewer"),
    "supervisor": N_("Supervisor"),
    "help_desk": N_("Help desk"),
    "auditor": N_("Auditor"),
    "security_officer": N_("Security officer"),
    "read_only": N_("Reader"),
}
SCREENS = {
    "UserDBModelView": N_("Users"),
    "RoleModelView": N_("Roles"),
    "UserGroupModelView": N_("User groups"),
    "ResetMyPasswordView": N_("Own password"),
    "ResetPasswordView": N_("Passwords of others"),
    "Dashboard": N_("Dashboard"),
    "Security": N_("User administration"),
    "List Users": N_("Users"),
    "List Roles": N_("Roles"),
    "List Groups": N_("User groups"),
}
RIGHTS = {
    "list": N_("List"),
    "show": N_("Show"),
    "write": N_("Write"),
    "act": N_("Carry out"),
    "hold": N_("Hold access tokens"),
    "revoke": N_("Revoke"),
    "get": N_("Read"),
    "menu_access": N_("In the menu"),
    "this_form_get": N_("Open"),
    "this_form_post": N_("Save"),
    "userinfo": N_("Own profile"),
    "export": N_("Export"),
    "import": N_("Import"),
    "reveal": N_("Reveal"),
}
FORMATS = {"csv": N_("CSV, for any program"), "xlsx": N_("Excel")}
MESSAGES = {
    "application_corrected": N_("Corrected by the office"),
    "deadline_reminder": N_("Reminder of a deadline"),
    "verification_code": N_("Verification code"),
}


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """Return the msgid of every code; they are declared once, when the program starts."""
    told = {row.tells: row.label for row in TRANSITIONS.values() if row.tells}
    transitions = {row.name: row.label for row in TRANSITIONS.values()}
    labels = {name: model.__entity__.label for name, model in entities().items()}
    sets: tuple[type[Choice], ...] = (Section, ReviewKind)
    members = {member.name: member.label for one in sets for member in one}
    fixed = {**PARTIES, **ROLES, **THINGS, **SCREENS, **RIGHTS, **MESSAGES, **ACTS, **FORMATS}
    menus = {name: name for name in MENUS}
    return {**fixed, **menus, **labels, **members, **told, **transitions}


def word(code: str, own: Words = ()) -> str:
    """Return the word for a code, of "student:7" that for its first part; else the code.

    ``own``: words of the column in which it stands.
    """
    known = {**words(), **dict(own)} if own else words()
    if code in known:
        return gettext(known[code])
    head, colon, rest = code.partition(":")
    return (
        f"{gettext(known[head])} {gettext(known.get(rest, rest))}"
        if colon and head in known
        else code
    )


def resource(name: str) -> str:
    """Return the words for what a right is held on; "Student.menu" is an entry of the menu."""
    head, dot, act = name.partition(".")
    if not dot:
        return word(name)
    entry = word(head) if act == "menu" else f"{word(head)} · {word(act)}"
    return gettext("%(name)s (menu)", name=entry)


def codes_like(text: str, own: Words = ()) -> list[str]:
    """Return the codes whose words contain what somebody looks for."""
    known = {**words(), **dict(own)}
    return [code for code, msgid in known.items() if text.lower() in gettext(msgid).lower()]
