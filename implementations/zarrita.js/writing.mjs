// The writing operations of zarrita.js: it makes nodes of version 3 and writes arrays of both.
//
// It has no operation that appends, resizes, deletes, lists, consolidates or changes attributes, and
// none that opens for reading only.

import { library, Unsupported } from "./adapter_kit.mjs";
import { chunk, isKnown, scalar } from "./elements.mjs";
import * as zarr from "zarrita";

// The library takes the codecs of a shard's index from its user; the text recommends these.
const INDEX_CODECS = [{ name: "bytes", configuration: { endian: "little" } }, { name: "crc32c" }];
const NO_OVERWRITE = "the library overwrites the document, not what lies below the node";

function chunkSeparator({ name, configuration = {}, ...others }) {
  const { separator, ...unknown } = configuration;
  if (name !== "default" || Object.keys({ ...others, ...unknown }).length) {
    throw new Unsupported("the library takes the separator of the default chunk key encoding alone");
  }
  return separator;
}

function codecs({ codecs, chunk_shape, shard_shape, index_location }) {
  if (codecs?.some((codec) => typeof codec === "string")) {
    throw new Unsupported("the library takes codecs as objects");
  }
  if (!shard_shape) return codecs;
  if (!codecs) throw new Unsupported("the library has no default for the codecs within a shard");
  const configuration = { chunk_shape: chunk_shape.map(Number), codecs, index_codecs: INDEX_CODECS };
  if (index_location) configuration.index_location = index_location;
  return [{ name: "sharding_indexed", configuration }];
}

// The recipe in the words of the library: what is left out of the one is left out of the other.
function options(recipe) {
  const { data_type: dtype, fill_value, chunk_key_encoding, dimension_names, attributes } = recipe;
  if (typeof dtype !== "string" || dtype.startsWith("v2:") || !isKnown(dtype)) {
    throw new Unsupported(`the library has no data type ${JSON.stringify(dtype)}`);
  }
  const told = {
    shape: recipe.shape.map(Number),
    chunkShape: (recipe.shard_shape ?? recipe.chunk_shape).map(Number),
    dtype,
    codecs: codecs(recipe),
    fillValue: fill_value && scalar(dtype, fill_value),
    chunkSeparator: chunk_key_encoding && chunkSeparator(chunk_key_encoding),
    dimensionNames: dimension_names,
    attributes,
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

const lengths = (selection) =>
  selection.map((part) => part.map(Number)).map(([start, stop, step]) => Math.ceil((stop - start) / step));

// `locate` makes a location of a store and a path, see adapter.mjs.
export function operations(version, locate) {
  async function write({ store, path, selection, values }) {
    const slices = selection?.map((part) => zarr.slice(...part.map(Number))) ?? null;
    const array = await library(() => zarr.open[version](locate(store, path), { kind: "array" }));
    if (!isKnown(array.dtype)) throw new Unsupported(`the adapter has no elements of ${array.dtype}`);
    const value = array.shape.length
      ? chunk(array.dtype, values, selection ? lengths(selection) : array.shape)
      : scalar(array.dtype, values);
    await library(() => zarr.set(array, slices, value));
  }

  async function createGroup({ store, path, attributes, overwrite }) {
    if (overwrite) throw new Unsupported(NO_OVERWRITE);
    await library(() => zarr.create(locate(store, path), attributes ? { attributes } : {}));
  }

  async function createArray({ store, path, array, overwrite }) {
    if (overwrite) throw new Unsupported(NO_OVERWRITE);
    const told = options(array);
    await library(() => zarr.create(locate(store, path), told));
  }

  const written = { write_array: write, write_region: write };
  return version === "v3" ? { ...written, create_group: createGroup, create_array: createArray } : written;
}
