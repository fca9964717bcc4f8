"""The field tables, which decide what a payload may hold, against Intuit's published schema."""

import re
from collections.abc import Iterator

import pytest

from app.quickbooks.simulator.entities import ENTITIES, Family
from app.quickbooks.simulator.fields import Field, Fields, Kind
from tests.quickbooks.simulator.intuit_schema import IS_HERE, NOT_HERE, schema

COMPARED = [name for name, entity in ENTITIES.items() if entity.family is not Family.SINGLE]
# attributes of the XML that are properties of the JSON
ATTRIBUTES = {"domain", "status", "sparse"}
# JSON spells these types its own way: a memo is {"value": …}, a plain text in the schema
IN_JSON_ONLY = {"CustomerMemo.value", "CustomerMemo.id"}
TYPES = {
    Kind.TEXT: {"string", "id", "anyURI"},
    Kind.NUMBER: {"decimal", "float"},
    Kind.WHOLE: {"integer", "int", "positiveInteger"},
    Kind.FLAG: {"boolean"},
    Kind.DAY: {"date"},
    Kind.MOMENT: {"dateTime"},
    Kind.REFERENCE: {"ReferenceType"},
}
# What the tables leave out on purpose, by name: a payload of ours has no business with it.
LEFT_OUT = {
    "extensions for other products": r"[\w.]+Ex|JobInfo|IntuitId|ClientCompanyId|TxnId|TxnNum",
    "lines of other kinds of document": (
        r"Line\.\w+LineDetail|Line\.\w+\.(UOMRef|InventorySiteRef|RetainageAmount)"
    ),
    "cost and margin, computed by QuickBooks": r"(Home)?TotalCostAmount|Line\.\w+\.UnitCostPrice",
    "taxes of other countries": (
        r"TDS\w+|Tax(Form\w+|Regime|IdEffectiveDate|Account)|LessCIS|\w*CIS\w*|UQC\w+|CfdiUse"
        r"|IncludeInAnnualTPAR|Exportation|GlobalInfo|GovtTxnRefIdentifier|Subcontractor\w+"
        r"|IsSubContractor|AgencyVerification\w+|CompanyRegistrationNumber|JournalCodeRef"
    ),
    "automated sales tax": r"TxnTaxDetail\.UseAutomatedSalesTax|ShippingTaxIncludedInTotalTax",
    "paying and getting paid": (
        r"Payment\w+|DepositToAccountRef|AllowOnline\w+|AutoPayEligible|SchedulePayEligible"
        r"|ScheduledPaymentId|GratuityEnabled|ConvenienceFeeDetail|EnabledSurchargeInfo|CCDetail"
        r"|SubscriptionPaymentsSetting|InvoiceLink\w+|FinancingProductType|callToAction|Credit"
        r"|invoiceStatus\w*|TxnRetainageDetail|RemainingCredit|CreditLimit"
    ),
    "electronic invoices": r"EInvoiceStatus|ECloudStatusTimeStamp",
    "bank feeds and chart of accounts": r"OnlineBankingEnabled|FIName|AccountPurposes",
    "states QuickBooks keeps": (
        r"TxnStatus|TxnApprovalInfo|RecurringInfo|ManuallyClosed|AutoDocNumber"
    ),
    "bundles, assemblies and units of Desktop": (
        r"ItemGroupDetail|ItemAssemblyDetail|UOMSetRef|BuildPoint|InventorySiteRef|SpecialItem\w*"
        r"|COGSAccountRef|DeferredRevenue"
    ),
    "parts of records we never write": (
        r"TaxCodeRef|DueDate|ParentRef|ContactName|AltContactName|AcctNumExtn|DropShipToEntity"
        r"|CustomExtensions|ReimbursableInfoRef|Line\.ItemAdjustmentLineDetail\.NewQty"
    ),
}


def compared(fields: Fields, type: str, where: str = "") -> Iterator[str]:
    """Every difference between a table and the schema's type, in a few words."""
    properties = schema().properties(type)
    for name, field in fields.items():
        if where + name in IN_JSON_ONLY or (not where and name in ATTRIBUTES):
            continue
        known = properties.get(name)
        if known is None:
            yield f"{where}{name} is not in the schema"
            continue
        if not fits(field, known.type):
            yield f"{where}{name} is a {field.kind}, in the schema a {known.type}"
        if (field.kind is Kind.LIST) != known.many and field.kind is not Kind.ANY:
            yield f"{where}{name} is a list on one side only"
        if field.fields is not None and schema().knows(known.type):
            yield from compared(field.fields, known.type, f"{where}{name}.")
    for name, known in properties.items():
        if name not in fields and not known.desktop and not left_out(f"{where}{name}"):
            yield f"{where}{name} ({known.type}) is not in the table"


def fits(field: Field, type: str) -> bool:
    choices = schema().choices(type)
    if field.kind is Kind.CHOICE:
        return type == "string" or (choices is not None and field.choices <= choices)
    if field.kind is Kind.TEXT and field.read_only and choices is not None:
        return True
    return type in TYPES.get(field.kind, {type})


def left_out(path: str) -> bool:
    return any(re.fullmatch(pattern, path) for pattern in LEFT_OUT.values())


if IS_HERE:

    @pytest.mark.parametrize("name", COMPARED)
    def test_table_has_the_schemas_properties_and_types_and_no_others(name: str) -> None:
        assert list(compared(ENTITIES[name].fields, name)) == []

    def test_comparison_sees_every_kind_of_difference() -> None:
        bill = dict(ENTITIES["Bill"].fields)
        del bill["DueDate"], bill["VendorRef"]
        wrong = {
            **bill,
            "Barcode": Field(Kind.TEXT),
            "TxnDate": Field(Kind.NUMBER),
            "Line": Field(Kind.OBJECT),
            "GlobalTaxCalculation": Field(Kind.CHOICE, choices=frozenset({"Never"})),
        }
        assert sorted(compared(wrong, "Bill")) == [
            "Barcode is not in the schema",
            "GlobalTaxCalculation is a enumeration, in the schema a GlobalTaxCalculationEnum",
            "Line is a list on one side only",
            "TxnDate is a decimal, in the schema a date",
            "VendorRef (ReferenceType) is not in the table",
        ]

else:

    def test_schema_is_not_here_and_the_summary_says_so(request: pytest.FixtureRequest) -> None:
        assert request.config.pluginmanager.has_plugin("terminalreporter")
        assert "SCANPOST_QBO_XSD" in NOT_HERE
