"""Invoices: as XML says them, and as they are printed."""
