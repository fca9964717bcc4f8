"""Which other system made a record of QuickBooks, as far as the record says so itself."""

import re

_SYSTEMS = (
    "Shopify", "WooCommerce", "BigCommerce", "Magento", "Amazon", "eBay", "Etsy", "Square",
    "Stripe", "PayPal", "Clover", "Lightspeed", "Toast", "A2X", "Synder", "Webgility", "Zapier",
    "Bold", "Cin7", "DEAR", "Fishbowl", "SOS Inventory", "Katana", "Unleashed", "Zoho Inventory",
    "Finale", "Extensiv", "ShipStation", "ShipBob", "Bill.com", "Dext", "Hubdoc", "MyWorks",
    "Connex", "Acumatica", "Salesforce", "HubSpot", "Ramp", "Expensify", "Melio",
)  # fmt: skip
_KNOWN = re.compile(r"\b(" + "|".join(re.escape(one) for one in _SYSTEMS) + r")\b", re.I)
_NAME = r"[A-Z][\w&'+-]*(?:\.\w+)*"
_SAYS = re.compile(
    r"\b(?i:created|imported|synced|posted|generated|added|made|pushed|exported)\s+"
    rf"(?:by|from|via|through|using|with)\s+({_NAME}(?:\s+(?:{_NAME}|\d+)){{0,3}})"
)
_MADE_BY_LENGTH = 100
_SPACES = re.compile(r"\s+")


def made_by(*texts: str) -> str:
    """The system that one of a record's texts names, the first counts; "" if none does."""
    for text in texts:
        found = _SAYS.search(text) or _KNOWN.search(text)
        if found is not None:
            return _SPACES.sub(" ", found[1]).strip()[:_MADE_BY_LENGTH].rstrip()
    return ""
