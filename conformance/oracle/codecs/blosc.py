"""The blosc codec: the Blosc chunk format, written and read by the c-blosc library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import blosc

from conformance.oracle.codecs.common import BytesToBytes, Representation, known_members
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import SpecError, demand

COMPRESSORS = ("lz4", "lz4hc", "blosclz", "zstd", "snappy", "zlib")
SHUFFLES = {"noshuffle": 0, "shuffle": 1, "bitshuffle": 2}


@dataclass(frozen=True)
class Blosc(BytesToBytes):
    """The parameters of the codec's document; ``typesize`` is 1 where it is ignored."""

    cname: str
    clevel: int
    shuffle: Literal["noshuffle", "shuffle", "bitshuffle"]
    typesize: int
    blocksize: int

    def encode(self, data: bytes) -> bytes:
        blosc.set_nthreads(1)
        blosc.set_blocksize(self.blocksize)
        try:
            encoded: bytes = blosc.compress(
                data, self.typesize, self.clevel, SHUFFLES[self.shuffle], self.cname
            )
        finally:
            blosc.set_blocksize(0)
        return encoded

    def decode(self, data: bytes) -> bytes:
        try:
            decoded: bytes = blosc.decompress(data)
        except (blosc.blosc_extension.error, ValueError, TypeError) as error:
            raise SpecError("v3.codec.blosc.format", f"not a Blosc chunk: {error}") from error
        return decoded


def parse(configuration: Mapping[str, Any], _: Representation, /) -> Blosc:
    """Read the configuration."""
    known_members("blosc", configuration, {"cname", "clevel", "shuffle", "typesize", "blocksize"})
    cname: Any = configuration.get("cname")
    clevel: Any = configuration.get("clevel")
    demand(cname in COMPRESSORS, "v3.codec.blosc.cname", f"cname is {cname!r}")
    demand(
        is_integer(clevel) and 0 <= clevel <= 9,
        "v3.codec.blosc.clevel",
        f"clevel is {clevel!r}, no integer from 0 to 9",
    )
    shuffle: Any = configuration.get("shuffle")
    demand(
        isinstance(shuffle, str) and shuffle in SHUFFLES,
        "v3.codec.blosc.shuffle",
        f"shuffle is {shuffle!r}, none of {', '.join(SHUFFLES)}",
    )
    typesize: Any = 1
    if shuffle != "noshuffle":
        typesize = configuration.get("typesize")
        demand(
            is_integer(typesize) and typesize > 0,
            "v3.codec.blosc.typesize",
            f"typesize is {typesize!r}, no positive integer",
        )
    blocksize: Any = configuration.get("blocksize")
    demand(
        is_integer(blocksize) and blocksize >= 0,
        "v3.codec.blosc.blocksize",
        f"blocksize is {blocksize!r}, no size in bytes",
    )
    return Blosc(cname, clevel, shuffle, typesize, blocksize)
