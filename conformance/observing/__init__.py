"""What no clause rules and people who keep data want to know: observed and counted, never judged.

``recovery`` kills writers in the middle, ``traffic`` counts what reading over HTTP costs.
"""
