"""Faults on demand: what a tester can make go wrong, where, and how often (rule 9)."""

import random
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any

from app.quickbooks.simulator.messages import CATALOGUE
from app.quickbooks.simulator.rules import rule


class FaultKind(StrEnum):
    LATENCY = "latency"
    LATENCY_AFTER = "latency_after"
    THROTTLE = "throttle"
    THROTTLE_XML = "throttle_xml"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - the name of a fault, no secret
    REQUESTID_IGNORED = "requestid_ignored"
    STREAM_TIMEOUT = "stream_timeout"
    FAULT_200 = "fault_200"
    FAULT = "fault"
    LINK_LOSS = "link_loss"
    XML = "xml"
    GATEWAY_403 = "gateway_403"
    INVENTORY_LOCK = "inventory_lock"
    WEBHOOK_DUPLICATE = "webhook_duplicate"
    WEBHOOK_DISORDER = "webhook_disorder"
    WEBHOOK_LOST = "webhook_lost"


@dataclass(slots=True)
class Fault:
    """One fault waiting to happen.

    ``entity`` (URL segment, empty = any) and ``operation`` (create, update, delete, void, read,
    query, cdc, batch, token, webhook; empty = any) say where; ``times`` how often (None = until
    removed); ``seconds`` how long a latency is; ``code`` which catalogue fault; ``chance`` how
    likely.
    """

    kind: FaultKind
    entity: str = ""
    operation: str = ""
    times: int | None = 1
    seconds: float = 0.0
    code: int = 10000
    chance: float = 1.0
    id: int = field(default=0)
    happened: int = field(default=0)


class FaultBoard:
    """The faults switched on. ``seed`` makes those with a chance repeatable."""

    def __init__(self, seed: int = 1) -> None:
        self._faults: dict[int, Fault] = {}
        self._ids = count(1)
        self._random = random.Random(seed)  # noqa: S311 - dice for tests, no secret

    def add(self, fault: Fault) -> Fault:
        fault.id = next(self._ids)
        fault.entity = fault.entity.lower()
        self._faults[fault.id] = fault
        return fault

    def switch_on(self, kind: FaultKind | str, **values: Any) -> Fault:
        """Add a fault from plain values. Raises ValueError in plain words."""
        return self.add(_from_values({"kind": str(kind), **values}))

    def remove(self, id: int) -> bool:
        return self._faults.pop(id, None) is not None

    def clear(self) -> None:
        self._faults.clear()

    def active(self) -> list[Fault]:
        return list(self._faults.values())

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults.values()]

    @rule(9, "S16, I-py292 and others: what users report")
    def take(self, kind: FaultKind, entity: str, operation: str) -> Fault | None:
        """The fault of this kind that happens now, counted down; None if none does."""
        for fault in self._faults.values():
            if fault.kind is not kind or fault.times == 0:
                continue
            if fault.entity not in ("", entity) or fault.operation not in ("", operation):
                continue
            if fault.chance < 1 and self._random.random() >= fault.chance:
                continue
            fault.happened += 1
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None


def _from_values(values: dict[str, Any]) -> Fault:
    allowed = {"kind", "entity", "operation", "times", "seconds", "code", "chance"}
    unknown = set(values) - allowed
    if unknown:
        raise ValueError(f"A fault has no {', '.join(sorted(unknown))}.")
    kinds = {kind.value for kind in FaultKind}
    if values["kind"] not in kinds:
        raise ValueError(f"kind is one of {', '.join(sorted(kinds))}.")
    fault = Fault(**{**values, "kind": FaultKind(values["kind"])})
    if not isinstance(fault.entity, str) or not isinstance(fault.operation, str):
        raise ValueError("entity and operation are texts.")
    if fault.times is not None and (not isinstance(fault.times, int) or fault.times < 1):
        raise ValueError("times is a whole number from 1, or null for until removed.")
    for name in ("seconds", "chance"):
        number = getattr(fault, name)
        if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
            raise ValueError(f"{name} is a number from 0.")
    if fault.code not in CATALOGUE:
        raise ValueError(f"code {fault.code} is not in the catalogue.")
    return fault
