"""The way from an empty Scanpost to the first synced scan, step by step and resumable."""
