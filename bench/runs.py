"""Send jobs from so many clients at once, and time every answer."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.client import Client
from bench.figures import Latencies
from bench.jobs import Lane, body


@dataclass(frozen=True, slots=True)
class Sent:
    """What was measured, and how many scans were answered `applied`."""

    latencies: Latencies
    applied: int


async def send(port: int, tokens: Sequence[str], lanes: Sequence[Lane]) -> Sent:
    """One connection per lane, one scan per request, the next one as soon as it is answered."""
    bodies = [[body(job) for job in lane] for lane in lanes]
    clients = [
        await Client.connect(port, tokens[number % len(tokens)]) for number in range(len(lanes))
    ]
    answers: list[bytes] = []
    seconds: list[float] = []

    async def scan(client: Client, requests: Sequence[bytes]) -> None:
        for request in requests:
            began = time.perf_counter()
            answer = await client.post("/api/scans", request)
            seconds.append(time.perf_counter() - began)
            answers.append(answer)

    began = time.perf_counter()
    await asyncio.gather(*(scan(*pair) for pair in zip(clients, bodies, strict=True)))
    wall = time.perf_counter() - began
    for client in clients:
        client.close()
    return Sent(Latencies(seconds, wall), sum(_applied(answer) for answer in answers))


def _applied(answer: bytes) -> bool:
    (result,) = json.loads(answer)["results"]
    if result["status"] != "applied":
        print(f"  not applied: {result['code']}: {result['message']}")
    return bool(result["status"] == "applied")
