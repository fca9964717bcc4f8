"""What Web Connector reports when QuickBooks could not be talked to at all. Reference §4.2.

Each is for a person at the QuickBooks computer, so its action says what to do there.
"""

from dataclasses import dataclass
from typing import Literal

from app.sync.explanations import Explanation

Kind = Literal["wait", "person", "bug"]
"""Who helps: time, a person at the QuickBooks computer, or we."""


@dataclass(frozen=True, slots=True)
class Word:
    """One trouble in words, and who helps."""

    kind: Kind
    told: Explanation


def _word(kind: Kind, code: str, title: str, detail: str, action: str) -> Word:
    return Word(kind, Explanation(code, title, detail, action))


_BY_ITSELF = "Scanpost tries again by itself at Web Connector's next visit."
UNKNOWN = _word(
    "wait",
    "quickbooks_unreachable",
    "Web Connector could not work with QuickBooks",
    "Web Connector reported {hresult}: {said}",
    f"{_BY_ITSELF} If it stays, start QuickBooks and Web Connector anew on that computer.",
)
PARSE = _word(
    "bug",
    "message_refused",
    "QuickBooks could not read the message",
    "QuickBooks did not understand the message about {number}, and took nothing of it: {said}",
    "Please report this with the attempt's details. You can enter the document in QuickBooks by"
    " hand and mark it as entered. Everything else is sent meanwhile.",
)
VERSION = _word(
    "bug",
    "version_unsupported",
    "This QuickBooks is older than Scanpost expected",
    "QuickBooks does not know the version of the messages that Scanpost sent.",
    "Nothing to do: Scanpost asks again which version this QuickBooks speaks. If it stays, install"
    " the latest update of QuickBooks (Help, Update QuickBooks Desktop).",
)
_NO_ACCESS = _word(
    "wait",
    "quickbooks_no_access",
    "QuickBooks could not be reached on its computer",
    "Web Connector could not get through to QuickBooks: {said}",
    f"{_BY_ITSELF} If it stays, start QuickBooks on that computer and see whether it shows a window"
    " that waits for an answer.",
)
_UNEXPECTED = _word(
    "wait",
    "quickbooks_failed",
    "QuickBooks had an internal error",
    "QuickBooks failed unexpectedly: {said}",
    f"{_BY_ITSELF} If it stays, close QuickBooks and Web Connector and start them anew.",
)
_CANNOT_OPEN = _word(
    "wait",
    "company_file_closed",
    "QuickBooks cannot open the company file",
    "QuickBooks could not open the company file: {said}",
    f"{_BY_ITSELF} If it stays, open the company file in QuickBooks by hand: it may have been"
    " moved, renamed or be held by a backup.",
)
_NOT_STARTED = _word(
    "wait",
    "quickbooks_not_started",
    "QuickBooks could not be started",
    "Web Connector could not start QuickBooks: {said}",
    "Start QuickBooks and Web Connector by hand as the same Windows user, neither of them as"
    f" administrator. {_BY_ITSELF}",
)
_OTHER_COMPANY = _word(
    "person",
    "other_company_open",
    "Another company file is open in QuickBooks",
    "QuickBooks has another company file open than the one that is connected, so nothing was sent.",
    "Open the connected company file in QuickBooks on that computer, or close QuickBooks.",
)
_SESSION_LOST = _word(
    "wait",
    "session_lost",
    "QuickBooks ended the conversation",
    "QuickBooks and Web Connector lost each other: {said}",
    _BY_ITSELF,
)
_STARTING = _word(
    "wait",
    "quickbooks_starting",
    "QuickBooks is still starting",
    "QuickBooks was not ready yet: {said}",
    _BY_ITSELF,
)
_OTHER_MODE = _word(
    "wait",
    "company_file_other_mode",
    "The company file is open in another mode",
    "Somebody has the company file open for one user only, or for several where one is needed:"
    " {said}",
    "Switch the mode in QuickBooks (File, Switch to Multi-user Mode), or wait until that person is"
    f" done. {_BY_ITSELF}",
)
_DIALOG = _word(
    "wait",
    "dialog_open",
    "A window in QuickBooks waits for an answer",
    "QuickBooks shows a window that somebody must answer first, so it lets no program work.",
    f"Answer or close the window on the QuickBooks computer. {_BY_ITSELF}",
)
_NO_FILE_NAME = _word(
    "person",
    "no_company_file",
    "No company file is open in QuickBooks",
    "QuickBooks is not running, and Web Connector does not know which company file to open.",
    "Open the company file in QuickBooks once while Web Connector runs: it is known from then on.",
)
_NOT_AUTHORISED = _word(
    "person",
    "not_authorised",
    "QuickBooks has not given Scanpost access",
    "Scanpost was never allowed into this company file, or is not any more: {said}",
    "Open the company file as Admin in single-user mode and press Update Selected in Web Connector."
    " Answer QuickBooks' question with “Yes, always; allow access even if QuickBooks is not"
    " running”.",
)
_DENIED = _word(
    "person",
    "access_denied",
    "Somebody refused Scanpost's access in QuickBooks",
    "QuickBooks asked for permission, and it was refused: {said}",
    "In QuickBooks, under Edit, Preferences, Integrated Applications, Company Preferences, tick"
    " Allow Access for Scanpost; then press Update Selected in Web Connector.",
)
_NO_AUTOMATIC_LOGIN = _word(
    "person",
    "automatic_login_off",
    "Scanpost may only work while somebody has QuickBooks open",
    "QuickBooks does not let Scanpost open the company file by itself: {said}",
    "As Admin, under Edit, Preferences, Integrated Applications, Company Preferences, Scanpost,"
    " Properties, tick “Allow this application to login automatically”. Until then, keep the"
    " company file open.",
)
_CERTIFICATE = _word(
    "person",
    "certificate_expired",
    "QuickBooks does not accept Scanpost's certificate",
    "The certificate with which Scanpost was allowed in has expired or was withdrawn: {said}",
    "Under Edit, Preferences, Integrated Applications, remove Scanpost; then add its .qwc file to"
    " Web Connector again while the company file is open as Admin.",
)
_NO_SDK = _word(
    "person",
    "edition_unsupported",
    "This QuickBooks lets no program in",
    "This edition of QuickBooks does not work with other programs: {said}",
    "QuickBooks Pro, Premier or Enterprise is needed.",
)
_NOT_REGISTERED = _word(
    "person",
    "quickbooks_not_registered",
    "QuickBooks is not registered",
    "This copy of QuickBooks must be registered before programs may use it: {said}",
    "Register QuickBooks on that computer (Help, Register QuickBooks).",
)
_REMOTE = _word(
    "person",
    "remote_access",
    "QuickBooks does not allow this from another computer",
    "Web Connector runs on another computer than QuickBooks, and that is not allowed: {said}",
    "Run Web Connector on the computer on which QuickBooks is installed.",
)
_NOT_INSTALLED = _word(
    "person",
    "quickbooks_not_installed",
    "QuickBooks is not installed on this computer",
    "Web Connector did not find QuickBooks on the computer it runs on.",
    "Run Web Connector on the computer on which QuickBooks is installed. If it is this one, repair"
    " QuickBooks (Windows, Apps, QuickBooks, Change, Repair).",
)
BY_HRESULT: dict[str, Word] = {
    "0x80040400": PARSE,
    "0x80040401": _NO_ACCESS,
    "0x80040402": _UNEXPECTED,
    "0x80040403": _CANNOT_OPEN,
    "0x80040408": _NOT_STARTED,
    "0x8004040a": _OTHER_COMPANY,
    "0x8004040d": _SESSION_LOST,
    "0x80040410": _OTHER_MODE,
    "0x80040414": _DIALOG,
    "0x80040416": _NO_FILE_NAME,
    "0x80040418": _NOT_AUTHORISED,
    "0x8004041a": _NOT_AUTHORISED,
    "0x8004041b": _SESSION_LOST,
    "0x8004041c": _SESSION_LOST,
    "0x8004041d": _NO_AUTOMATIC_LOGIN,
    "0x8004041e": _CERTIFICATE,
    "0x8004041f": _NO_SDK,
    "0x80040420": _DENIED,
    "0x80040422": _OTHER_MODE,
    "0x80040423": VERSION,
    "0x80040424": _STARTING,
    "0x80040427": _NOT_REGISTERED,
    "0x8004042a": _REMOTE,
    "0x8004042c": _CERTIFICATE,
    "0x80010105": _UNEXPECTED,
    "0x80040154": _NOT_INSTALLED,
}
