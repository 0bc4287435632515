// The adapter of zarrita.js: opens nodes in a folder, as the version that was asked for.

import { library, namesOrNothing, objectOrNothing, serve, Unsupported, withLengths } from "./adapter_kit.mjs";
import { readFileSync } from "node:fs";
import * as zarr from "zarrita";
import FileSystemStore from "@zarrita/storage/fs";

// The types of one element by the library's name of the data type.
const ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: globalThis.Float16Array,
  float32: Float32Array,
  float64: Float64Array,
};
const FIXED_STRING = /^v2:([SU])(\d+)$/;
const ANY_LENGTH = ["string", "v2:object"];

const bytesOf = (view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

// One element's bytes; undefined where the library presents something that is no element.
function elementBytes(dataType, value) {
  if (dataType === "bool") return typeof value === "boolean" ? Buffer.from([Number(value)]) : undefined;
  if (ANY_LENGTH.includes(dataType)) return typeof value === "string" ? Buffer.from(value) : undefined;
  const [, kind, length] = dataType.match(FIXED_STRING) ?? [];
  if (kind) return typeof value === "string" ? stringBytes(kind, Number(length), value) : undefined;
  const wanted = dataType.endsWith("int64") ? "bigint" : "number";
  return typeof value === wanted ? bytesOf(ARRAYS[dataType].of(value)) : undefined;
}

// Text as an element of fixed length, as the library fills one; undefined where it does not fit.
function stringBytes(kind, length, text) {
  const units = kind === "S" ? [...Buffer.from(text)] : [...text].map((c) => c.codePointAt(0));
  if (units.length > length) return undefined;
  const padded = [...units, ...Array(length - units.length).fill(0)];
  return bytesOf(kind === "S" ? Uint8Array.from(padded) : Uint32Array.from(padded));
}

// Where the elements of a strided view are, in C order.
function* positions({ shape, stride }) {
  const count = shape.reduce((a, b) => a * b, 1);
  const index = shape.map(() => 0);
  for (let n = 0; n < count; n++) {
    yield index.reduce((sum, i, axis) => sum + i * stride[axis], 0);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
}

function inOrder(view) {
  const size = view.data.BYTES_PER_ELEMENT;
  const source = bytesOf(view.data);
  const target = Buffer.alloc(view.shape.reduce((a, b) => a * b, size));
  let end = 0;
  for (const n of positions(view)) end += source.copy(target, end, n * size, (n + 1) * size);
  return target;
}

// Elements that JavaScript has no bytes for.
function itemsInOrder(dataType, view) {
  const items = [...positions(view)].map((n) => elementBytes(dataType, view.data[n]));
  if (items.includes(undefined)) throw new Unsupported(`the adapter has no bytes for elements of ${dataType}`);
  return withLengths(items);
}

function values(dataType, array, read) {
  const view = array.shape.length ? read : { data: [read], shape: [], stride: [] };
  if (ANY_LENGTH.includes(dataType)) return itemsInOrder(dataType, view);
  if (array.shape.length) return inOrder(read);
  // Its text for one byte string lacks every zero, and every byte that is no UTF-8.
  if (dataType.startsWith("v2:S")) throw new Unsupported("a byte string without dimensions is presented as text");
  return elementBytes(dataType, read);
}

// The library's name of a data type in the words of the protocol.
function named(dataType) {
  if (dataType === "v2:object") return "|O";
  return dataType.replace("v2:S", "|S").replace("v2:U", "<U");
}

// A path is no reference to resolve: names may hold % and #.
const locate = (store, path) => new zarr.Location(new FileSystemStore(store), `/${path}`);

async function readArray(version, { store, path, selection }) {
  const slices = selection?.map((part) => zarr.slice(...part.map(Number)));
  const { array, read } = await library(async () => {
    const array = await zarr.open[version](locate(store, path), { kind: "array" });
    return { array, read: await zarr.get(array, slices) };
  });
  const dataType = array.dtype;
  if (!(dataType === "bool" || ARRAYS[dataType] || ANY_LENGTH.includes(dataType) || FIXED_STRING.test(dataType))) {
    throw new Unsupported(`the adapter has no bytes for elements of ${dataType}`);
  }
  // Version 2 has no names of dimensions, and older versions of the library do not tell.
  const tells = version === "v3" && "dimensionNames" in array;
  return {
    shape: (read.shape ?? array.shape).map(String),
    data_type: named(dataType),
    fill_value: elementBytes(dataType, array.fillValue),
    dimension_names: tells ? namesOrNothing(array.dimensionNames) : undefined,
    attributes: objectOrNothing(array.attrs),
    values: values(dataType, array, read),
  };
}

async function readGroup(version, { store, path }) {
  const group = await library(() => zarr.open[version](locate(store, path), { kind: "group" }));
  return { attributes: objectOrNothing(group.attrs) };
}

function operations(version) {
  const array = (request) => readArray(version, request);
  const group = (request) => readGroup(version, request);
  return { read_array: array, read_group: group, read_region: array };
}

const manifest = new URL("../../package.json", import.meta.resolve("zarrita"));
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
const whoami = { name: "zarrita.js", version, language: "TypeScript" };
export const formats = { zarr_v2: operations("v2"), zarr_v3: operations("v3") };
await serve(whoami, formats);
