// The adapter of zarrita.js: opens nodes in a folder, as version 3. Standard output is the
// protocol's; whatever anybody else prints there goes to standard error.

import { Console } from "node:console";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const send = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
globalThis.console = new Console(process.stderr, process.stderr);

const zarr = await import("zarrita");
const { default: FileSystemStore } = await import("@zarrita/storage/fs");
const manifest = new URL("../../package.json", import.meta.resolve("zarrita"));
const { version } = JSON.parse(readFileSync(manifest, "utf8"));

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
class Refused extends Error {}

// What the library throws is its refusal. What anything else throws is a mistake of this program.
async function library(work) {
  try {
    return await work();
  } catch (error) {
    throw new Refused("", { cause: error });
  }
}

// It sometimes waits for one promise of several that fail. The failure that it reports counts.
process.on("unhandledRejection", (error) => console.error("left behind by the library:", error));

const bytesOf = (view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

// One element's bytes; undefined where the library presents something that is no element.
function elementBytes(dataType, value) {
  if (dataType === "bool") return typeof value === "boolean" ? Buffer.from([Number(value)]) : undefined;
  const wanted = dataType.endsWith("int64") ? "bigint" : "number";
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

async function readArray({ store, path, selection }) {
  const slices = selection?.map((part) => zarr.slice(...part.map(Number)));
  const { array, read } = await library(async () => {
    const array = await zarr.open.v3(locate(store, path), { kind: "array" });
    return { array, read: await zarr.get(array, slices) };
  });
  const dataType = array.dtype;
  if (dataType !== "bool" && !ARRAYS[dataType]) {
    throw new Unsupported(`the adapter has no bytes for elements of ${dataType}`);
  }
  return {
    shape: (read.shape ?? array.shape).map(String),
    data_type: dataType,
    fill_value: elementBytes(dataType, array.fillValue)?.toString("base64"),
    // Older versions do not tell.
    dimension_names: "dimensionNames" in array ? namesOrNothing(array.dimensionNames) : undefined,
    attributes: objectOrNothing(array.attrs),
    values: array.shape.length ? inOrder(read) : elementBytes(dataType, read),
  };
}

async function readGroup({ store, path }) {
  const group = await library(() => zarr.open.v3(locate(store, path), { kind: "group" }));
  return { attributes: objectOrNothing(group.attrs) };
}

export const operations = { read_array: readArray, read_group: readGroup, read_region: readArray };
const runtime = `Node.js ${process.version}`;
const whoami = { protocol: 1, name: "zarrita.js", version, language: "TypeScript", runtime };
let scratch;

async function answer(request) {
  if (request.op === "hello") {
    scratch = request.scratch;
    return { ok: { ...whoami, operations: Object.keys(operations), formats: ["zarr_v3"] } };
  }
  if (!operations[request.op]) return { unsupported: { reason: `the library has no ${request.op}` } };
  const body = await operations[request.op](request);
  if (body.values?.length > INLINE_BYTES) {
    body.values_file = `${request.id}.bin`;
    writeFileSync(join(scratch, body.values_file), body.values);
    delete body.values;
  }
  return { ok: { ...body, values: body.values?.toString("base64") } };
}

function failure(error) {
  if (error instanceof Unsupported) return { unsupported: { reason: error.message } };
  if (!(error instanceof Refused)) {
    console.error(error);
    process.exit(1);
  }
  const { name = "Error", message = String(error.cause), cause } = error.cause ?? {};
  return { refused: { error: name, message: cause?.message ? `${message}: ${cause.message}` : message } };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const reply = (body) => send(`${JSON.stringify({ id: request.id, ...body })}\n`);
  answer(request).catch(failure).then(reply);
}
