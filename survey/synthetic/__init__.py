"""Synthetic responses to any instrument, to try the tools on and to show the report before a year.

Every trace of them says so: see `LABEL`. They are invented, never a model of real people, and no
finding may be read out of them.
"""

from survey.synthetic.generate import CHANNELS, LABEL, generate, is_synthetic

__all__ = ["CHANNELS", "LABEL", "generate", "is_synthetic"]
