"""A manager at the desk: sees what a held document offers, and presses it over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx

from app.core import clock
from app.sync.documents import AnyDocument
from tests.quickbooks.online.world import World

Json = dict[str, Any]


@dataclass
class Desk:
    """The manager's client beside the world it works in."""

    world: World
    client: httpx.AsyncClient

    async def send(self, *documents: AnyDocument) -> None:
        """Want these documents and drive everything until it is settled."""
        for one in documents:
            await self.world.want(one, completed=True)
        await self.world.settle()

    async def look(self, document: AnyDocument) -> Json:
        """The document as the panel shows it."""
        row = await self.world.operation(document)
        answer = await self.client.get(f"/api/sync/operations/{row.id}")
        found: Json = answer.json()
        return found

    async def problem(self, document: AnyDocument) -> Json:
        """What holds the document."""
        found = await self.look(document)
        assert found["state"] == "held", found["state"]
        problem: Json = found["problem"]
        return problem

    async def choices(self, document: AnyDocument, kind: str, **query: str) -> list[Json]:
        """What there is to choose from for a fix; the first is suggested."""
        row = await self.world.operation(document)
        answer = await self.client.get(
            f"/api/sync/operations/{row.id}/choices", params={"fix": kind, **query}
        )
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()
        return found

    async def try_to_press(
        self, document: AnyDocument, kind: str = "", **chosen: str
    ) -> httpx.Response:
        """Press a button beside the document (the first one, if none is named)."""
        row = await self.world.operation(document)
        found = await self.look(document)
        fixes = [*(found["problem"] or {}).get("fixes", [])]
        fixes += [fix for warning in found["warnings"] for fix in warning["fixes"]]
        fix: Json = next((one for one in fixes if kind in ("", one["kind"])), {"params": {}})
        body = {"kind": kind or fix["kind"], "params": {**fix["params"], **chosen}}
        with clock.freeze(self.world.hour.now):
            return await self.client.post(f"/api/sync/operations/{row.id}/fix", json=body)

    async def press(self, document: AnyDocument, kind: str = "", **chosen: str) -> Json:
        """Press it, and drive everything until it is settled."""
        answer = await self.try_to_press(document, kind, **chosen)
        assert answer.status_code == 200, answer.text
        await self.world.settle()
        found: Json = answer.json()
        return found

    async def assert_posted_once(self, *documents: AnyDocument) -> None:
        """Each is done here and is one transaction there."""
        for one in documents:
            row = await self.world.operation(one)
            assert (row.state, row.problem) == ("done", None), row.problem
            assert len(self.world.copies(one)) == 1
