"""The registered reshape codec: the shapes that it makes, and those that it must not."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import Json, array, bytes_codec, sharding, transpose
from conformance.cases.definitions.ext.parts import LITTLE, codec
from conformance.cases.faults import fault
from conformance.cases.model import Case

CLAUSE = "ext.codec.reshape"
ITEMS = f"{CLAUSE}.shape.items"
INVARIANT = f"{CLAUSE}.invariant"
INCREASING = f"{CLAUSE}.input-dims.increasing"
ALIGNED = f"{CLAUSE}.input-dims.aligned"
SHAPE = "codecs.0.configuration.shape"
Shape = list[Json]


def reshape(*shape: Json) -> Json:
    """The reshape codec."""
    return codec("reshape", shape=list(shape))


SIZES = (
    array(
        "ext/codecs/reshape/sizes",
        "A chunk of 2 by 3 by 4 elements is stored as one of 4 by 3 by 2, then transposed.",
        f"{CLAUSE}.shape.size",
        f"{CLAUSE}.order",
        f"{CLAUSE}.shape",
        f"{CLAUSE}.name",
        f"{CLAUSE}.array-to-array",
    )
    .shape(2, 3, 4)
    .codecs(reshape(4, 3, 2), transpose(2, 0, 1), LITTLE)
    .read()
)

NAMED = (
    array(
        "ext/codecs/reshape/input-dims",
        "Two dimensions become one, one stays, and one is given by its size, as in the text.",
        f"{CLAUSE}.input-dims",
        f"{CLAUSE}.dimensions",
        ALIGNED,
        INCREASING,
    )
    .shape(2, 5, 4, 3)
    .codecs(reshape([0, 1], [2], 3), transpose(2, 0, 1), LITTLE)
    .read()
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield SIZES
    yield NAMED
    yield from _shapes()
    yield from _chains()
    yield from _faults()
    yield from _open()


def _shapes() -> Iterator[Case]:
    shapes: tuple[tuple[str, Shape, tuple[int, ...], str, str], ...] = (
        ("flat", [-1], (0,), "shape.rest", "A chunk is stored as a row of its elements."),
        (
            "rest-in-the-middle",
            [4, -1, 2],
            (1, 2, 0),
            "shape.rest",
            "The size in the middle is what is left.",
        ),
        (
            "more-dimensions",
            [2, 1, [1], 2, 2],
            (4, 2, 0, 1, 3),
            "dimensions",
            "A chunk is stored with two dimensions more.",
        ),
        (
            "rest-and-input-dims",
            [-1, [2]],
            (1, 0),
            "input-dims",
            "One dimension stays, and those before become one.",
        ),
    )
    for name, shape, order, clause, title in shapes:
        draft = (
            array(f"ext/codecs/reshape/{name}", title, f"{CLAUSE}.{clause}", f"{CLAUSE}.order")
            .shape(2, 3, 4)
            .codecs(reshape(*shape), transpose(*order), LITTLE)
        )
        if name == "more-dimensions":
            draft = draft.stand_by("The text allows it; the one library that has the codec errs.")
        yield draft.read()


def _chains() -> Iterator[Case]:
    yield (
        array(
            "ext/codecs/reshape/after-transpose",
            "The shape that is given up is that of the transposed chunk.",
            f"{CLAUSE}.input-dims",
            f"{CLAUSE}.order",
        )
        .shape(2, 3, 4)
        .codecs(transpose(2, 0, 1), reshape([0], [1, 2]), transpose(1, 0), LITTLE)
        .read()
    )
    yield (
        array(
            "ext/codecs/reshape/twice",
            "Two codecs reshape one after the other, with a transposition between them.",
            f"{CLAUSE}.order",
        )
        .shape(4, 6)
        .codecs(reshape(3, 8), transpose(1, 0), reshape(4, 6), transpose(1, 0), LITTLE)
        .read()
    )
    yield (
        array(
            "ext/codecs/reshape/edge-and-missing-chunks",
            "Whole chunks are reshaped, also those that overhang; they are big-endian, and one is "
            "missing.",
            f"{CLAUSE}.order",
            f"{CLAUSE}.shape.rest",
        )
        .shape(5, 4, chunks=(2, 3))
        .data_type("int32", 16909060)
        .codecs(reshape(3, -1), transpose(1, 0), bytes_codec("big"))
        .missing((1, 0))
        .read()
    )
    yield (
        array(
            "ext/codecs/reshape/before-sharding",
            "A reshaped chunk is a shard, whose inner chunks have one dimension fewer; one is "
            "missing.",
            f"{CLAUSE}.dimensions",
            f"{CLAUSE}.order",
        )
        .shape(2, 3, 4)
        .data_type("uint16", 9)
        .codecs(reshape([0, 1], [2]), sharding(3, 2))
        .values(*(9 if i % 4 > 1 and i > 11 else i for i in range(24)))
        .read()
    )
    yield (
        array(
            "ext/codecs/reshape/inside-shards",
            "Inner chunks of a shard are reshaped and transposed.",
            f"{CLAUSE}.order",
        )
        .shape(4, 6)
        .codecs(sharding(2, 6, codecs=[reshape(4, 3), transpose(1, 0), LITTLE]))
        .stand_by("The text allows it; the one library that has the codec errs.")
        .read()
    )
    yield (
        array(
            "ext/codecs/reshape/rectilinear-grid",
            "Chunks differ in shape, and named dimensions follow.",
            f"{CLAUSE}.input-dims",
        )
        .member("shape", [5, 3, 2])
        .member(
            "chunk_grid",
            {
                "name": "rectilinear",
                "configuration": {"kind": "inline", "chunk_shapes": [[2, 3], [1, 2], 2]},
            },
        )
        .codecs(reshape([0, 1], [2]), transpose(1, 0), LITTLE)
        .read()
    )


def _faults() -> Iterator[Case]:
    faults: tuple[tuple[str, str, Shape, str], ...] = (
        ("too-few-elements", INVARIANT, [5, 4], "The shape has 20 elements, the chunk 24."),
        ("too-many-elements", INVARIANT, [5, 5], "The shape has 25 elements, the chunk 24."),
        ("no-whole-rest", INVARIANT, [5, -1], "No whole size is left for the item -1."),
        ("no-rest", INVARIANT, [48, -1], "The sizes are too large for the item -1."),
        (
            "rest-twice",
            f"{CLAUSE}.shape.rest-once",
            [-1, 3, -1],
            "The item -1 occurs twice.",
        ),
        ("empty", INVARIANT, [], "The shape is empty, and the chunk has 24 elements."),
        (
            "input-dims-transposed",
            INCREASING,
            [[1], [0], [2]],
            "Named dimensions change places, as if they were transposed.",
        ),
        (
            "input-dims-descend-in-a-list",
            INCREASING,
            [[1, 0], [2]],
            "The named dimensions within a list descend.",
        ),
        (
            "input-dims-descend-with-sizes-between",
            INCREASING,
            [[2], 3, [0]],
            "The named dimensions descend, with a size between them.",
        ),
        (
            "input-dim-twice",
            INCREASING,
            [[0], [0], 6],
            "A dimension is named twice, and the number of elements is right.",
        ),
        (
            "input-dims-misplaced",
            ALIGNED,
            [[1], [2], 2],
            "What comes before the named dimensions is not what is before them in the chunk.",
        ),
        (
            "input-dims-misplaced-by-sizes",
            ALIGNED,
            [4, [1], 2],
            "The sizes around a named dimension are not those around it in the chunk.",
        ),
        (
            "input-dims-misplaced-by-rest",
            ALIGNED,
            [[1], -1],
            "The first dimension is named after the second of the chunk.",
        ),
        ("zero", ITEMS, [0, -1], "An item is 0."),
        ("negative", ITEMS, [-2, 12], "An item is -2."),
        ("string", ITEMS, ["24"], "An item is a string."),
        ("fraction", ITEMS, [1.5, 16], "An item is 1.5."),
        ("null", ITEMS, [None, 24], "An item is null."),
        ("boolean", ITEMS, [True, 24], "An item is true."),
        ("object", ITEMS, [{"size": 24}], "An item is an object."),
        ("input-dims-of-strings", ITEMS, [["0"], 12], "A named dimension is a string."),
        ("input-dims-of-arrays", ITEMS, [[[0]], 12], "A named dimension is an array."),
    )
    for name, clause, shape, title in faults:
        yield (
            fault(f"ext/codecs/reshape/{name}", title, clause, control=SIZES)
            .set("codecs", [reshape(*shape), LITTLE])
            .refuse()
        )
    rectilinear = {
        "name": "rectilinear",
        "configuration": {"kind": "inline", "chunk_shapes": [2, [1, 2], 4]},
    }
    yield (
        fault(
            "ext/codecs/reshape/rectilinear-grid-one-chunk-too-large",
            "Chunks differ in shape, and the shape fits only one of them.",
            INVARIANT,
            control=SIZES,
        )
        .set("chunk_grid", rectilinear)
        .set("codecs", [reshape(4, 2), LITTLE])
        .put("c/0/0/0", bytes(16))
        .put("c/0/1/0", bytes(32))
        .refuse()
    )


def _open() -> Iterator[Case]:
    shapes: tuple[tuple[str, Shape, str, str], ...] = (
        ("input-dim-unknown", [[0], [1], [3]], "input-dims", "A named dimension is none of three."),
        (
            "input-dim-negative",
            [[-3, -2], [-1]],
            "input-dims",
            "The dimensions count from the end.",
        ),
        ("input-dims-none", [[], [0], [1, 2]], "input-dims", "A list names no dimension."),
    )
    for name, shape, clause, title in shapes:
        yield (
            fault(f"ext/codecs/reshape/{name}", title, f"{CLAUSE}.{clause}", control=SIZES)
            .set("codecs", [reshape(*shape), LITTLE])
            .observe()
        )
    shape_values: tuple[tuple[str, Json, str], ...] = (
        ("shape-is-number", 24, "The shape is a number."),
    )
    for name, value, title in shape_values:
        yield (
            fault(f"ext/codecs/reshape/{name}", title, f"{CLAUSE}.shape", control=SIZES)
            .set(SHAPE, value)
            .observe()
        )
    yield (
        fault(
            "ext/codecs/reshape/shape-missing",
            "The configuration is empty.",
            f"{CLAUSE}.shape",
            control=SIZES,
        )
        .set("codecs.0.configuration", {})
        .observe()
    )
