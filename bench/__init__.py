"""`make bench`: what a scan costs, end to end, beside what the same rows cost in plain SQL."""
