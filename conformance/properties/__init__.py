"""Property-based testing: datasets that nobody thought of, searched by Hypothesis.

The strategies are for anybody's use. Each draws a `Case`, and takes ``without``, the feature tags
that must not be drawn:

- `array_cases`: valid arrays, over the whole of what the oracle knows and nobody contests;
  `array_drafts`: the same before their end, to begin others from;
- `group_cases`: valid groups; `hierarchies`: trees of both, of which one node is read;
- `faulty_cases`: arrays and groups with one fault, which breaks a named must;
- `open_cases`: what the specification leaves open, to be recorded and never scored;
- `node_names` and `paths`: names and paths as such.

A new format, operation or extension joins by a strategy of its own, or by a choice more in one of
these; nothing that draws or asks has to change.
"""

from conformance.properties.arrays import array_cases, array_drafts
from conformance.properties.mutations import faulty_cases
from conformance.properties.names import node_names, paths
from conformance.properties.nodes import group_cases, hierarchies
from conformance.properties.open_points import open_cases

__all__ = [
    "array_cases",
    "array_drafts",
    "faulty_cases",
    "group_cases",
    "hierarchies",
    "node_names",
    "open_cases",
    "paths",
]
