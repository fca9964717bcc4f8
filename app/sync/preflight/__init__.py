"""What QuickBooks would refuse of one document, found inside the scan that makes it."""
