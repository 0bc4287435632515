// Elements of zarrita.js as the bytes of the protocol, and back. Opens no store.

import { withLengths, items, Unsupported } from "./adapter_kit.mjs";
import { BoolArray, ByteStringArray, UnicodeStringArray } from "zarrita";

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

// Whether the library's data type is one whose elements are known here.
export function isKnown(dataType) {
  return dataType === "bool" || Boolean(ARRAYS[dataType]) || ANY_LENGTH.includes(dataType) || FIXED_STRING.test(dataType);
}

// One element's bytes; undefined where the library presents something that is no element.
export function elementBytes(dataType, value) {
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

// What was read from an array, all elements in C order.
export function values(dataType, array, read) {
  const view = array.shape.length ? read : { data: [read], shape: [], stride: [] };
  if (ANY_LENGTH.includes(dataType)) return itemsInOrder(dataType, view);
  if (array.shape.length) return inOrder(read);
  // Its text for one byte string lacks every zero, and every byte that is no UTF-8.
  if (dataType.startsWith("v2:S")) throw new Unsupported("a byte string without dimensions is presented as text");
  return elementBytes(dataType, read);
}

// Undoes `values`: the elements in C order, as the library has them.
function data(dataType, values) {
  if (ANY_LENGTH.includes(dataType)) return items(values).map(String);
  const { buffer } = Uint8Array.from(values);
  const [, kind, length] = dataType.match(FIXED_STRING) ?? [];
  if (kind) return new (kind === "S" ? ByteStringArray : UnicodeStringArray)(Number(length), buffer);
  return new (dataType === "bool" ? BoolArray : ARRAYS[dataType])(buffer);
}

export function chunk(dataType, values, shape) {
  const stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return { data: data(dataType, values), shape, stride };
}

// The value of one element. JavaScript has none for every NaN: they are all alike to it.
export function scalar(dataType, bytes) {
  const alone = ANY_LENGTH.includes(dataType) ? [String(bytes)] : data(dataType, bytes);
  const value = typeof alone.get === "function" ? alone.get(0) : alone[0];
  const kept = Number.isNaN(value) ? bytesOf(ARRAYS[dataType].of(NaN)) : elementBytes(dataType, value);
  if (!kept?.equals(bytes)) throw new Unsupported(`JavaScript has no value for this element of ${dataType}`);
  return value;
}
