"""Which sentences does each message tell? The inbox tells all, an SMS names no child in full."""

from __future__ import annotations

from app.schema.words import N_

VALUES = frozenset(
    {
        "students",
        "serial_numbers",
        "round",
        "reason",
        "reasons",
        "sections",
        "until",
        "refused",
        "refused_reasons",
        "phone",
        "masked",
        "code",
    }
)
"""What a text may name: ``masked`` and ``code`` in an SMS, the others everywhere."""

INBOX: dict[str, str] = {
    "application_submitted": N_(
        "Your registration for %(round)s was filed. Serial numbers: %(serial_numbers)s."
    ),
    "modification_granted": N_(
        "You may modify your registration until %(until)s. File it again before then, "
        "or it counts as given up."
    ),
    "modification_refused": N_("Your request for a modification was refused. Reason: %(reason)s"),
    "application_returned": N_(
        "Your registration was returned for modification: %(reasons)s. File it again before "
        "%(until)s, or it counts as given up."
    ),
    "application_resubmitted": N_(
        "Your modified registration was filed again. Serial numbers: %(serial_numbers)s."
    ),
    "filed_registration_kept": N_(
        "The time for the modification is over; your registration stays as it was filed."
    ),
    "application_withdrawn": N_(
        "Your registration was withdrawn. Before registration closes you may start again."
    ),
    "application_withdrawn_on_behalf": N_(
        "The office withdrew your registration. Reason: %(reason)s"
    ),
    "application_approved": N_("The registration of %(students)s was approved. %(refused)s"),
    "application_rejected": N_(
        "The registration of %(students)s was not approved: %(refused_reasons)s. You may ask "
        "for a recheck."
    ),
    "recheck_started": N_("Your registration is being rechecked. Reason: %(reason)s"),
    "result_upheld": N_("After the recheck the result stays as it was: %(reasons)s"),
    "result_overturned": N_("After the recheck the result was changed. Reason: %(reason)s"),
    "application_reinstated": N_("Your registration was reinstated. Reason: %(reason)s"),
    "application_lapsed": N_(
        "The deadline passed and nothing was filed; your registration counts as given up."
    ),
    "application_corrected": N_(
        "The office corrected your registration: %(fields)s. Reason: %(reason)s"
    ),
    "deadline_reminder": N_(
        "Your registration for %(round)s is not filed yet. File it before %(until)s."
    ),
}
"""Texts of the inbox, by the name that the transition table tells."""

SMS: dict[str, str] = {
    **INBOX,
    "application_approved": N_("The registration of %(masked)s was approved."),
    "application_rejected": N_(
        "The registration of %(masked)s was not approved. Log in to see the reasons."
    ),
    "application_corrected": N_(
        "The office corrected your registration. Log in to see what was changed, and why."
    ),
    "verification_code": N_(
        "Your code is %(code)s, valid for 5 minutes. Nobody of the office will ask you for it."
    ),
}
"""Texts of the SMS."""


def masked_name(name: str) -> str:
    """Return a child's name with its middle hidden: the first and last character stay."""
    if len(name) <= 2:  # noqa: PLR2004 - nothing in between
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
