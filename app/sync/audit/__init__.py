"""Everything QuickBooks would refuse, looked for before any document meets it."""
