"""Field tables shared by every entity: identity, addresses, links.

Property names follow Intuit's published schema (Apache-2.0 XSD of its SDKs, the parts marked for
QuickBooks Online); lengths and requiredness follow the entity pages of its API reference.
"""

from app.quickbooks.simulator.fields import (
    Fields,
    anything,
    choice,
    day,
    flag,
    group,
    many,
    moment,
    number,
    ref,
    text,
)

COMMON: Fields = {
    "Id": text(50).query(),
    "SyncToken": text(20),
    "MetaData": group({"CreateTime": moment.query(), "LastUpdatedTime": moment.query()}).shown(),
    "domain": text().shown(),
    "status": text().shown(),
    "sparse": flag,
    "CustomField": many(
        {
            "DefinitionId": text(50),
            "Name": text(100),
            "Type": choice("StringType", "BooleanType", "NumberType", "DateType"),
            "StringValue": text(31),
            "BooleanValue": flag,
            "DateValue": day,
            "NumberValue": number,
        }
    ),
    "AttachableRef": anything.shown(),
}

ADDRESS = group(
    {
        "Id": text(50),
        **{f"Line{index}": text(500) for index in range(1, 6)},
        "City": text(255),
        "Country": text(255),
        "CountryCode": text(255),
        "County": text(255),
        "CountrySubDivisionCode": text(255),
        "PostalCode": text(30),
        "PostalCodeSuffix": text(30),
        "Lat": text(50),
        "Long": text(50),
        "Tag": text(100),
        "Note": text(1000),
    }
)
EMAIL = group({"Address": text(100), "Default": flag, "Tag": text(100)})
PHONE = group(
    {
        "FreeFormNumber": text(30),
        "DeviceType": text(30),
        "CountryCode": text(30),
        "AreaCode": text(30),
        "ExchangeCode": text(30),
        "Extension": text(30),
        "Default": flag,
        "Tag": text(100),
    }
)
WEB = group({"URI": text(1000), "Default": flag, "Tag": text(100), "Id": text(50)})
MEMO = group({"value": text(1000), "id": text(50)})
MARKUP = group(
    {
        "PercentBased": flag,
        "Value": number,
        "Percent": number,
        "PriceLevelRef": ref(),
        "MarkUpIncomeAccountRef": ref("Account"),
    }
)
LINKED = many({"TxnId": text(50), "TxnType": text(50), "TxnLineId": text(50)})
PAYABLE = ref("Account", accounts=("Accounts Payable",))
