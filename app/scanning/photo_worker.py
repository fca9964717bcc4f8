"""The process that opens untrusted pictures: `python -m app.scanning.photo_worker`.

Decoders are C code fed by strangers; here they may hang, eat memory or crash without taking the
server along. Frames on stdin and stdout are four bytes of length and that many bytes: a picture in,
JSON out. One byte says ready. The end of stdin ends the process.
"""

import json
import signal
import struct
import sys
from dataclasses import asdict
from typing import IO, Any

from app.scanning.image import find_codes
from app.scanning.problems import PhotoProblem

READY = b"R"
_MEMORY = 2 * 1024**3
"""Bytes of address space: several times what a 50 megapixel photo takes."""


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def read_frame(stream: IO[bytes]) -> bytes:
    """The next frame; raises `EOFError` when the other side has gone."""
    head = stream.read(4)
    size = struct.unpack("!I", head)[0] if len(head) == 4 else 0
    body = stream.read(size)
    if len(head) < 4 or len(body) < size:
        raise EOFError
    return body


def write_frame(stream: IO[bytes], body: bytes) -> None:
    stream.write(struct.pack("!I", len(body)) + body)
    stream.flush()


def _answer(data: bytes, seconds: float) -> dict[str, Any]:
    try:
        return {"codes": [asdict(code) for code in find_codes(data, seconds=seconds)]}
    except PhotoProblem as problem:
        return {"code": problem.code, "detail": problem.detail, "params": problem.params}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    seconds = float(sys.argv[1])
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # Nothing a decoder prints may mix with the frames.
    sys.stdout = sys.stderr
    answers.write(READY)
    answers.flush()
    while True:
        try:
            data = read_frame(requests)
        except EOFError:
            return
        write_frame(answers, json.dumps(_answer(data, seconds)).encode())


if __name__ == "__main__":
    main()
