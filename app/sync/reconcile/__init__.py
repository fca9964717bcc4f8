"""Do our stock and QuickBooks' quantities agree, and if not, because of which transaction?"""
