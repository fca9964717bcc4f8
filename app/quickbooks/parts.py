"""What the Connection page shows of a company whichever QuickBooks it has."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.security import Vault
from app.quickbooks import switching
from app.quickbooks.schemas import FeatureOffOut, NewsOut, OtherCompanyOut
from app.quickbooks.using import unsent
from app.sync.facts import FEATURES, Facts
from app.sync.models import QuickBooksConnection
from app.sync.news import unread


def switched_off(facts: Facts) -> list[FeatureOffOut]:
    """What the company cannot use, the gravest as its probe found it first."""
    return [
        FeatureOffOut(
            feature=one.feature, title=FEATURES.get(one.feature, one.feature), reason=one.reason
        )
        for one in facts.off
    ]


def news_of(connection: QuickBooksConnection) -> list[NewsOut]:
    """What changed there since somebody last looked."""
    return [NewsOut.model_validate(one) for one in unread(connection)]


async def other_companies(session: AsyncSession, vault: Vault) -> list[OtherCompanyOut]:
    """What could be switched to."""
    return [
        OtherCompanyOut(
            id=one.id,
            name=one.company_name,
            kind=one.kind,
            environment=environment_of(one),
            unsent=await unsent(session, one.id),
        )
        for one in await switching.others(session, vault)
    ]


def environment_of(connection: QuickBooksConnection) -> str:
    """Sandbox, production or simulator; "" for QuickBooks Desktop."""
    return str(connection.endpoints.get("environment") or "")
