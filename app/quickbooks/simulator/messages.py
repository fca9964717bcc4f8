"""Intuit's fault catalogue as far as the simulator uses it, in English and in French.

Clients must match on the code: texts are localised (rule 35). Details are templates; ids
and numbers in them have the same form in both languages, because clients extract them.
"""

from dataclasses import dataclass

VALIDATION = "ValidationFault"
SYSTEM = "SystemFault"
AUTHORIZATION = "AuthorizationFault"


@dataclass(frozen=True, slots=True)
class FaultText:
    """How one fault code reads. ``status`` is the HTTP status it travels with."""

    message: str
    detail: str
    message_fr: str
    detail_fr: str
    status: int = 400
    type: str = VALIDATION


_GONE = "Something you're trying to use has been made inactive. Check the fields with {what}."
_GONE_FR = (
    "Un élément que vous essayez d'utiliser a été désactivé. Vérifiez les champs avec {what}."
)
_CLOSED = (
    "The account period has closed and the account books cannot be updated through"
    " the QBO Services API. TxnDate={date}"
)
_CLOSED_FR = (
    "La période comptable est fermée et les livres ne peuvent être modifiés. TxnDate={date}"
)

CATALOGUE: dict[int, FaultText] = {
    400: FaultText("Malformed Request", "{text}", "Requête malformée", "{text}"),
    500: FaultText(
        "Unsupported Operation",
        "Operation {operation} is not supported.",
        "Opération non prise en charge",
        "L'opération {operation} n'est pas prise en charge.",
    ),
    610: FaultText(
        "Object Not Found",
        "Object Not Found : " + _GONE,
        "Objet introuvable",
        "Objet introuvable : " + _GONE_FR,
    ),
    620: FaultText(
        "Txn ID Cannot Be Linked",
        "Transaction {type} with TxnId={id} cannot be linked: {why}",
        "Opération impossible à lier",
        "L'opération {type} avec TxnId={id} ne peut être liée : {why}",
    ),
    700: FaultText(
        "Parent Object Is Invalid",
        "The parent {id} is missing, inactive or nested too deeply",
        "Objet parent non valide",
        "Le parent {id} est absent, inactif ou trop imbriqué",
    ),
    800: FaultText(
        "Cannot Delete Object",
        "This {type} is linked to other transactions. Unlink it first. : {links}",
        "Suppression impossible",
        "Cette opération {type} est liée à d'autres. Déliez-la d'abord. : {links}",
    ),
    1040: FaultText(
        "Batch Size Exceeded",
        "Batch size exceeds the allowed limit of 30; supplied:{count}",
        "Taille du lot dépassée",
        "Le lot dépasse la limite de 30; fourni:{count}",
    ),
    2000: FaultText(
        "Invalid Object Name",
        "Object name {name} is invalid",
        "Nom d'objet non valide",
        "Le nom d'objet {name} n'est pas valide",
    ),
    2010: FaultText(
        "Request has invalid or unsupported property",
        'Property Name:Can not find the property "{name}" in {where}',
        "La requête contient une propriété non valide",
        'Nom de propriété : "{name}" introuvable dans {where}',
    ),
    2020: FaultText(
        "Required param missing, need to supply the required value for the API",
        "Required parameter {name} is missing in the request",
        "Paramètre obligatoire manquant",
        "Le paramètre obligatoire {name} est absent de la requête",
    ),
    2030: FaultText(
        "Invalid ID",
        "Id should be a valid number. Supplied value:{value}",
        "ID non valide",
        "L'ID doit être un nombre. Valeur fournie:{value}",
    ),
    2040: FaultText(
        "Invalid String",
        "{name} contains characters that are not allowed: colon, tab or newline",
        "Chaîne non valide",
        "{name} contient des caractères interdits : deux-points, tabulation, saut de ligne",
    ),
    2050: FaultText(
        "String length is either shorter or longer than supported by specification",
        "Min:{low} Max:{high} supplied length:{length}",
        "Longueur de chaîne hors limites",
        "Min:{low} Max:{high} longueur fournie:{length}",
    ),
    2060: FaultText(
        "Invalid Date",
        "{name} must be a date YYYY-MM-DD. Supplied value:{value}",
        "Date non valide",
        "{name} doit être une date AAAA-MM-JJ. Valeur fournie:{value}",
    ),
    2080: FaultText(
        "Invalid Number",
        "{name} is not a valid {kind}. Supplied value:{value}",
        "Nombre non valide",
        "{name} n'est pas un(e) {kind} valide. Valeur fournie:{value}",
    ),
    2170: FaultText(
        "Invalid Enumeration",
        "{name} does not allow the value. Supplied value:{value}",
        "Énumération non valide",
        "{name} n'accepte pas cette valeur. Valeur fournie:{value}",
    ),
    2210: FaultText(
        "Invalid Email Address Format",
        "The email address does not conform to the e-mail format. Supplied value:{value}",
        "Format d'adresse courriel non valide",
        "L'adresse courriel n'est pas valide. Valeur fournie:{value}",
    ),
    2290: FaultText(
        "Negative Amount",
        "Transaction amount must be 0 or greater. Supplied value:{value}",
        "Montant négatif",
        "Le montant doit être supérieur ou égal à 0. Valeur fournie:{value}",
    ),
    2500: FaultText(
        "Invalid Reference Id",
        "Invalid Reference Id : {what} element id {id} not found",
        "ID de référence non valide",
        "ID de référence non valide : {what} id {id} introuvable",
    ),
    2600: FaultText(
        "Conflicting Elements",
        "Conflicting elements in the request: {text}",
        "Éléments contradictoires",
        "Éléments contradictoires dans la requête : {text}",
    ),
    4000: FaultText(
        "Error parsing query",
        "QueryParserError: {text}",
        "Erreur d'analyse de la requête",
        "QueryParserError: {text}",
    ),
    4001: FaultText(
        "Invalid query",
        "QueryValidationError: property '{name}' is not queryable",
        "Requête non valide",
        "QueryValidationError: la propriété '{name}' n'est pas interrogeable",
    ),
    4002: FaultText(
        "Query could not be processed",
        "{text}",
        "La requête n'a pas pu être traitée",
        "{text}",
    ),
    5010: FaultText(
        "Stale Object Error",
        "Stale Object Error : You and Pat were working on this at the same time. Pat finished"
        " before you did, so your work was not saved. Entity={type} Id={id}",
        "Erreur d'objet périmé",
        "Objet périmé : vous et Pat modifiiez ceci en même temps. Pat a terminé avant vous,"
        " votre travail n'a pas été enregistré. Entity={type} Id={id}",
    ),
    5020: FaultText(
        "Permission Denied Error",
        "Permission Denied Error : You do not have permission to access {feature}",
        "Autorisation refusée",
        "Autorisation refusée : vous n'avez pas accès à {feature}",
        status=403,
        type=AUTHORIZATION,
    ),
    5030: FaultText(
        "Feature Not Supported Error",
        "{feature} is not supported for this company",
        "Fonction non prise en charge",
        "{feature} n'est pas offert à cette entreprise",
    ),
    6000: FaultText(
        "A business validation error has occurred while processing your request",
        "Business Validation Error: {text}",
        "Une erreur de validation s'est produite lors du traitement de votre demande",
        "Erreur de validation : {text}",
    ),
    6070: FaultText(
        "Amount calculation incorrect in the request",
        "Amount is not equal to UnitPrice * Qty. Supplied value:{value}",
        "Calcul du montant incorrect",
        "Le montant n'est pas égal à UnitPrice * Qty. Valeur fournie:{value}",
    ),
    6100: FaultText(
        "Invalid Tax Code",
        "Invalid tax code {value}: lines take TAX or NON",
        "Code de taxe non valide",
        "Code de taxe {value} non valide : les lignes prennent TAX ou NON",
    ),
    6140: FaultText(
        "Duplicate Document Number Error",
        "Duplicate Document Number Error : You must specify a different number. This number"
        " has already been used. DocNumber={number} is assigned to TxnType={type} with TxnId={id}",
        "Erreur de numéro de document en double",
        "Numéro de document en double : indiquez un autre numéro."
        " DocNumber={number} est attribué à TxnType={type} avec TxnId={id}",
    ),
    6190: FaultText(
        "Invalid Company Status",
        "Subscription period has ended or canceled or there was a billing problem : {status}",
        "État de l'entreprise non valide",
        "La période d'abonnement est terminée ou annulée : {status}",
    ),
    6200: FaultText("Account Period Closed", _CLOSED, "Période comptable fermée", _CLOSED_FR),
    6210: FaultText("Account Period Closed", _CLOSED, "Période comptable fermée", _CLOSED_FR),
    6240: FaultText(
        "Duplicate Name Exists Error",
        "The name supplied already exists. {text}: Id={id}",
        "Erreur de nom en double",
        "Le nom fourni existe déjà. {text}: Id={id}",
    ),
    6270: FaultText(
        "Transaction date is prior to start date for inventory item",
        "Transaction date {date} is prior to start date {start} for inventory item {name}",
        "La date est antérieure à la date de début de l'article",
        "La date {date} précède la date de début {start} de l'article {name}",
    ),
    6430: FaultText(
        "Invalid account type used",
        "Account {name} of type {type} cannot be used as {field}",
        "Type de compte non valide",
        "Le compte {name} de type {type} ne peut servir de {field}",
    ),
    6440: FaultText(
        "Line Needs Item Or Account",
        "Each line needs an item or an account: line {line}",
        "La ligne exige un article ou un compte",
        "Chaque ligne exige un article ou un compte : ligne {line}",
    ),
    6520: FaultText(
        "Missing Tracked Inventory Item Quantity",
        "Quantity is missing for the tracked inventory item {name}",
        "Quantité d'article suivi manquante",
        "La quantité de l'article suivi {name} est absente",
    ),
    6540: FaultText(
        "Deposited Transaction Cannot Be Changed",
        "This {type} with TxnId={id} has been deposited. Remove it from the deposit first.",
        "Opération déposée non modifiable",
        "Cette opération {type} avec TxnId={id} a été déposée. Retirez-la d'abord du dépôt.",
    ),
    10000: FaultText(
        "An application error has occurred while processing your request",
        "System Failure Error: {text}",
        "Une erreur d'application s'est produite",
        "Erreur système : {text}",
        status=500,
        type=SYSTEM,
    ),
}

INVENTORY_LOCK = (
    "Another user was creating, editing, or deleting a transaction with inventory products at"
    " exactly the same time. Please wait 30 minutes and try again."
)
