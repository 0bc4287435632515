"""The registered rectilinear chunk grid: lengths of chunks in all their forms, and wrong ones."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import ArrayDraft, Json, array, bytes_codec, sharding, transpose
from conformance.cases.definitions.ext.parts import LITTLE
from conformance.cases.faults import fault
from conformance.cases.model import Case

CLAUSE = "ext.grid.rectilinear"
LENGTHS = f"{CLAUSE}.edge-lengths"
RUNS = f"{CLAUSE}.run-length"
CONFIGURATION = "chunk_grid.configuration"


def rectilinear(*chunk_shapes: Json) -> Json:
    """A rectilinear grid."""
    configuration = {"kind": "inline", "chunk_shapes": list(chunk_shapes)}
    return {"name": "rectilinear", "configuration": configuration}


def _grid(
    name: str, title: str, *clauses: str, shape: tuple[int, ...], chunks: list[Json]
) -> ArrayDraft:
    draft = array(f"ext/grids/rectilinear/{name}", title, *(f"{CLAUSE}.{c}" for c in clauses))
    return draft.member("shape", list(shape)).member("chunk_grid", rectilinear(*chunks))


TWO_BY_TWO = _grid(
    "two-by-two",
    "Four chunks of four shapes, as in the figure of the text.",
    "definition",
    "index",
    "index.within",
    "edge-lengths.array",
    "name",
    "kind",
    "chunk-shapes.length",
    "chunk-shapes.required",
    "configuration.required",
    shape=(5, 6),
    chunks=[[3, 2], [4, 2]],
).read()

# A reader that puts something in place of lengths that are not there finds the right chunk.
ONE_CHUNK = _grid(
    "one-chunk",
    "One chunk is the whole array.",
    "edge-lengths.array",
    shape=(5, 6),
    chunks=[[5], [6]],
).read()


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield TWO_BY_TWO
    yield ONE_CHUNK
    yield from _forms()
    yield from _edges()
    yield from _chains()
    yield from _faults()
    yield from _open()


def _forms() -> Iterator[Case]:
    forms: tuple[tuple[str, Json, str, str], ...] = (
        ("integer", 4, "edge-lengths.integer", "A single integer is repeated; it overhangs."),
        ("integer-beyond", 9, "edge-lengths.integer", "A single integer is beyond the length."),
        ("run", [[4, 2]], "run-length", "A run of two is all there is."),
        ("lengths-around-run", [1, [2, 2], 1], "edge-lengths.runs", "A run is between lengths."),
        ("two-runs", [[1, 2], [2, 2]], "edge-lengths.runs", "A run follows another."),
    )
    for name, lengths, clause, title in forms:
        yield _grid(name, title, clause, "index", shape=(6, 3), chunks=[lengths, [1, 2]]).read()
    yield _grid(
        "three-dimensions",
        "Each of three dimensions has lengths in another form.",
        "definition",
        "index",
        shape=(4, 5, 3),
        chunks=[[1, 3], 2, [[1, 3]]],
    ).read()
    yield _grid(
        "like-a-regular-grid",
        "All lengths are single integers, as the chunk shape of a regular grid.",
        "regular",
        "edge-lengths.integer",
        shape=(5, 4),
        chunks=[2, 3],
    ).read()
    yield _grid(
        "one-dimension",
        "Eleven chunks in a row, each of another length than its neighbours; the keys are of two "
        "digits.",
        "index",
        shape=(24,),
        chunks=[[1, 3, 2, 4, 1, 2, 3, 1, 2, 1, 4]],
    ).read()


def _edges() -> Iterator[Case]:
    yield (
        _grid(
            "last-chunk-overhangs",
            "The last chunk of each dimension reaches beyond the edge, and is stored whole.",
            "edge-lengths.sum",
            "index",
            shape=(5, 4),
            chunks=[[2, 4], [1, 5]],
        )
        .outside(b"\xee\xee")
        .read()
    )
    for name, lengths, title in (
        ("chunk-beyond-the-edge", [4, 4, 4], "A chunk lies wholly beyond the edge."),
        ("run-beyond-the-edge", [[2, 1000]], "Nearly all chunks of a run lie beyond the edge."),
    ):
        yield _grid(
            name,
            title,
            "edge-lengths.overflow",
            "edge-lengths.sum",
            shape=(6, 2),
            chunks=[lengths, 2],
        ).read()
    yield (
        _grid(
            "missing-chunks",
            "Two chunks of different shapes are missing.",
            "index",
            shape=(5, 6),
            chunks=[[1, 4], [3, 1, 2]],
        )
        .member("fill_value", 513)
        .missing((0, 2), (1, 0))
        .read()
    )
    yield _grid(
        "no-elements",
        "A dimension of length 0 has no chunks, whatever their length would be.",
        "edge-lengths.integer",
        "edge-lengths.sum",
        shape=(0, 3),
        chunks=[4, [1, 2]],
    ).read()
    yield (
        _grid(
            "keys-of-version-2",
            "The keys of the chunks are those of version 2.",
            "index",
            shape=(4, 3),
            chunks=[[1, 3], [2, 1]],
        )
        .keys("v2", ".")
        .read()
    )
    for name, part, title in (
        ("region-across-chunks", (1, 8), "A region begins and ends within chunks."),
        ("region-of-every-third", (1, 9, 3), "A region takes every third element."),
    ):
        yield (
            _grid(name, title, "index", "index.within", shape=(9,), chunks=[[2, 3, 1, 3]])
            .region(part)
            .read()
        )
    yield (
        _grid(
            "region-of-transposed-chunks",
            "A region crosses chunks of four shapes, which are transposed and big-endian.",
            "index",
            "index.within",
            shape=(5, 6),
            chunks=[[3, 2], [4, 2]],
        )
        .codecs(transpose(1, 0), bytes_codec("big"))
        .region((1, 4), (2, 5))
        .read()
    )
    yield (
        _grid(
            "region-of-shards",
            "A region crosses shards of several shapes, with the same inner chunks.",
            "index",
            "index.within",
            shape=(6, 4),
            chunks=[[2, 4], [2, 2]],
        )
        .codecs(sharding(2, 2, codecs=[LITTLE]))
        .values(*range(1, 17), 0, 0, 3, 4, 0, 0, 5, 6)
        .region((1, 6), (1, 3))
        .read()
    )


def _chains() -> Iterator[Case]:
    yield (
        _grid(
            "transposed",
            "Chunks of four shapes are transposed and big-endian.",
            "definition",
            shape=(5, 6),
            chunks=[[3, 2], [4, 2]],
        )
        .codecs(transpose(1, 0), bytes_codec("big"))
        .read()
    )
    yield (
        _grid(
            "shards",
            "Chunks of several shapes are shards of the same inner chunks; an inner chunk is "
            "missing.",
            "definition",
            shape=(6, 4),
            chunks=[[2, 4], [2, 2]],
        )
        .codecs(sharding(2, 2, codecs=[LITTLE]))
        .values(*range(1, 17), 0, 0, 3, 4, 0, 0, 5, 6)
        .read()
    )


def _faults() -> Iterator[Case]:
    positive, sum_, run = f"{LENGTHS}.positive", f"{LENGTHS}.sum", f"{RUNS}.positive"
    length = f"{CLAUSE}.chunk-shapes.length"
    shapes: tuple[tuple[str, str, Json, str], ...] = (
        ("too-long", length, [[3, 2], [4, 2], 1], "chunk_shapes has one dimension too many."),
        ("sum-too-small", sum_, [[3, 1], [4, 2]], "The lengths of a dimension are one short."),
        ("sum-of-run-too-small", sum_, [[3, 2], [[2, 2]]], "The lengths of a run are two short."),
        ("no-lengths", sum_, [[], [4, 2]], "A dimension has no lengths."),
        ("length-is-zero", positive, [[3, 0, 2], [4, 2]], "A length is 0, and the sum is right."),
        ("length-is-negative", positive, [[4, -1, 2], [4, 2]], "A length is negative."),
        ("length-is-string", positive, [[3, "2"], [4, 2]], "A length is a string."),
        ("length-is-fraction", positive, [[2.5, 2.5], [4, 2]], "Two lengths are 2.5."),
        ("length-is-null", positive, [[3, None, 2], [4, 2]], "A length is null."),
        ("length-is-boolean", positive, [[3, True, 1], [4, 2]], "A length is true."),
        ("run-of-zero-lengths", run, [[3, [0, 4], 2], [4, 2]], "The length of a run is 0."),
        ("run-of-no-chunks", run, [[3, [4, 0], 2], [4, 2]], "A run is repeated 0 times."),
        ("run-repeated-negatively", run, [[3, 2], [4, 2, [1, -1]]], "A run is repeated -1 times."),
        ("run-of-strings", run, [[["3", 2]], [4, 2]], "The length of a run is a string."),
        ("run-of-fractions", run, [[[2.5, 2]], [4, 2]], "The length of a run is 2.5."),
        ("run-of-runs", run, [[[[1, 2], 2], 1], [4, 2]], "The length of a run is a run."),
    )
    whole: tuple[tuple[str, str, Json, str], ...] = (
        ("too-short", length, [[5]], "chunk_shapes is short of one dimension."),
        ("empty", length, [], "chunk_shapes is empty."),
        ("integer-is-zero", positive, [0, [6]], "The single integer of a dimension is 0."),
        ("integer-is-negative", positive, [-3, [6]], "The single integer is negative."),
        ("dimension-is-null", positive, [None, [6]], "A dimension has null for lengths."),
    )
    for control, faults in ((TWO_BY_TWO, shapes), (ONE_CHUNK, whole)):
        for name, clause, value, title in faults:
            yield (
                fault(f"ext/grids/rectilinear/{name}", title, clause, control=control)
                .set(f"{CONFIGURATION}.chunk_shapes", value)
                .refuse()
            )
    required = f"{CLAUSE}.chunk-shapes.required"
    members: tuple[tuple[str, str, str, Json, str], ...] = (
        ("kind-unknown", "kind", f"{CLAUSE}.kind", "external", "The kind is external."),
        ("kind-is-null", "kind", f"{CLAUSE}.kind", None, "The kind is null."),
        ("chunk-shapes-is-number", "chunk_shapes", required, 3, "chunk_shapes is a number."),
        ("chunk-shapes-is-null", "chunk_shapes", required, None, "chunk_shapes is null."),
    )
    for name, member, clause, value, title in members:
        yield (
            fault(f"ext/grids/rectilinear/{name}", title, clause, control=ONE_CHUNK)
            .set(f"{CONFIGURATION}.{member}", value)
            .refuse()
        )
    for name, path, clause, title in (
        ("kind-missing", f"{CONFIGURATION}.kind", f"{CLAUSE}.kind", "There is no kind."),
        (
            "chunk-shapes-missing",
            f"{CONFIGURATION}.chunk_shapes",
            required,
            "There are no chunk_shapes.",
        ),
        (
            "configuration-missing",
            CONFIGURATION,
            f"{CLAUSE}.configuration.required",
            "There is no configuration.",
        ),
    ):
        yield (
            fault(f"ext/grids/rectilinear/{name}", title, clause, control=ONE_CHUNK)
            .drop(path)
            .refuse()
        )
    yield (
        fault(
            "ext/grids/rectilinear/short-hand",
            "The grid is given by its name alone.",
            f"{CLAUSE}.configuration.required",
            control=ONE_CHUNK,
        )
        .set("chunk_grid", "rectilinear")
        .refuse()
    )


def _open() -> Iterator[Case]:
    shapes: tuple[tuple[str, str, Json, str], ...] = (
        ("run-of-one-item", "run-length.form", [[[3], 2], [4, 2]], "A run has one item."),
        ("run-of-three-items", "run-length.form", [[[3, 1, 1], 2], [4, 2]], "A run has three."),
        (
            "lengths-with-decimal-point",
            "edge-lengths.positive",
            [[3.0, 2.0], [4, 2]],
            "Two lengths are written 3.0 and 2.0.",
        ),
    )
    for name, clause, value, title in shapes:
        yield (
            fault(f"ext/grids/rectilinear/{name}", title, f"{CLAUSE}.{clause}", control=TWO_BY_TWO)
            .set(f"{CONFIGURATION}.chunk_shapes", value)
            .observe()
        )
    yield (
        fault(
            "ext/grids/rectilinear/unknown-member",
            "The configuration has a member that nobody knows.",
            "v3.core.extension.configuration.unknown-member",
            control=TWO_BY_TWO,
        )
        .set(f"{CONFIGURATION}.origin", [0, 0])
        .observe("zarr-specs#270")
    )
    yield (
        fault(
            "ext/grids/rectilinear/run-of-a-trillion",
            "A run of a trillion chunks lies beyond the edge.",
            f"{CLAUSE}.edge-lengths.overflow",
            control=TWO_BY_TWO,
        )
        .set(f"{CONFIGURATION}.chunk_shapes", [[3, 2, [1, 10**12]], [4, 2]])
        .absurd()
    )
