"""The data types ``numpy.datetime64`` and ``numpy.timedelta64``: counts of a unit of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand
from conformance.oracle.extensions import Extension, slug
from conformance.oracle.type_model import DataType

UNITS = (
    *("Y", "M", "W", "D", "h", "m", "s"),
    *("ms", "us", "μs", "ns", "ps", "fs", "as", "generic"),
)
NOT_A_TIME = -(1 << 63)


def parse(extension: Extension, any_type: Callable[[Any], DataType], /) -> DataType:  # noqa: ARG001
    """Read the configuration: a unit and a scale factor, and nothing else."""
    name, configuration = extension.name, extension.configuration
    document = f"ext.data-type.{slug(name)}"
    demand(bool(configuration), f"{document}.configuration", f"{name} has no configuration")
    for member in ("unit", "scale_factor"):
        demand(
            member in configuration,
            f"{document}.{member.replace('_', '-')}.required",
            f"the configuration of {name} has no {member}",
        )
    unit, factor = configuration["unit"], configuration["scale_factor"]
    demand(unit in UNITS, f"{document}.unit", f"{unit!r} is no unit of {name}")
    demand(
        is_integer(factor) and 1 <= factor < 1 << 31,
        f"{document}.scale-factor",
        f"scale_factor is {factor!r}, no integer from 1 to 2147483647",
    )
    demand(
        len(configuration) == 2,
        f"{document}.no-other-members",
        f"the configuration of {name} has members beside unit and scale_factor",
    )
    return DataType(name, "time", 8, 8)


def fill_value(data_type: DataType, value: Any) -> bytes:
    """The bytes of the 64-bit integer that a JSON fill value denotes."""
    if value == "NaT":
        value = NOT_A_TIME
    demand(
        is_integer(value) and -(1 << 63) <= value < 1 << 63,
        f"ext.data-type.{slug(data_type.name)}.fill-value",
        f"{value!r} is neither NaT nor a 64-bit integer without fraction and exponent",
    )
    return int(value).to_bytes(8, "little", signed=True)
