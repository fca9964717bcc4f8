"""The same goods posted twice: found, named, and decided by a person."""
