"""Faults in reading a part of an array: which chunks it needs, and which elements of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.saboteurs import region
from tests.saboteurs.faults.registry import fault, rewrite, wrap
from tests.saboteurs.region import Part

LOCATION = "v3.grid.regular.element-location"
WITHIN = "v3.grid.regular.element-within-chunk"
Parts = Callable[[range, int, int], Iterator[Part]]


@fault("region-chunks-counted-from-its-length", blames=LOCATION, symptom="wrong")
def _() -> None:
    # As if a region of three elements were never in more chunks than three elements fill.
    def change(parts: Parts) -> Parts:
        def counted(wanted: range, chunk: int, length: int) -> Iterator[Part]:
            chunks = -(-(wanted[-1] + 1 - wanted.start) // chunk)
            yield from list(parts(wanted, chunk, length))[:chunks]

        return counted

    wrap(region, "parts", change)


@fault("region-without-its-last-chunk", blames=LOCATION, symptom="wrong")
def _() -> None:
    # As if the last chunk were the one before the chunk of the stop, which is right at a border.
    def change(parts: Parts) -> Parts:
        def until(wanted: range, chunk: int, length: int) -> Iterator[Part]:
            last = wanted.stop // chunk
            return (part for part in parts(wanted, chunk, length) if part.chunk < last)

        return until

    wrap(region, "parts", change)


@fault("region-from-the-start-of-each-chunk", blames=WITHIN, symptom="wrong")
def _() -> None:
    def change(parts: Parts) -> Parts:
        def aligned(wanted: range, chunk: int, length: int) -> Iterator[Part]:
            for part in parts(wanted, chunk, length):
                start = part.chunk * chunk
                offset = part.source.start - start
                yield replace(part, source=range(start, part.source.stop - offset, wanted.step))

        return aligned

    wrap(region, "parts", change)


@fault("region-drops-edge-chunk", blames="v3.grid.regular.edge-chunk-full", symptom="wrong")
def _() -> None:
    def change(parts: Parts) -> Parts:
        def whole(wanted: range, chunk: int, length: int) -> Iterator[Part]:
            return (p for p in parts(wanted, chunk, length) if (p.chunk + 1) * chunk <= length)

        return whole

    wrap(region, "parts", change)


@fault("region-step-ignored", blames=WITHIN, symptom="wrong")
def _() -> None:
    rewrite(region, "parts", lambda wanted: range(wanted.start, wanted.start + len(wanted)))


@fault("region-step-begins-anew-in-each-chunk", blames=WITHIN, symptom="wrong")
def _() -> None:
    def change(parts: Parts) -> Parts:
        def anew(wanted: range, chunk: int, length: int) -> Iterator[Part]:
            for part in parts(wanted, chunk, length):
                start = max(part.chunk * chunk, wanted.start)
                count = len(part.source)
                yield replace(part, source=range(start, start + count * wanted.step, wanted.step))

        return anew

    wrap(region, "parts", change)


@fault(
    "region-begins-at-bytes-for-elements",
    blames="v3.core.codecs.partial-decoding.regions",
    symptom="wrong",
)
def _() -> None:
    # As if a place within a chunk were counted in bytes, of elements of two.
    def change(parts: Parts) -> Parts:
        def halved(wanted: range, chunk: int, length: int) -> Iterator[Part]:
            for part in parts(wanted, chunk, length):
                offset = -(-(part.source.start - part.chunk * chunk) // 2)
                source = range(part.source.start - offset, part.source.stop - offset, wanted.step)
                yield replace(part, source=source)

        return halved

    wrap(region, "parts", change)
