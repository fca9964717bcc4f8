"""A QuickBooks Desktop company to develop, test and demonstrate against."""
