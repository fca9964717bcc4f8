"""What the company's plan includes, which Intuit tells in XML only."""

from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.quickbooks.simulator.behaviour import Behaviour
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.faultbody import GatewayFault
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.singles import has_inventory
from app.quickbooks.simulator.transport import answer, tid

_CLASSES_AND_LOCATIONS = 40
"""The most a company below Advanced may have of both together."""


def entitlement_routes(company: SimulatedCompany) -> list[Route]:
    """GET /manage/entitlements/v3/{realm}, with the same token as everything else."""

    async def entitlements(request: Request) -> Response:
        realm = request.path_params["realm"]
        try:
            company.oauth.check(request.headers.get("authorization", ""), realm)
        except GatewayFault as fault:
            return answer(request, fault.status, fault.body(company.clock()))
        text = entitlements_xml(company)
        return Response(text, headers=tid(), media_type="application/xml")

    return [Route("/manage/entitlements/v3/{realm}", entitlements, methods=["GET"])]


@rule(23, "S20: entitlements by name, on or off; the limit of classes and locations")
def entitlements_xml(company: SimulatedCompany) -> str:
    """The plan's name, what it includes, and how near its limits the company is."""
    behaviour = company.books.behaviour
    root = Element("EntitlementsResponse")
    SubElement(root, "QboCompany").text = "true"
    SubElement(root, "PlanName").text = f"QuickBooks Online {behaviour.edition}"
    for id, (name, on) in enumerate(_included(behaviour).items(), start=1):
        entitlement = SubElement(root, "Entitlement", {"id": str(id)})
        SubElement(entitlement, "name").text = name
        SubElement(entitlement, "term").text = "On" if on else "Off"
    if behaviour.edition != "Advanced":
        _limit(SubElement(root, "Thresholds"), company)
    return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + tostring(
        root, encoding="unicode"
    )


def _included(behaviour: Behaviour) -> dict[str, bool]:
    inventory = has_inventory(behaviour)
    return {
        "Inventory": inventory,
        "Purchase Order": inventory,
        "Class Tracking": inventory,
        "Location Tracking": inventory,
        "Bills": behaviour.edition != "SimpleStart",
    }


def _limit(parent: Element, company: SimulatedCompany) -> None:
    used = sum(doc["Active"] for kind in ("Class", "Department") for doc in company.books.all(kind))
    threshold = SubElement(parent, "Threshold")
    for name, value in (
        ("name", "Classes and Locations"),
        ("limit", _CLASSES_AND_LOCATIONS),
        ("enforced", "true"),
        ("currentCount", used),
        ("aboveThreshold", str(used > _CLASSES_AND_LOCATIONS).lower()),
    ):
        SubElement(threshold, name).text = str(value)
