"""The cheapest HTTP client that will do: it must not take the cores from what it measures."""

import asyncio
import json
from typing import Any, Self


class Client:
    """One keep-alive HTTP/1.1 connection to a server on this machine; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str):
        self._reader = reader
        self._writer = writer
        self._head = head

    @classmethod
    async def connect(cls, port: int, token: str) -> Self:
        """Connect and remember who we are."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\n"
        )
        return cls(reader, writer, head)

    async def post(self, path: str, body: bytes) -> bytes:
        """Send a body and return the answer's; anything but 200 is an error."""
        request = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self._writer.write(request.encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        answer = await self._reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"{head[:40]!r} {answer[:500]!r}")
        return answer

    async def post_json(self, path: str, value: object) -> Any:
        """As `post`, with values instead of bytes."""
        return json.loads(await self.post(path, json.dumps(value).encode()))

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise RuntimeError(f"no content-length in {head!r}")
