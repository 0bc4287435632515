"""Faults of writers that change what is there: shapes, attributes, nodes."""

from __future__ import annotations

from typing import Any

from tests.saboteurs import writer
from tests.saboteurs.faults.registry import wrap
from tests.saboteurs.writers.registry import after, replaced, wrong

GRID, SHAPE = "v3.grid.regular.grid-shape", "v3.core.array.shape.integers"
DELETE, TREE = "v3.store.filesystem.delete", "v3.core.hierarchy.tree"
ATTRIBUTES = "v3.core.array.attributes"


@wrong("attributes-lost-by-resizing", "A new shape, and no attributes.", f"{ATTRIBUTES}.any-value")
def _() -> None:
    after(
        "resize",
        lambda format, store, path, _: writer.change_attributes(format, store, path, lambda _: {}),
    )


@wrong("attributes-replaced", "What is set replaces all that was there.", f"{ATTRIBUTES}.object")
def _() -> None:
    after(
        "set_attributes",
        lambda format, store, path, step: writer.change_attributes(
            format, store, path, lambda _: step["attributes"]
        ),
    )


@wrong(
    "attributes-of-group-merged",
    "A value that is an object is merged with the old one.",
    "v3.core.group.attributes.object",
)
def _() -> None:
    def set_attributes(original: Any, format: str, store: Any, path: str, step: Any) -> Any:
        old = writer.get(store, path, "zarr.json").get("attributes", {})
        original(format, store, path, step)
        merged = {
            name: old[name] + value if isinstance(old.get(name), list) else old.get(name, value)
            for name, value in step["attributes"].items()
        }
        writer.change_attributes(format, store, path, lambda now: {**now, **merged})

    replaced(writer.OPERATIONS, "set_attributes", set_attributes)


@wrong("deleted-attribute-is-null", "A deleted attribute is null.", f"{ATTRIBUTES}.object")
def _() -> None:
    after(
        "delete_attributes",
        lambda format, store, path, step: writer.change_attributes(
            format, store, path, lambda old: {**old, **dict.fromkeys(step["names"])}
        ),
    )


@wrong("edge-chunks-deleted", "Chunks that a new shape cuts are deleted.", GRID)
def _() -> None:
    def reshape(original: Any, format: str, store: Any, path: str, shape: list[int]) -> None:
        node = writer.open_array(format, store, path)
        cut = [
            key
            for key, where, _ in writer.chunks(format, node.metadata, node.values, path)
            if any(part.stop > length for part, length in zip(where, shape, strict=True))
        ]
        original(format, store, path, shape)
        for key in cut:
            store.pop(key, None)

    replaced(writer, "reshape", reshape)


@wrong("shape-stays", "Chunks beyond a new shape go, and the shape stays.", SHAPE)
def _() -> None:
    def reshape(original: Any, format: str, store: Any, path: str, shape: list[int]) -> None:
        name = ".zarray" if format == "zarr_v2" else "zarr.json"
        before = writer.get(store, path, name)
        original(format, store, path, shape)
        writer.put(store, path, name, before)

    replaced(writer, "reshape", reshape)


@wrong("appended-at-the-beginning", "What is appended replaces the beginning.", GRID)
def _() -> None:
    def append(_: Any, format: str, store: Any, path: str, step: Any) -> None:
        before, axis = writer.open_array(format, store, path).metadata.shape, step["axis"]
        added = [int(length) for length in step["shape"]]
        longer = [old + added[axis] * (n == axis) for n, old in enumerate(before)]
        writer.reshape(format, store, path, longer)
        writer.write(format, store, path, tuple(map(slice, added)), step["values"])

    replaced(writer.OPERATIONS, "append", append)


@wrong("appended-after-whole-chunks", "What is appended begins with a chunk.", GRID)
def _() -> None:
    def append(original: Any, format: str, store: Any, path: str, step: Any) -> Any:
        metadata, axis = writer.open_array(format, store, path).metadata, step["axis"]
        chunk = metadata.chunk_grid.shape_at((0,) * len(metadata.shape))[axis]
        whole = -(-metadata.shape[axis] // chunk) * chunk
        shape = [whole if n == axis else old for n, old in enumerate(metadata.shape)]
        writer.reshape(format, store, path, shape)
        return original(format, store, path, step)

    replaced(writer.OPERATIONS, "append", append)


@wrong("old-chunks-stay", "A new array in the place of an old one keeps its chunks.", DELETE)
def _() -> None:
    def erase(_: Any, store: Any, path: str) -> None:
        store.pop(writer.key_prefix(path) + "zarr.json", None)

    replaced(writer, "erase", erase)


@wrong("deleted-node-keeps-its-document", "Of a deleted node, only the chunks go.", TREE)
def _() -> None:
    def delete_node(_: Any, format: str, store: Any, path: str, step: Any) -> None:
        for key, _data in writer.below(store, path):
            if not key.endswith("zarr.json"):
                del store[writer.key_prefix(path) + key]

    replaced(writer.OPERATIONS, "delete_node", delete_node)


@wrong("deleting-takes-the-parent", "With a node its group is deleted.", TREE)
def _() -> None:
    after(
        "delete_node",
        lambda format, store, path, _: writer.erase(store, path.rpartition("/")[0]),
    )


@wrong(
    "overwriting-takes-the-neighbours",
    "With what a new node replaces, nodes go whose names begin with its name.",
    "v3.core.hierarchy.path.unique",
)
def _() -> None:
    def create_array(original: Any, format: str, store: Any, path: str, step: Any) -> Any:
        if step.get("overwrite"):
            above = path.rpartition("/")[0]
            kept = {writer.key_prefix(above) + "zarr.json"}
            for key in [key for key in store if key.startswith(above) and key not in kept]:
                del store[key]
        return original(format, store, path, step)

    replaced(writer.OPERATIONS, "create_array", create_array)


def listing(change: Any) -> None:
    """Change the members that are listed."""

    def changed(list_members: Any) -> Any:
        return lambda *given: {"members": change(list_members(*given)["members"])}

    wrap(writer.OPERATIONS, "list_members", changed)


CHILDREN = "v3.core.hierarchy.group-children"


@wrong("groups-not-listed", "Arrays alone are listed.", CHILDREN)
def _() -> None:
    listing(lambda members: [m for m in members if m["node_type"] == "array"])


@wrong("everything-listed-as-a-group", "Every member is said to be a group.", CHILDREN)
def _() -> None:
    listing(lambda members: [{**m, "node_type": "group"} for m in members])


@wrong("members-imagined", "A member is listed that is not there.", CHILDREN)
def _() -> None:
    listing(lambda members: [*members, {"name": "ghost"}])
