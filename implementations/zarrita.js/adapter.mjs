// The adapter of zarrita.js: opens nodes in a folder, as version 3. Standard output is the
// protocol's; whatever is printed through the console goes to standard error.

import { Console } from "node:console";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

globalThis.console = new Console(process.stderr, process.stderr);

const zarr = await import("zarrita");
const { default: FileSystemStore } = await import("@zarrita/storage/fs");

const INLINE_BYTES = 1024 * 1024;

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

class Unsupported extends Error {}

function libraryVersion() {
  const entry = createRequire(import.meta.url).resolve.paths("zarrita");
  for (const folder of entry) {
    try {
      return JSON.parse(readFileSync(join(folder, "zarrita", "package.json"), "utf8")).version;
    } catch {
      // Not in this node_modules; the next one up.
    }
  }
  throw new Error(`zarrita is in none of ${entry.join(", ")}`);
}

const bytesOf = (view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

// One element's bytes; undefined where the library presents something that is no element.
function elementBytes(dataType, value) {
  if (dataType === "bool") return typeof value === "boolean" ? Buffer.from([Number(value)]) : undefined;
  const wanted = dataType.endsWith("int64") || dataType.endsWith("uint64") ? "bigint" : "number";
  return typeof value === wanted ? bytesOf(ARRAYS[dataType].of(value)) : undefined;
}

// The elements of a strided view, gathered in C order.
function inOrder({ data, shape, stride }) {
  const size = data.BYTES_PER_ELEMENT;
  const source = bytesOf(data);
  const count = shape.reduce((a, b) => a * b, 1);
  const target = Buffer.alloc(count * size);
  const index = shape.map(() => 0);
  for (let n = 0; n < count; n++) {
    const at = index.reduce((sum, i, axis) => sum + i * stride[axis], 0) * size;
    source.copy(target, n * size, at, at + size);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return target;
}

// A path is no reference to resolve: names may hold % and #.
const locate = (store, path) => new zarr.Location(new FileSystemStore(store), `/${path}`);

// The library passes on what the document says. What is no object, or no list of names, the
// protocol has no word for.
function objectOrNothing(attributes) {
  if (attributes === undefined) return {};
  return attributes?.constructor === Object ? attributes : undefined;
}

function namesOrNothing(names) {
  if (names === undefined || names === null) return null;
  const named = Array.isArray(names) && names.every((n) => n === null || typeof n === "string");
  return named ? names : undefined;
}

async function readArray({ store, path }) {
  const array = await zarr.open.v3(locate(store, path), { kind: "array" });
  const read = await zarr.get(array);
  const dataType = array.dtype;
  if (dataType !== "bool" && !(dataType in ARRAYS)) {
    throw new Unsupported(`the adapter has no bytes for elements of ${dataType}`);
  }
  const values = array.shape.length ? inOrder(read) : elementBytes(dataType, read);
  return {
    shape: array.shape.map(String),
    data_type: dataType,
    fill_value: elementBytes(dataType, array.fillValue)?.toString("base64"),
    dimension_names: namesOrNothing(array.dimensionNames),
    attributes: objectOrNothing(array.attrs),
    values,
  };
}

async function readGroup({ store, path }) {
  const group = await zarr.open.v3(locate(store, path), { kind: "group" });
  return { attributes: objectOrNothing(group.attrs) };
}

const operations = { read_array: readArray, read_group: readGroup };
let scratch;

function hello(request) {
  scratch = request.scratch;
  return {
    protocol: 1,
    name: "zarrita.js",
    version: libraryVersion(),
    language: "TypeScript",
    runtime: `Node.js ${process.version}`,
    operations: Object.keys(operations),
    formats: ["zarr_v3"],
  };
}

async function answer(request) {
  if (request.op === "hello") return { ok: hello(request) };
  if (!(request.op in operations)) return { unsupported: { reason: `no operation ${request.op}` } };
  let body;
  try {
    body = await operations[request.op](request);
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: { reason: error.message } };
    return { refused: { error: error?.name ?? typeof error, message: String(error?.message ?? error) } };
  }
  if (body.values?.length > INLINE_BYTES) {
    body.values_file = `${request.id}.bin`;
    writeFileSync(join(scratch, body.values_file), body.values);
    delete body.values;
  } else if (body.values) {
    body.values = body.values.toString("base64");
  }
  return { ok: body };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  answer(request).then((body) => process.stdout.write(`${JSON.stringify({ id: request.id, ...body })}\n`));
}
