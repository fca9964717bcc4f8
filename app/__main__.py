"""The command line: `python -m app serve`, and what an operator of a server needs beside it."""

import argparse
import asyncio
import getpass
import json
import shutil
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import ValidationError

from app.access import people
from app.access.models import Role
from app.access.problems import PersonNotFound
from app.access.tokens import create_token
from app.core.db import Database
from app.core.errors import Problem
from app.core.instance import CannotStart, only_instance
from app.core.migrate import migrate
from app.inventory.verify import verify
from app.moving.hands import carried_reservations
from app.picking.reservations import open_reservations
from app.settings import Settings

T = TypeVar("T")


def main() -> int:
    """Run one command; the exit code says whether it worked."""
    options = _parser().parse_args()
    try:
        return int(options.run(_settings(options), options) or 0)
    except (CannotStart, Problem) as error:
        print(getattr(error, "detail", str(error)), file=sys.stderr)
        return 1
    except ValidationError as error:
        for one in error.errors():
            print(str(one["msg"]).removeprefix("Value error, "), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scanpost", description="Scanpost server")
    commands = parser.add_subparsers(required=True)
    serve = _command(commands, "serve", _serve, "run the server (and worker, unless in production)")
    serve.add_argument("--demo", action="store_true", help="with the demo company and simulator")
    _add_connection(serve)
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--tls", action="store_true", help="HTTPS with a self-signed certificate")
    _command(commands, "worker", _worker, "run only the worker (production)")
    _command(commands, "migrate", _migrate, "bring the database's schema up to date")
    _command(commands, "openapi", _openapi, "print the API's OpenAPI document")
    _command(commands, "verify", _verify, "recompute balances from moves and report differences")
    reset = _command(commands, "demo-reset", _demo_reset, "delete the demo's data")
    _add_connection(reset)
    manager = _command(commands, "create-manager", _create_manager, "add a manager who may sign in")
    manager.add_argument("email")
    manager.add_argument("--name", default="")
    token = _command(commands, "create-token", _create_token, "make an API token for a person")
    token.add_argument("email")
    token.add_argument("--label", required=True)
    return parser


def _add_connection(parser: argparse.ArgumentParser) -> None:
    text = "the demo company's QuickBooks: online or desktop"
    parser.add_argument("--connection", dest="demo_connection", help=text)


def _command(
    commands: Any, name: str, run: Callable[..., int | None], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    given = {
        name: value
        for name in ("demo", "demo_connection", "host", "port")
        if (value := getattr(options, name, None)) not in (None, False)
    }
    settings = Settings(**given)
    return settings.model_copy(update=_demo_place(settings)) if settings.demo else settings


def _demo_place(settings: Settings) -> dict[str, Any]:
    from app.demo.company import demo_settings

    return demo_settings(settings)


def _serve(settings: Settings, options: argparse.Namespace) -> None:
    from app.serve import serve  # uvicorn and the whole application: only where they are needed

    serve(settings, tls=options.tls)


def _worker(settings: Settings, options: argparse.Namespace) -> None:
    from app.worker import work_alone

    asyncio.run(work_alone(settings))


def _migrate(settings: Settings, options: argparse.Namespace) -> None:
    asyncio.run(_with_database(settings, migrate))


def _openapi(settings: Settings, options: argparse.Namespace) -> None:
    from app.main import create_app

    print(json.dumps(create_app(settings).openapi(), indent=1, sort_keys=True))


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    async def run(db: Database) -> int:
        async with db.read() as session:
            drifts = await verify(session, reserved=[*open_reservations(), *carried_reservations()])
        for drift in drifts:
            print(drift)
        print(f"{len(drifts)} differences" if drifts else "Balances equal moves.")
        return 1 if drifts else 0

    return asyncio.run(_with_database(settings, run))


def _create_manager(settings: Settings, options: argparse.Namespace) -> None:
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()

    async def run(db: Database) -> None:
        secrets = await people.protect(settings.key, password=password)
        async with db.write() as session:
            await people.create(
                session,
                name=options.name or options.email,
                role=Role.MANAGER,
                email=options.email,
                secrets=secrets,
            )

    asyncio.run(_with_database(settings, run))
    print(f"{options.email} can sign in now.")


def _create_token(settings: Settings, options: argparse.Namespace) -> None:
    async def run(db: Database) -> str:
        async with db.write() as session:
            person = await people.by_email(session, options.email)
            if person is None:
                raise PersonNotFound(f"Nobody active has the address {options.email}.")
            return (await create_token(session, user_id=person.id, label=options.label)).token

    print(asyncio.run(_with_database(settings, run)))


def _demo_reset(settings: Settings, options: argparse.Namespace) -> None:
    from app.demo.company import demo_settings

    folder = demo_settings(settings)["data_dir"]
    with only_instance(folder):
        pass
    shutil.rmtree(folder)
    print("The demo starts over at the next `make run`.")


async def _with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    db = Database(settings.database)
    try:
        return await work(db)
    finally:
        await db.close()


if __name__ == "__main__":
    sys.exit(main())
