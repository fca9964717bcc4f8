"""What is what in QuickBooks: our rows beside theirs, matched, suggested and decided."""
