"""What may go wrong while a person connects a company, and what they can do about it."""

from app.core.errors import Conflict, Invalid, NotFound, Problem


class KeysMissing(Conflict):
    code = "keys_missing"
    title = "The Intuit app keys are missing"
    action = "Enter the keys of your Intuit app first."


class SecretMissing(Invalid):
    code = "secret_missing"
    title = "The client secret is missing"
    action = "Copy it from your app's keys page at Intuit."


class KeysRefused(Invalid):
    code = "keys_refused"
    title = "Intuit does not accept these keys"
    action = "Copy both again, from the keys of the same environment: development keys are for"
    action += " sandbox companies, production keys for real ones."


class NoReply(Problem):
    code = "quickbooks_unreachable"
    status = 502
    title = "Intuit cannot be reached"
    action = "Check this server's internet connection, then try again."


class CompanyRefused(Conflict):
    """QuickBooks' own reason, in the words of the sync centre."""

    code = "quickbooks_refused"
    title = "QuickBooks does not let Scanpost in"


class CompanyUnknown(NotFound):
    code = "company_unknown"
    title = "This company is not connected"
    action = "Reload the page."


class ConsentRefused(Problem):
    """Why an answer from QuickBooks' consent page is not used; `result` is told to the desk."""

    code = "consent_refused"
    title = "QuickBooks was not connected"

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result
