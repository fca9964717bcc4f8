"""Every failure leaves as a problem document with a stable code."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from starlette.middleware import Middleware

from app.core.errors import NotFound
from app.core.http import install_problem_handlers
from app.core.middleware import BodyLimit, RequestContext


class Body(BaseModel):
    qty: int


def _app() -> FastAPI:
    app = FastAPI(middleware=[Middleware(RequestContext), Middleware(BodyLimit, limit=100)])
    install_problem_handlers(app)

    @app.get("/missing")
    async def missing() -> None:
        raise NotFound("There is no order 7.", number=7)

    @app.get("/crash")
    async def crash() -> None:
        raise RuntimeError("secret detail")

    @app.get("/race")
    async def race() -> None:
        raise IntegrityError("INSERT", {}, Exception("unique"))

    @app.post("/body")
    async def body(body: Body) -> int:
        return body.qty

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/missing", 404, "not_found"),
        ("GET", "/crash", 500, "unexpected"),
        ("GET", "/race", 409, "conflict"),
        ("GET", "/nowhere", 404, "no_such_address"),
        ("PUT", "/body", 405, "method_not_allowed"),
    ],
)
async def test_each_failure_has_a_code_a_sentence_and_a_request_number(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    response = await client.request(method, path)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["detail"].endswith(".")
    assert problem["request_id"] == response.headers["x-request-id"]
    assert "secret" not in response.text


async def test_a_wrong_field_is_named(client: httpx.AsyncClient) -> None:
    problem = (await client.post("/body", json={"qty": "many"})).json()
    assert problem["code"] == "invalid"
    assert [one["field"] for one in problem["params"]["fields"]] == ["qty"]


async def test_a_body_over_the_limit_is_refused_announced_or_not(
    client: httpx.AsyncClient,
) -> None:
    async def streamed() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 10

    for content in (b"x" * 101, streamed()):
        response = await client.post("/body", content=content)
        assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


async def test_pages_carry_a_content_security_policy(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/missing")).headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
