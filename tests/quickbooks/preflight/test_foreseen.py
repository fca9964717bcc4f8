"""How much of what QuickBooks refuses is foreseen when it is scanned, and what is cried wolf over."""

from collections import Counter

from app.core.db import Database
from app.sync.finding import NOTICES
from app.sync.models import SyncOperation
from tests.quickbooks.online.world import build_world
from tests.quickbooks.preflight.scene import Scene
from tests.quickbooks.preflight.troubles import TROUBLES

VARIANTS = 4


def warned(row: SyncOperation) -> list[str]:
    return [one["code"] for one in row.foreseen or () if one["code"] not in NOTICES]


async def test_what_quickbooks_refuses_was_foreseen(db: Database) -> None:
    missed: Counter[str] = Counter()
    refused = 0
    async with build_world(db) as world:
        scene = await Scene.of(world, seed=31)
        for name, trouble in TROUBLES.items():
            for _ in range(VARIANTS):
                async with trouble(scene) as document:
                    await world.want(document)
                    codes = warned(await world.operation(document))
                    await world.drain()
                    row = await world.operation(document)
                if row.state != "done":
                    refused += 1
                    missed[name] += not codes
                    print(name, row.state, (row.problem or {}).get("code"), codes)
                else:
                    print("ACCEPTED", name, codes)
                await scene.recover()
    print(refused, missed)
    assert refused >= len(TROUBLES) * VARIANTS * 0.9
    assert missed.total() <= refused * 0.05, missed
