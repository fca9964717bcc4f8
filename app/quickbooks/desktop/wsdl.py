"""Our description of the service, for Web Connector and for whoever looks: from the same table."""

from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from app.quickbooks.desktop.soap import NAMESPACE, OPERATIONS, Operation, Result

_PREFIXES = {
    "wsdl": "http://schemas.xmlsoap.org/wsdl/",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "xs": "http://www.w3.org/2001/XMLSchema",
    "tns": NAMESPACE,
}
_WSDL, _SOAP, _XS = (
    ElementMaker(namespace=_PREFIXES[prefix], nsmap=_PREFIXES) for prefix in ("wsdl", "soap", "xs")
)
_ABOUT = "Scanpost: warehouse scans to QuickBooks Desktop, called by QuickBooks Web Connector."
_SERVICE = "QBWebConnectorSvc"
_PORT = "QBWebConnectorSvcSoap"


def wsdl(address: str) -> bytes:
    """The WSDL 1.1 document of a service that is reached at `address`."""
    operations = OPERATIONS.values()
    document = _WSDL.definitions(
        _WSDL.documentation(_ABOUT),
        _WSDL.types(
            _XS.schema(
                _list_of_texts(),
                *(element for one in operations for element in _elements(one)),
                elementFormDefault="qualified",
                targetNamespace=NAMESPACE,
            )
        ),
        *(message for one in operations for message in _messages(one)),
        _WSDL.portType(*(_signature(one) for one in operations), name=_PORT),
        _WSDL.binding(
            _SOAP.binding(transport="http://schemas.xmlsoap.org/soap/http", style="document"),
            *(_binding(one) for one in operations),
            name=_PORT,
            type=f"tns:{_PORT}",
        ),
        _WSDL.service(
            _WSDL.port(_SOAP.address(location=address), name=_PORT, binding=f"tns:{_PORT}"),
            name=_SERVICE,
        ),
        targetNamespace=NAMESPACE,
    )
    written: bytes = etree.tostring(
        document, xml_declaration=True, encoding="utf-8", pretty_print=True
    )
    return written


def _list_of_texts() -> Any:
    text = _XS.element(
        name="string", type="xs:string", minOccurs="0", maxOccurs="unbounded", nillable="true"
    )
    return _XS.complexType(_XS.sequence(text), name=Result.TEXTS.value)


def _elements(operation: Operation) -> tuple[Any, Any]:
    """The two wrappers. Texts may be left out of a call; the result is always there."""
    call = [
        _XS.element(name=name, type="xs:int")
        if name in operation.numbers
        else _XS.element(name=name, type="xs:string", minOccurs="0")
        for name in operation.parameters
    ]
    prefix = "tns" if operation.returns is Result.TEXTS else "xs"
    result = _XS.element(name=f"{operation.name}Result", type=f"{prefix}:{operation.returns.value}")
    return _wrapper(operation.name, *call), _wrapper(f"{operation.name}Response", result)


def _wrapper(name: str, *inner: Any) -> Any:
    return _XS.element(_XS.complexType(_XS.sequence(*inner)), name=name)


def _messages(operation: Operation) -> tuple[Any, ...]:
    wrappers = {"In": operation.name, "Out": f"{operation.name}Response"}
    return tuple(
        _WSDL.message(
            _WSDL.part(name="parameters", element=f"tns:{wrapper}"),
            name=f"{operation.name}Soap{way}",
        )
        for way, wrapper in wrappers.items()
    )


def _signature(operation: Operation) -> Any:
    return _WSDL.operation(
        _WSDL.input(message=f"tns:{operation.name}SoapIn"),
        _WSDL.output(message=f"tns:{operation.name}SoapOut"),
        name=operation.name,
    )


def _binding(operation: Operation) -> Any:
    return _WSDL.operation(
        _SOAP.operation(soapAction=f"{NAMESPACE}{operation.name}", style="document"),
        _WSDL.input(_SOAP.body(use="literal")),
        _WSDL.output(_SOAP.body(use="literal")),
        name=operation.name,
    )
