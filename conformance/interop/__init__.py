"""Everybody reads what everybody wrote, and each failure has an owner. ``matrix`` is the front."""
