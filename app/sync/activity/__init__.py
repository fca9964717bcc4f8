"""What was said to QuickBooks and what people did about it: the log and the timeline."""
