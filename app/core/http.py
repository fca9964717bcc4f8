"""What every route shares: the dependencies for database and settings, and how problems look."""

from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException

from app.core.db import Database
from app.core.errors import Conflict, Invalid, NotFound, Problem
from app.settings import Settings

log = structlog.get_logger()

_DATA_EXCEPTION = "22"  # the class of SQLSTATEs that blame the values, not the statement


async def _database(request: Request) -> Database:
    database: Database = request.app.state.db
    return database


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


# Coroutines although they wait for nothing: FastAPI would run plain functions in a thread.
Db = Annotated[Database, Depends(_database)]
AppSettings = Annotated[Settings, Depends(_settings)]


class ProblemOut(BaseModel):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    action: str
    params: dict[str, Any]
    request_id: str


class NoSuchAddress(NotFound):
    code = "no_such_address"
    title = "There is nothing here"


class NotAllowedHere(Problem):
    code = "method_not_allowed"
    status = 405
    title = "That is not done here"


class BadRequest(Problem):
    code = "bad_request"
    title = "This request cannot be read"


class BodyTooLarge(Problem):
    code = "body_too_large"
    status = 413
    title = "Too large"
    action = "Send less at once."


class Unexpected(Problem):
    code = "unexpected"
    status = 500
    title = "Something broke on our side"
    action = "Try again. If it stays, tell your manager the request number."


def problem_response(problem: Problem, request: Request) -> JSONResponse:
    """The one way a problem leaves this server."""
    body = problem.as_dict() | {"request_id": request.state.request_id}
    headers = {}
    if "retry_after" in problem.params:
        headers["Retry-After"] = str(problem.params["retry_after"])
    return JSONResponse(
        body, problem.status, headers=headers, media_type="application/problem+json"
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Turn every failure of `app` into a problem document."""

    async def known(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)  # noqa: S101 - registered for Problem only
        return problem_response(error, request)

    async def malformed(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return problem_response(_explain(error), request)

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101
        return problem_response(_from_http(error), request)

    async def database(request: Request, error: Exception) -> JSONResponse:
        problem = _from_database(error)
        if problem is None:
            raise error
        return problem_response(problem, request)

    app.add_exception_handler(Problem, known)
    app.add_exception_handler(DBAPIError, database)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, http)


def _explain(error: RequestValidationError) -> Invalid:
    fields = [
        {
            "field": ".".join(str(part) for part in one["loc"] if part != "body"),
            "reason": str(one["msg"]).removeprefix("Value error, "),
        }
        for one in error.errors()[:20]
    ]
    first = fields[0]
    where = f"{first['field']}: " if first["field"] else ""
    return Invalid(f"{where}{first['reason']}.", fields=fields)


def _from_database(error: Exception) -> Problem | None:
    """A lost race for a unique value, or text the database cannot hold; None for our own faults."""
    if isinstance(error, IntegrityError):
        return Conflict(
            "Somebody else has just stored the same thing, or something it needs is gone.",
            action="Reload and try again.",
        )
    cause = getattr(error, "orig", None)
    if str(getattr(cause, "sqlstate", "")).startswith(_DATA_EXCEPTION):
        return BadRequest(
            "Something in this request cannot be stored, for example a NUL character."
        )
    return None


def _from_http(error: HTTPException) -> Problem:
    if error.status_code == 404:
        return NoSuchAddress("There is nothing at this address.")
    if error.status_code == 413:
        return BodyTooLarge("This is more than can be sent at once.")
    if error.status_code == 405:
        return NotAllowedHere("This address does not answer that method.")
    return BadRequest(str(error.detail))
