"""Cleaning with a record: what is taken out of the responses, by which rule, and how much.

Also the coding of free text by people, and the search for personal data in it.
"""
