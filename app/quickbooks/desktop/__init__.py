"""QuickBooks Desktop: Web Connector calls us (SOAP), and what is said is qbXML."""
