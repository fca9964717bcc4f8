"""Customers, vendors, accounts, classes and sites (reference §3.2)."""

from app.quickbooks.desktop.grammar.blocks import READ_LIST
from app.quickbooks.desktop.grammar.vocabulary import ADDRESS

_PERSON = "Salutation FirstName MiddleName LastName JobTitle@12"
_REACHED = "Phone AltPhone Fax Email Cc@12 Contact AltContact AdditionalContactRef@12*"
_CUSTOMER = f"CompanyName {_PERSON} BillAddress ShipAddress ShipToAddress@12* {_REACHED}"
_CUSTOMER_READ = (
    f"CompanyName {_PERSON} BillAddress BillAddressBlock@6 ShipAddress ShipAddressBlock@6"
    f" ShipToAddress@12* {_REACHED} ContactsRet@12*"
)
_JOB = "JobStatus JobStartDate JobProjectedEndDate JobEndDate JobDesc JobTypeRef"
_JOB_MOD = "JobStatus@3 JobStartDate@3 JobProjectedEndDate@3 JobEndDate@3 JobDesc@3 JobTypeRef@3"
_CREDIT = "CreditLimit PreferredPaymentMethodRef@3 CreditCardInfo@3"

CUSTOMER_ADD = (
    f"Name(41)! IsActive ClassRef@12 ParentRef {_CUSTOMER} Contacts@12* CustomerTypeRef TermsRef"
    " SalesRepRef OpenBalance OpenBalanceDate SalesTaxCodeRef ItemSalesTaxRef ResaleNumber"
    f" AccountNumber {_CREDIT} {_JOB} Notes@3 AdditionalNotes@12* PreferredDeliveryMethod@12"
    " PriceLevelRef@4 ExternalGUID@8 CurrencyRef@8"
)
CUSTOMER_MOD = (
    f"ListID! EditSequence! Name(41) IsActive@3 ClassRef@12 ParentRef@3 {_CUSTOMER} ContactsMod@12*"
    " CustomerTypeRef@3 TermsRef@3 SalesRepRef@3 SalesTaxCodeRef@3 ItemSalesTaxRef@3"
    " ResaleNumber@3 AccountNumber CreditLimit@3 PreferredPaymentMethodRef@3 CreditCardInfo@3"
    f" {_JOB_MOD} Notes@3 AdditionalNotesMod@12* PreferredDeliveryMethod@12 PriceLevelRef@4"
    " CurrencyRef@8"
)
CUSTOMER_RET = (
    f"{READ_LIST} Name(41) FullName(209) IsActive ClassRef@12 ParentRef Sublevel {_CUSTOMER_READ}"
    " CustomerTypeRef TermsRef SalesRepRef Balance TotalBalance SalesTaxCodeRef ItemSalesTaxRef"
    f" ResaleNumber AccountNumber {_CREDIT} {_JOB} Notes AdditionalNotesRet@12*"
    " PreferredDeliveryMethod@12 PriceLevelRef@4 ExternalGUID@8 CurrencyRef@8 DataExtRet@2*"
)

_VENDOR = f"CompanyName {_PERSON} VendorAddress ShipAddress@11 {_REACHED}"
VENDOR_ADD = (
    f"Name(41)! IsActive ClassRef@12 {_VENDOR} Contacts@12* NameOnCheck AccountNumber Notes@3"
    " AdditionalNotes@12* VendorTypeRef TermsRef CreditLimit VendorTaxIdent"
    " IsVendorEligibleFor1099 OpenBalance OpenBalanceDate BillingRateRef@6 ExternalGUID@8"
    " PrefillAccountRef@8* CurrencyRef@8"
)
VENDOR_MOD = (
    f"ListID! EditSequence! Name(41) IsActive@3 ClassRef@12 {_VENDOR} ContactsMod@12* NameOnCheck"
    " AccountNumber Notes@3 AdditionalNotesMod@12* VendorTypeRef@3 TermsRef@3 CreditLimit@3"
    " VendorTaxIdent@3 IsVendorEligibleFor1099@3 BillingRateRef@6 PrefillAccountRef@8*"
    " CurrencyRef@8"
)
VENDOR_RET = (
    f"{READ_LIST} Name(41) IsActive ClassRef@12 CompanyName {_PERSON} VendorAddress"
    f" VendorAddressBlock@6 ShipAddress@11 {_REACHED} ContactsRet@12* NameOnCheck AccountNumber"
    " Notes AdditionalNotesRet@12* VendorTypeRef TermsRef CreditLimit VendorTaxIdent"
    " IsVendorEligibleFor1099 Balance BillingRateRef@6 ExternalGUID@8 PrefillAccountRef@8*"
    " CurrencyRef@8 DataExtRet@2*"
)

ACCOUNT_RET = (
    f"{READ_LIST} Name FullName(159) IsActive ParentRef Sublevel AccountType SpecialAccountType@2.1"
    " AccountNumber(7) BankNumber@2 Desc(200) Balance TotalBalance"
    " TaxLineInfoRet{TaxLineID! TaxLineName}@2.1 CashFlowClassification@2.1 CurrencyRef@8"
    " DataExtRet@2*"
)
CLASS_RET = f"{READ_LIST} Name FullName(159) IsActive ParentRef Sublevel"
INVENTORY_SITE_RET = (
    f"{READ_LIST} Name IsActive ParentSiteRef@12 IsDefaultSite SiteDesc Contact Phone Fax Email"
    f" SiteAddress{{{ADDRESS}}} SiteAddressBlock{{Addr1 Addr2 Addr3 Addr4 Addr5}}"
)
