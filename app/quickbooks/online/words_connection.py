"""Refusals that concern the connection, the subscription or QuickBooks itself, in plain words."""

from app.sync.explanations import READ_ONLY, TRY_AGAIN, Explanation

SIGNED_OUT = Explanation(
    "signed_out",
    "QuickBooks has signed Scanpost out",
    "QuickBooks no longer accepts Scanpost's access to this company.",
    "Connect QuickBooks again. Nothing is lost: what is waiting is sent afterwards.",
)
DISCONNECTED = Explanation(
    "disconnected",
    "QuickBooks is disconnected",
    "Somebody disconnected QuickBooks here.",
    "Connect the same company again, and everything that is waiting is sent.",
)
KEYS_REFUSED = Explanation(
    "keys_refused",
    "Intuit does not accept Scanpost's app keys",
    "The client id or client secret of the Intuit app is not valid any more.",
    "Enter the present keys under QuickBooks, Connection. Nothing is lost meanwhile.",
)
ADMIN_LEFT = Explanation(
    "admin_left",
    "The person who connected QuickBooks lost access",
    "Whoever connected Scanpost is no longer an administrator of this company in QuickBooks:"
    " {said}",
    "Have a QuickBooks administrator connect again. Nothing is lost meanwhile.",
)
WRONG_COMPANY = Explanation(
    "access_refused",
    "QuickBooks refuses access to this company",
    "Scanpost's access does not fit this company, or the person who connected it is no longer"
    " an administrator there.",
    "Have a QuickBooks administrator connect again. Nothing is lost meanwhile.",
)
THROTTLED = Explanation(
    "throttled",
    "QuickBooks is limiting us",
    "QuickBooks asked Scanpost to send more slowly.",
    "Nothing to do: sending goes on by itself.",
)
BUDGET_SPENT = Explanation(
    "budget_spent",
    "The month's reads from QuickBooks are used up",
    "Intuit gives an app a number of reads a month, and this month's are used up.",
    "Documents are still sent. Changes made in QuickBooks arrive again next month, or once Intuit"
    " raises the limit: see QuickBooks, Connection.",
)
UNAVAILABLE = Explanation(
    "quickbooks_down",
    "QuickBooks has trouble",
    "QuickBooks could not answer just now.",
    "Nothing to do: Scanpost tries again by itself.",
)
MOVED = Explanation(
    "company_moved",
    "QuickBooks is moving this company",
    "QuickBooks answered from the wrong data centre: {said}",
    "Nothing to do: Scanpost tries again by itself.",
)
LOCKED = Explanation(
    "company_locked",
    "QuickBooks has locked this company",
    "Intuit has locked the company for the moment, often while it restores data: {said}",
    "Nothing to do: Scanpost tries again by itself. If it lasts, ask Intuit.",
)
MAINTENANCE = Explanation(
    "maintenance",
    "QuickBooks is under maintenance",
    "Intuit is working on QuickBooks: {said}",
    "Nothing to do: Scanpost tries again by itself.",
)
FAILED = Explanation(
    "quickbooks_failed",
    "QuickBooks had an internal error",
    "QuickBooks failed while it handled {number}: {said}",
    "Press Try again: Scanpost first looks whether it arrived after all. If it stays, give Intuit"
    " the trace id of the attempt.",
)
ASKED_TWICE = Explanation(
    "repeat_refused",
    "QuickBooks has seen this message before",
    "QuickBooks says that it already handled the message about {number}.",
    "Nothing to do: Scanpost looks whether {number} is there before it says anything again.",
)
COMPANY_RESET = Explanation(
    "company_reset",
    "The QuickBooks company was reset",
    "The company's data was erased or restored in QuickBooks: {said}",
    f"Read everything from QuickBooks again, {TRY_AGAIN}",
)
RESULT_TOO_BIG = Explanation(
    "result_too_big",
    "QuickBooks found too much at once",
    "The answer about {number} was larger than QuickBooks delivers: {said}",
    f"Read from QuickBooks again, {TRY_AGAIN}",
)
BY_CODE: dict[int, Explanation] = {
    100: SIGNED_OUT,
    110: SIGNED_OUT,
    120: ADMIN_LEFT,
    130: MOVED,
    140: LOCKED,
    150: MAINTENANCE,
    600: ASKED_TWICE,
    3001: THROTTLED,
    3100: WRONG_COMPANY,
    3200: SIGNED_OUT,
    3202: SIGNED_OUT,
    6190: READ_ONLY,
    10000: FAILED,
    10100: RESULT_TOO_BIG,
    10200: COMPANY_RESET,
}
