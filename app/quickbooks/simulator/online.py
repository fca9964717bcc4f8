"""The company on Intuit's own paths: an ASGI app that QuickBooks Online clients can call."""

import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.quickbooks.simulator.admin import admin_routes
from app.quickbooks.simulator.batch import batch_items, run_batch
from app.quickbooks.simulator.bookkeeper.routes import bookkeeper_routes
from app.quickbooks.simulator.books_page import books_routes
from app.quickbooks.simulator.company import SimulatedCompany, guarded
from app.quickbooks.simulator.consent import oauth_routes
from app.quickbooks.simulator.entities import Entity, Family, entity_named
from app.quickbooks.simulator.entitlements import entitlement_routes
from app.quickbooks.simulator.faultbody import (
    GatewayFault,
    QboFault,
    Throttled,
    unauthenticated,
)
from app.quickbooks.simulator.faults import FaultKind
from app.quickbooks.simulator.faults_page import faults_routes
from app.quickbooks.simulator.messages import INVENTORY_LOCK
from app.quickbooks.simulator.requestids import batch_key, single_key
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.transport import Place, answer, loss_after, refusal_before
from app.quickbooks.simulator.values import Doc, dumps, loads
from app.quickbooks.simulator.webhook_http import delivered, webhook_routes

_log = logging.getLogger(__name__)
_READS = ("read", "query", "cdc")


def create_online_simulator(company: SimulatedCompany) -> Starlette:
    """The ASGI app: Intuit's API and OAuth paths, the books page, the admin API."""
    api = OnlineFace(company)
    routes = [
        Route("/v3/company/{realm}/{path:path}", api.handle, methods=["GET", "POST"]),
        *entitlement_routes(company),
        *oauth_routes(company),
        *books_routes(company),
        *admin_routes(company),
        *faults_routes(company),
        *bookkeeper_routes(company),
        *webhook_routes(company),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # For the simulator as its own process; a mounted one is not told when it starts.
        async with delivered(company.webhooks):
            yield

    simulator = Starlette(routes=routes, lifespan=lifespan)
    simulator.state.company = company
    return simulator


class _Call:
    """One request, understood: what it asks for and where that is."""

    def __init__(self, request: Request, body: bytes) -> None:
        self.request = request
        self.query = request.query_params
        self.realm = str(request.path_params["realm"])
        self.segments = [part for part in str(request.path_params["path"]).split("/") if part]
        self.body = body
        self.include = frozenset(self.query.get("include", "").split(","))
        self.operation = self._operation()

    @property
    def segment(self) -> str:
        return self.segments[0].lower() if self.segments else ""

    def entity(self) -> Entity:
        entity = entity_named(self.segment)
        if entity is None:
            raise QboFault(500, operation=self.segment or "nothing")
        return entity

    def payload(self) -> Any:
        try:
            return loads(self.body)
        except (ValueError, UnicodeDecodeError):
            raise QboFault(400, text="The body is not valid JSON.") from None

    def statement(self) -> str:
        if self.request.method == "GET":
            return self.query.get("query", "")
        return self.body.decode("utf-8", "replace")

    def _operation(self) -> str:
        if self.segment in ("query", "batch", "cdc"):
            return self.segment
        if self.request.method == "GET":
            return "read"
        asked = self.query.get("operation", "")
        if asked in ("delete", "void"):
            return asked
        if "void" in self.include:
            return "void"
        return "update" if b'"Id"' in self.body and self._has_id() else "create"

    def _has_id(self) -> bool:
        try:
            payload = loads(self.body)
        except (ValueError, UnicodeDecodeError):
            return False
        return isinstance(payload, dict) and bool(payload.get("Id"))


class OnlineFace:
    """Answers the calls to /v3/company/{realm}/…"""

    def __init__(self, company: SimulatedCompany) -> None:
        self.company = company
        self._inventory_writes = 0

    async def handle(self, request: Request) -> Response:
        call = _Call(request, await request.body())
        place = Place(call.segment, call.operation, self.company.faults)
        now = self.company.clock()
        try:
            return await self._handle(call, place)
        except GatewayFault as fault:
            return answer(request, fault.status, fault.body(now))
        except Throttled as throttled:
            body = throttled.body(now)
            return answer(request, throttled.status, body, xml=throttled.as_xml)
        except QboFault as refused:
            body = refused.body(now, self.company.books.behaviour.language)
            return answer(request, refused.status, body)
        except Exception as error:
            _log.exception("The simulator itself failed")
            failed = QboFault(10000, text=type(error).__name__)
            return answer(request, 500, failed.body(now, "en"))

    async def _handle(self, call: _Call, place: Place) -> Response:
        refused = refusal_before(place)
        if refused is not None:
            return refused
        if place.happens(FaultKind.EXPIRED_TOKEN):
            raise unauthenticated("Token expired")
        self.company.oauth.check(call.request.headers.get("authorization", ""), call.realm)
        self._count(call)
        status, text = await self._answered_alone(call, place)
        if call.operation in _READS and status == 200 and "Fault" not in text:
            self.company.throttle.count_read()
        lost = loss_after(place)
        if lost is not None:
            return lost
        return answer(call.request, status, text, xml=place.happens(FaultKind.XML))

    def _count(self, call: _Call) -> None:
        behaviour = self.company.books.behaviour
        if behaviour.throttled:
            self.company.throttle.count(batch=call.operation == "batch")
        if call.operation in _READS:
            self.company.throttle.check_budget(behaviour.monthly_reads)

    @rule(25, "seen in the wild: inventory writes of one company exclude each other")
    async def _answered_alone(self, call: _Call, place: Place) -> tuple[int, Doc]:
        """Status and body; two inventory writes that overlap in time cost the later one a 6000."""
        entity = entity_named(call.segment)
        moves = entity is not None and entity.stock != 0 and call.operation not in _READS
        meets = self._inventory_writes and self.company.books.behaviour.inventory_lock
        if moves and (meets or place.happens(FaultKind.INVENTORY_LOCK)):
            raise QboFault(6000, text=INVENTORY_LOCK)
        self._inventory_writes += moves
        try:
            await place.wait(FaultKind.LATENCY)
            result = self._answer_once(call, place)
            await place.wait(FaultKind.LATENCY_AFTER)
            return result
        finally:
            self._inventory_writes -= moves

    def _answer_once(self, call: _Call, place: Place) -> tuple[int, Doc]:
        """The first answer to this requestid, or the answer of now."""
        request_id = call.query.get("requestid", "")
        if not request_id or call.operation in _READS:
            return self._answer(call, place)
        ignored = place.happens(FaultKind.REQUESTID_IGNORED)
        key = self._key(call, request_id)
        first = None if ignored else self.company.request_ids.first_answer(key)
        if first is not None:
            return first[0], loads(first[1])
        status, body = self._answer(call, place)
        self.company.request_ids.remember(key, status, dumps(body))
        return status, body

    @staticmethod
    def _key(call: _Call, request_id: str) -> str:
        if call.operation != "batch":
            return single_key(request_id)
        return batch_key(request_id, [str(item["bId"]) for item in batch_items(call.payload())])

    def _answer(self, call: _Call, place: Place) -> tuple[int, Doc]:
        language = self.company.books.behaviour.language
        fault = self.company.faults.take(FaultKind.FAULT_200, place.entity, place.operation)
        if fault is not None:
            return 200, QboFault(fault.code).body(self.company.clock(), language)
        fault = self.company.faults.take(FaultKind.FAULT, place.entity, place.operation)
        if fault is not None:
            refused = QboFault(fault.code)
            return refused.status, refused.body(self.company.clock(), language)
        return guarded(self.company, self._work(call))

    @rule(10, "S7: the minorversion parameter is read by nobody: all below 75 are 75")
    def _work(self, call: _Call) -> Callable[[], Doc]:
        company = self.company
        match call.operation:
            case "query":
                return lambda: company.query(call.statement())
            case "cdc":
                names, since = call.query.get("entities", ""), call.query.get("changedSince", "")
                return lambda: company.changes(names, since)
            case "batch":
                return lambda: run_batch(company, batch_items(call.payload()))
            case "read":
                return lambda: company.read(call.entity(), self._id(call))
            case "delete":
                return lambda: company.delete(call.entity(), call.payload())
            case "void" if "void" not in call.include:
                return lambda: company.void(call.entity(), call.payload())
            case _:
                return lambda: company.write(call.entity(), call.payload(), include=call.include)

    @staticmethod
    def _id(call: _Call) -> str:
        if call.entity().family is Family.SINGLE:
            return "1"
        if len(call.segments) != 2:
            raise QboFault(2020, element="Id", name="Id")
        return call.segments[1]
