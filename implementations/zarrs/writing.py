"""The writing operations of zarrs, through zarrista.

The binding makes arrays of version 3 alone, and no groups; nodes of both versions that are there
are written. It has no operation that appends, deletes a node with what lies below it, or
consolidates. Elements reach it as bytes, so that nothing is converted on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import zarrista
from adapter_kit import Members, Recipe, Unsupported, items, library
from zarrista.codec import ArrayToArrayCodec, ArrayToBytesCodec, BytesToBytesCodec
from zarrista.store import FilesystemStore

_KINDS = (ArrayToArrayCodec, ArrayToBytesCodec, BytesToBytesCodec)
# The builder has its own index codecs, but not where it is told the place of the index.
_INDEX_CODECS = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]


def create_array(store: str, path: str, array: Recipe, overwrite: bool = False) -> None:
    if overwrite:
        raise Unsupported("the binding overwrites the document, not what lies below the node")
    if array.fill_value is None:
        raise Unsupported("the binding has no default for the fill value")
    with library():
        builder = zarrista.ArrayBuilder(
            zarrista.ChunkGrid.regular(
                array.shape, chunk_shape=array.shard_shape or array.chunk_shape
            ),
            _data_type(array.data_type),
            zarrista.FillValue(array.fill_value),
        )
        if array.chunk_key_encoding is not None:
            builder = builder.chunk_key_encoding(
                zarrista.ChunkKeyEncoding.from_metadata(array.chunk_key_encoding)
            )
        if array.dimension_names is not None:
            builder = builder.dimension_names(array.dimension_names)
        if array.attributes is not None:
            builder = builder.attrs(array.attributes)
    builder = _encoded(builder, array)
    with library():
        builder.create(FilesystemStore(store), f"/{path}")


def _data_type(data_type: Any) -> zarrista.DataType:
    if isinstance(data_type, str):
        return zarrista.DataType.from_string(data_type)
    return zarrista.DataType.from_metadata(data_type)


def _encoded(builder: zarrista.ArrayBuilder, array: Recipe) -> zarrista.ArrayBuilder:
    codecs = array.codecs
    if array.index_location is not None:
        if codecs is None:
            raise Unsupported("the place of the index is told with the codecs of the inner chunks")
        sharding = {
            "chunk_shape": list(array.chunk_shape),
            "codecs": codecs,
            "index_codecs": _INDEX_CODECS,
            "index_location": array.index_location,
        }
        codecs = [{"name": "sharding_indexed", "configuration": sharding}]
    elif array.shard_shape is not None:
        with library():
            builder = builder.subchunk_shape(array.chunk_shape)
    if codecs is None:
        return builder
    filters, serializers, compressors = _by_kind(codecs)
    if len(serializers) != 1:
        raise Unsupported("the builder takes exactly one array-to-bytes codec")
    with library():
        return builder.filters(filters).serializer(serializers[0]).compressors(compressors)


def _by_kind(codecs: Iterable[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    found: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    latest = 0
    for document in codecs:
        kind, codec = _codec(document)
        if kind < latest:
            raise Unsupported("the builder takes codecs by kind, not in an order of their own")
        latest = kind
        found[kind].append(codec)
    return found


def _codec(document: Any) -> tuple[int, Any]:
    with library():
        for number, kind in enumerate(_KINDS[:-1]):
            try:
                return number, kind.from_config(document)
            except ValueError:  # it is a codec of another kind; a fault has errors of its own
                continue
        return len(_KINDS) - 1, _KINDS[-1].from_config(document)


def _opened(store: str, path: str, zarr_format: int) -> zarrista.Array:
    with library():
        array = zarrista.Array.open(FilesystemStore(store), f"/{path}")
    if array.metadata["zarr_format"] != zarr_format:
        raise Unsupported("the binding cannot be told to leave the other version alone")
    return array


def _elements(array: zarrista.Array, values: bytes) -> zarrista.ArrayBytes:
    if array.dtype.size is not None:
        return zarrista.ArrayBytes(values)
    parts = items(values)
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    return zarrista.ArrayBytes(b"".join(parts), offsets=ends)


def write(
    store: str,
    path: str,
    values: bytes,
    selection: Any = ...,
    *,
    zarr_format: int,
    read_only: bool = False,
) -> None:
    if selection is not ... and any(part.step != 1 for part in selection):
        raise Unsupported("the binding takes no steps")
    array = _opened(store, path, zarr_format)
    elements = _elements(array, values)
    with library():
        (array.read_only() if read_only else array).store_array_subset(selection, elements)


def resize(store: str, path: str, shape: Sequence[int], *, zarr_format: int) -> None:
    array = _opened(store, path, zarr_format)
    with library():
        array.with_shape(list(shape)).store_metadata()


def _node(store: str, path: str, node_type: str, zarr_format: int) -> Any:
    if node_type == "array":
        return _opened(store, path, zarr_format)
    with library():  # it presents groups of both versions in the words of version 3
        return zarrista.Group.open(FilesystemStore(store), f"/{path}")


def set_attributes(
    store: str, path: str, node_type: str, attributes: Mapping[str, Any], *, zarr_format: int
) -> None:
    node = _node(store, path, node_type, zarr_format)
    with library():  # its documentation merges them so
        node.with_attrs({**node.attrs, **attributes}).store_metadata()


def delete_attributes(
    store: str, path: str, node_type: str, names: Sequence[str], *, zarr_format: int
) -> None:
    node = _node(store, path, node_type, zarr_format)
    with library():
        kept = {name: value for name, value in node.attrs.items() if name not in names}
        node.with_attrs(kept).store_metadata()


def list_members(store: str, path: str) -> Members:
    with library():
        group = zarrista.Group.open(FilesystemStore(store), f"/{path}")
        arrays, groups = group.array_keys(), group.group_keys()
    return Members(dict.fromkeys(arrays, "array") | dict.fromkeys(groups, "group"))


def operations(zarr_format: int) -> dict[str, Any]:
    changed = {
        "delete_attributes": delete_attributes,
        "resize": resize,
        "set_attributes": set_attributes,
        "write_array": write,
        "write_read_only": partial(write, read_only=True),
        "write_region": write,
    }
    of_format = {n: partial(call, zarr_format=zarr_format) for n, call in changed.items()}
    created = {"create_array": create_array} if zarr_format == 3 else {}
    return of_format | created | {"list_members": list_members}
