"""One tap: which ways out a problem offers, and doing the one a person chose."""
