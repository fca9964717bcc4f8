"""The API process: everything wired together, nothing decided here."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from app import health
from app.access.routes import router as access
from app.catalog.places import ensure_virtual_locations
from app.catalog.routes import router as catalog
from app.core.http import install_problem_handlers
from app.core.middleware import BodyLimit, RequestContext
from app.core.migrate import migrate
from app.core.tasks import end
from app.core.valkey import BundledValkey
from app.counting.routes import router as counting
from app.dashboard.live import router as live
from app.dashboard.routes import router as dashboard
from app.demo import company
from app.demo.quickbooks import SimulatedQuickBooks, mount_demo
from app.inventory.routes import router as inventory
from app.moving.routes import router as moving
from app.onboarding.practice import Room
from app.onboarding.routes import router as onboarding
from app.orders.routes import router as orders
from app.picking.routes import router as picking
from app.printing.routes import router as printing
from app.quickbooks.desktop import routes as web_connector
from app.quickbooks.desktop.desk_routes import router as quickbooks_desktop
from app.quickbooks.desktop.sessions import Sessions
from app.quickbooks.online.desk_routes import router as quickbooks_desk
from app.quickbooks.online.routes import router as quickbooks
from app.quickbooks.online.sites import intuit_sites
from app.quickbooks.online.webhook_routes import router as webhooks
from app.receiving.routes import router as receiving
from app.runtime import Runtime, build_runtime
from app.scanning.photos import PhotoDecoder
from app.scanning.routes import router as scanning
from app.settings import Settings
from app.shipping.routes import router as shipping
from app.sync.activity.routes import router as activity
from app.sync.activity.routes import timelines
from app.sync.audit.routes import router as audit
from app.sync.duplicates.routes import router as duplicates
from app.sync.fixing.routes import router as fixing
from app.sync.mapping.routes import router as mapping
from app.sync.now_routes import router as sync_now
from app.sync.reconcile.routes import router as reconcile
from app.sync.routes import router as sync
from app.web import WebApp
from app.worker import run_worker

BODY_LIMIT = 13_000_000
"""Bytes: a photo of 12 MB and its envelope."""
LARGER_BODIES = {web_connector.PATH: web_connector.BODY_LIMIT}

ROUTERS = (
    scanning,  # first: routes are tried in this order, and scans are what there is most of
    health.router,
    access,
    catalog,
    inventory,
    orders,
    receiving,
    picking,
    shipping,
    moving,
    counting,
    sync,
    duplicates,
    mapping,
    sync_now,
    audit,
    activity,
    timelines,
    quickbooks,
    quickbooks_desk,
    quickbooks_desktop,
    webhooks,
    web_connector.router,
    fixing,
    reconcile,
    onboarding,
    dashboard,
    live,
    printing,
)


def create_app(settings: Settings) -> FastAPI:
    """The application for `settings`; what needs a running loop starts in its lifespan."""
    app = FastAPI(
        title="Scanpost",
        version="0.1.0",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=_operation_id,
        middleware=[
            Middleware(RequestContext),
            Middleware(BodyLimit, limit=BODY_LIMIT, exceptions=LARGER_BODIES),
        ],
    )
    app.state.settings = settings
    install_problem_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    app.state.demo = mount_demo(app, settings) if settings.demo else None
    app.mount("/", WebApp(settings.web_dist), name="web")
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with contextlib.AsyncExitStack() as stack:
        redis_url = settings.redis_url or await _bundled_valkey(settings, stack)
        demo = demo_of(app)
        runtime = build_runtime(settings, redis_url=redis_url, mounts=demo.mounts if demo else None)
        stack.push_async_callback(runtime.close)
        if settings.environment == "embedded":
            await migrate(runtime.db)
        async with runtime.db.write() as session:
            await ensure_virtual_locations(session)
        app.state.runtime = runtime
        app.state.db = runtime.db
        app.state.hub = runtime.hub
        app.state.quickbooks = runtime.gateway(intuit_sites() | dict(demo.sites if demo else {}))
        app.state.desk = Sessions(runtime.db)
        app.state.photos = PhotoDecoder(seconds=settings.photo_seconds)
        stack.callback(app.state.photos.close)
        app.state.practice = Room()
        stack.push_async_callback(app.state.practice.close)
        if demo:
            await company.prepare(runtime)
            await demo.connect(runtime)
            await company.stock_up(runtime)
        _background(stack, runtime.bus.listen())
        if settings.embedded_worker:
            _background(stack, run_worker(runtime, redis_url=redis_url))
        if demo:
            await stack.enter_async_context(demo.running())
        yield


async def _bundled_valkey(settings: Settings, stack: contextlib.AsyncExitStack) -> str:
    valkey = BundledValkey(settings.data_dir)
    await valkey.start()
    stack.push_async_callback(valkey.stop)
    _background(stack, valkey.watch())
    return valkey.url


def _background(stack: contextlib.AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Run `work` beside the application and cancel it when the application stops."""
    stack.push_async_callback(end, asyncio.create_task(work))


def demo_of(app: FastAPI) -> SimulatedQuickBooks | None:
    """The simulated QuickBooks, if this is the demo."""
    demo: SimulatedQuickBooks | None = app.state.demo
    return demo


def runtime_of(app: FastAPI) -> Runtime:
    """The running parts of an application whose lifespan has started."""
    runtime: Runtime = app.state.runtime
    return runtime
