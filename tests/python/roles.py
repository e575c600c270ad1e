"""Which role may do what, stated a second time and apart from the services: a slip in either shows as a difference."""

_COORDINATOR = {
    "ACTION_REFER", "ACTION_SEE_PERSONS", "ACTION_HANDLE_REFERRALS", "ACTION_HANDLE_CONSENTS", "ACTION_APPLY",
    "ACTION_HANDLE_VOLUNTEERS", "ACTION_HANDLE_MATCHES", "ACTION_HANDLE_GROUPS", "ACTION_PLAN",
    "ACTION_RECORD_ATTENDANCE", "ACTION_SEE_FIGURES", "ACTION_SEE_OFFERING", "ACTION_SEE_EXPECTED_WAITS",
    "ACTION_HANDLE_ORGANISATIONS",
}

ALLOWED = {
    "coordinator": _COORDINATOR,
    "manager": _COORDINATOR | {
        "ACTION_ERASE", "ACTION_HANDLE_AGREEMENTS", "ACTION_PUBLISH_FIGURES", "ACTION_OVERRIDE_CHECK",
        "ACTION_HANDLE_MESSAGE_TEXTS", "ACTION_HANDLE_INTAKE"},
    "leader": {"ACTION_RECORD_ATTENDANCE", "ACTION_SEE_OFFERING"},
    "link": {"ACTION_ANSWER_PROPOSAL", "ACTION_TELL_CHECK_IN"},
    "anonymous": {"ACTION_REFER", "ACTION_APPLY", "ACTION_REDEEM_LINK", "ACTION_SEE_EXPECTED_WAITS"},
    "national": {"ACTION_SEE_PUBLISHED"},
    "operator": {"ACTION_HANDLE_AGREEMENTS", "ACTION_SEE_OFFERING"},
    "administrator": {"ACTION_SEE_OFFERING"},
}

STAFF = ("coordinator", "manager")


def may(role: str, action: str) -> bool:
    return action in ALLOWED[role]


def who_may(action: str) -> str:
    """A role that may: a manager where she may, being the one who may the most."""
    return next(role for role in ("manager", *ALLOWED) if may(role, action))
