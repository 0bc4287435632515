"""Golden datasets and tests that exercise the Zarr specifications against real implementations."""
