"""Reading from QuickBooks: told or asked, page by page, into our tables."""
