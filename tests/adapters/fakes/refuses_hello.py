"""Answers hello with a refusal."""

from honest import send

input()
send({"id": 0, "refused": {"error": "LicenceError", "message": "expired"}})
input()
