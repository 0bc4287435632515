"""Property-based testing: datasets that nobody thought of, searched by Hypothesis.

``arrays`` and ``mutations`` are strategies, for anybody's use: valid Zarr v3 arrays drawn from the
whole of what the oracle knows, and the same with one fault that breaks a must. ``search`` asks
implementations about them, and shrinks what it finds.
"""

from conformance.properties.arrays import array_cases
from conformance.properties.mutations import faulty_cases

__all__ = ["array_cases", "faulty_cases"]
