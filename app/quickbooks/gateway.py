"""What the connection's routes need of this process, as the composition root puts it together."""

from dataclasses import dataclass
from typing import Annotated

import httpx
from fastapi import Depends, Request

from app.core.db import Database
from app.core.security import Vault
from app.quickbooks.online.sites import Directory
from app.quickbooks.registry import Registry


@dataclass(frozen=True, slots=True)
class Gateway:
    """Everything that reaches QuickBooks. `http` may lead into this process, as in the demo."""

    db: Database
    vault: Vault
    http: httpx.AsyncClient
    channels: Registry
    directory: Directory


async def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.quickbooks
    return gateway


ToQuickBooks = Annotated[Gateway, Depends(_gateway)]
