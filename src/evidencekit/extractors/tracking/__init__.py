"""Tracking histories: sheets, pages, pasted text and the JSON of carriers."""
