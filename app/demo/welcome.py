"""What `make run` prints once the demo answers: where to go and how to sign in."""

from sqlmodel import select

from app.access.devices import create_enrolment
from app.access.models import User
from app.demo import plan
from app.demo.quickbooks import SimulatedQuickBooks
from app.runtime import Runtime
from app.settings import Settings


async def demo_welcome(runtime: Runtime, simulated: SimulatedQuickBooks) -> str:
    """The address, the demo sign-ins, what is simulated, and a fresh code to enrol a browser."""
    async with runtime.db.write() as session:
        query = select(User).where(User.email == plan.PEOPLE[0].email)
        manager = (await session.exec(query)).one()
        enrolment = await create_enrolment(session, by=manager.id)
    return _text(runtime.settings, enrolment.code, simulated)


def _text(settings: Settings, enrolment_code: str, simulated: SimulatedQuickBooks) -> str:
    manager = plan.PEOPLE[0]
    lines = [
        "",
        f"  Scanpost is running: {settings.url}      (Ctrl-C stops it)",
        f"  {plan.COMPANY} keeps its books in a simulated {simulated.name}.",
        "",
        f"  Manager    {manager.email}   password {manager.password}",
    ]
    for label, person in (("Receiver", plan.RECEIVER), ("Picker", plan.PICKER)):
        lines.append(f"  {label:<9}  {person.name}   PIN {person.pin}   badge {person.badge}")
    lines += [
        "",
        "  To sign in by PIN or badge, enrol this browser or a phone once:",
        f"    {settings.url}/enrol#code={enrolment_code}",
        f"  {'Barcodes to scan:':<22} {settings.url}/print/barcodes",
        *(f"  {f'{title}:':<22} {settings.url}{path}" for title, path in simulated.pages),
        "",
    ]
    return "\n".join(lines)
