"""Refusals that concern the company file, the user or QuickBooks itself. Reference §4.1."""

from app.sync.explanations import SINGLE_USER_NEEDED, TRY_AGAIN, Explanation

FAILED = Explanation(
    "quickbooks_failed",
    "QuickBooks had an internal error",
    "QuickBooks failed while it handled {number}: {said}",
    "Scanpost looks whether it arrived after all, and tries again. If it stays, start QuickBooks"
    f" anew, verify the company file (File, Utilities, Verify Data), {TRY_AGAIN}",
)
NOT_AVAILABLE = Explanation(
    "quickbooks_down",
    "QuickBooks is not available",
    "QuickBooks could not answer just now: {said}",
    "Nothing to do: Scanpost tries again by itself.",
)
FEATURE_MISSING = Explanation(
    "feature_missing",
    "This QuickBooks does not have what the document needs",
    "QuickBooks says that this company file cannot use what {number} needs: {said}",
    "Switch it on in QuickBooks (Edit, Preferences, Company Preferences) if your edition has it,"
    f" {TRY_AGAIN} Otherwise enter the document in QuickBooks by hand and mark it as entered.",
)
NOT_ALLOWED = Explanation(
    "not_allowed",
    "QuickBooks does not allow this now",
    "QuickBooks does not let Scanpost do this with {number}: {said}",
    "Look at the user that Scanpost signs in as (Edit, Preferences, Integrated Applications) and at"
    f" what that user may do, {TRY_AGAIN}",
)
USER_PERMISSION = Explanation(
    "user_permission",
    "The QuickBooks user may not do this",
    "The QuickBooks user that Scanpost works as may not do what {number} needs: {said}",
    "Have the QuickBooks administrator give that user the right (Company, Set Up Users and Roles),"
    f" {TRY_AGAIN}",
)
APP_PERMISSION = Explanation(
    "app_permission",
    "QuickBooks does not let Scanpost do this",
    "QuickBooks' settings for integrated applications do not let Scanpost do what {number} needs:"
    " {said}",
    "Have the QuickBooks administrator allow it (Edit, Preferences, Integrated Applications,"
    f" Company Preferences, Scanpost, Properties), {TRY_AGAIN}",
)
MEMORY_DIFFERS = Explanation(
    "repeat_differs",
    "QuickBooks knows another message under this name",
    "QuickBooks has already handled a message about {number}, and it was not the same one.",
    "Nothing to do: Scanpost looks whether {number} is there before it says anything again.",
)
MEMORY_EMPTY = Explanation(
    "repeat_unknown",
    "QuickBooks does not remember what became of this",
    "QuickBooks cannot tell what became of the message about {number}.",
    "Nothing to do: Scanpost looks whether {number} is there before it says anything again.",
)
MEMORY_NAME = Explanation(
    "message_refused",
    "QuickBooks does not take the message's name",
    "QuickBooks did not handle {number}, because the name of its message is too long.",
    "Please report this with the attempt's details. You can enter the document in QuickBooks by"
    " hand and mark it as entered.",
)
BY_CODE: dict[int, Explanation] = {
    600: MEMORY_EMPTY,
    1000: FAILED,
    1010: NOT_AVAILABLE,
    1030: FEATURE_MISSING,
    3162: SINGLE_USER_NEEDED,
    3220: NOT_ALLOWED,
    3250: FEATURE_MISSING,
    3260: USER_PERMISSION,
    3261: APP_PERMISSION,
    3262: APP_PERMISSION,
    3263: APP_PERMISSION,
    9001: MEMORY_DIFFERS,
    9002: MEMORY_EMPTY,
    9004: MEMORY_NAME,
    9005: MEMORY_EMPTY,
}
