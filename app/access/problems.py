"""Why somebody is not let in, said without helping the one who should stay out."""

from app.core.errors import (
    AccessProblem,
    Conflict,
    FloorProblem,
    Forbidden,
    Invalid,
    NotFound,
    TooManyRequests,
)


class WrongSignIn(AccessProblem):
    code = "wrong_sign_in"
    title = "E-mail or password is wrong"
    action = "Check both and try again."


class WrongPin(AccessProblem):
    """Params: `tries_left` before the lock."""

    code = "wrong_pin"
    title = "Wrong PIN"
    action = "Try again, or ask your manager for a new PIN."


class UnknownBadge(AccessProblem):
    """Params: `tries_left` before the lock."""

    code = "unknown_badge"
    title = "This badge is not known"
    action = "Choose your name and type your PIN, or ask your manager for a new badge."


class PinLocked(TooManyRequests):
    """Params: `seconds` until the next try; also sent as Retry-After."""

    code = "pin_locked"
    title = "Locked after too many tries"
    action = "Wait, or ask your manager."


class NotEnrolled(AccessProblem):
    code = "not_enrolled"
    title = "This device is not enrolled"
    action = "A manager shows an enrolment code under People, Devices. Scan it with this device."


class DeviceRevoked(AccessProblem):
    code = "device_revoked"
    title = "This device was removed"
    action = "Ask a manager to enrol it again."


class EnrolmentInvalid(AccessProblem):
    code = "enrolment_invalid"
    status = 403
    title = "This enrolment code does not work"
    action = "Ask a manager for a new one; each works once, for 30 minutes."


class WrongOrigin(Forbidden):
    code = "wrong_origin"
    title = "Sent from another website"
    action = "Open Scanpost itself and try again."


class NotASupervisor(Forbidden):
    code = "not_a_supervisor"
    title = "This needs a supervisor"
    action = "Ask a supervisor to scan their badge or type their PIN."


class ApprovalInvalid(FloorProblem):
    code = "approval_invalid"
    title = "The approval does not count"
    action = "Ask the supervisor again; each approval counts once, for 5 minutes."


class PersonNotFound(NotFound):
    code = "person_not_found"
    title = "No such person"


class DeviceNotFound(NotFound):
    code = "device_not_found"
    title = "No such device"


class SessionNotFound(NotFound):
    code = "session_not_found"
    title = "No such session"


class EmailTaken(Conflict):
    code = "email_taken"
    title = "This e-mail address is in use"
    action = "Use another address, or edit the person who has it."


class BadgeTaken(Conflict):
    code = "badge_taken"
    title = "This badge belongs to someone else"
    action = "Use another badge, or take it from that person first."


class LastManager(Conflict):
    code = "last_manager"
    title = "The last manager must stay"
    action = "Make somebody else a manager with e-mail and password first."


class ManagerNeedsPassword(Invalid):
    code = "manager_needs_password"
    title = "A manager signs in by e-mail and password"
    action = "Give both."


class PasswordTooShort(Invalid):
    code = "password_too_short"
    title = "This password is too easy to guess"
    action = "Use at least 8 characters; a short sentence is good."


class TokenRoleTooHigh(Invalid):
    code = "token_role_too_high"
    title = "A token cannot do more than its person"
    action = "Choose that person's role or a lower one."
