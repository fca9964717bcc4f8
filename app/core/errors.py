"""The tree of problems: everything that may go wrong and be told to a person.

A problem is raised, never returned as a boolean. `code` is the contract (the phone turns it into
words, a tone and a buzz); `detail` is the plain English sentence for everyone else; `action` says
what to do. Rendered as application/problem+json (RFC 9457) by `app.core.http`.
"""

from typing import Any, ClassVar


class Problem(Exception):
    """Base of all problems. Subclasses fix `code`, HTTP `status` and `title`."""

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "That did not work"
    action: ClassVar[str] = ""

    def __init__(self, detail: str, *, action: str | None = None, **params: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.params = params
        self.what_to_do = self.action if action is None else action

    def as_dict(self) -> dict[str, Any]:
        """The problem document, JSON-ready once numbers in `params` are text."""
        return {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "action": self.what_to_do,
            "params": {name: _json_ready(value) for name, value in self.params.items()},
        }


def _json_ready(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [_json_ready(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _json_ready(one) for key, one in value.items()}
    return str(value)


class NotFound(Problem):
    code = "not_found"
    status = 404
    title = "Not found"


class Invalid(Problem):
    code = "invalid"
    status = 422
    title = "Please check what you entered"


class Conflict(Problem):
    code = "conflict"
    status = 409
    title = "Someone was faster"


class StaleVersion(Conflict):
    code = "stale_version"
    title = "This changed meanwhile"
    action = "Reload and try again."


class AccessProblem(Problem):
    code = "access"
    status = 401
    title = "Please sign in"


class NotSignedIn(AccessProblem):
    code = "not_signed_in"
    action = "Sign in again."


class Forbidden(AccessProblem):
    code = "forbidden"
    status = 403
    title = "Not allowed"


class FloorProblem(Problem):
    """A scan or a floor action that the rules refuse; always answered with what to do."""

    code = "floor"
    status = 409
    title = "Not possible"


class TooManyRequests(Problem):
    code = "too_many_requests"
    status = 429
    title = "Too many tries"
