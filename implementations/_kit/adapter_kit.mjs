// What the adapters of JavaScript libraries share: the talk with the engine, and nothing else.
//
// Its first act is to keep the real standard output for the protocol and to send whatever anybody
// else prints there to standard error. Import it before the library. The messages are described in
// conformance/schemas/protocol/.
//
// A library's refusal is what it throws inside library(...), and nothing else is: a mistake in an
// adapter's own lines ends the process with its trace, so that nobody takes it for a refusal.

import { Console } from "node:console";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const send = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
globalThis.console = new Console(process.stderr, process.stderr);

// A library may wait for one promise of several that fail. The failure that it reports counts.
process.on("unhandledRejection", (error) => console.error("left behind by the library:", error));

const PROTOCOL = 1;
const INLINE_BYTES = 1024 * 1024;
const MESSAGE_CHARACTERS = 2000;

// The library's API cannot express the request.
export class Unsupported extends Error {}
class Refused extends Error {}

// Around the calls of the library, and only those: what they throw is its refusal.
export async function library(work) {
  try {
    return await work();
  } catch (error) {
    throw new Refused("", { cause: error });
  }
}

// Elements of variable length, each preceded by its number of bytes.
export function withLengths(items) {
  return Buffer.concat(
    items.flatMap((item) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(item.length);
      return [length, item];
    }),
  );
}

// Libraries pass on what a document says. What is no object, or no list of names, the protocol has
// no word for: it is left out.
export function objectOrNothing(attributes) {
  if (attributes === undefined) return {};
  return attributes?.constructor === Object ? attributes : undefined;
}

export function namesOrNothing(names) {
  if (names === undefined || names === null) return null;
  const named = Array.isArray(names) && names.every((n) => n === null || typeof n === "string");
  return named ? names : undefined;
}

// The elements of variable length in `values`, each as its bytes.
export function items(values) {
  const found = [];
  for (let at = 0; at < values.length; ) {
    const end = at + 4 + values.readUInt32LE(at);
    found.push(values.subarray(at + 4, end));
    at = end;
  }
  return found;
}

// Answers requests until the end of input. `formats` holds, for each format that the library reads or
// writes, a function for each operation that its API has; it is called with the request, and answers
// as the reply's schema says, with `values` and `fill_value` as Buffers. They are Buffers in the
// request too, and `numbers` are among its attributes. An operation that changes the store answers
// nothing.
export async function serve({ name, version, language }, formats) {
  const operations = [...new Set(Object.values(formats).flatMap(Object.keys))].sort();
  const runtime = `Node.js ${process.version}`;
  const hello = { protocol: PROTOCOL, name, version, language, runtime, operations };
  hello.formats = Object.keys(formats).sort();
  let scratch;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    const reply = (body) => send(`${JSON.stringify({ id: request.id, ...body })}\n`);
    if (request.op === "hello") {
      scratch = request.scratch;
      reply({ ok: hello });
    } else {
      answer(request, formats[request.format]?.[request.op], scratch).catch(failure).then(reply);
    }
  }
}

function decoded({ values, numbers, array, ...request }) {
  const bytes = (text) => (text === undefined ? undefined : Buffer.from(text, "base64"));
  if (numbers) {
    const named = Object.entries(numbers).map(([name, number]) => [name, Number(number)]);
    request.attributes = { ...request.attributes, ...Object.fromEntries(named) };
  }
  return { ...request, values: bytes(values), array: array && { ...array, fill_value: bytes(array.fill_value) } };
}

async function answer(request, handler, scratch) {
  if (!handler) {
    throw new Unsupported(`the library has no ${request.op} for ${request.format}`);
  }
  const { values, fill_value, ...body } = (await handler(decoded(request))) ?? {};
  if (values?.length > INLINE_BYTES) {
    body.values_file = `${request.id}.bin`;
    writeFileSync(join(scratch, body.values_file), values);
  } else {
    body.values = values?.toString("base64");
  }
  return { ok: { ...body, fill_value: fill_value?.toString("base64") } };
}

function failure(error) {
  if (error instanceof Unsupported) return { unsupported: { reason: error.message } };
  if (!(error instanceof Refused)) {
    console.error(error);
    process.exit(1);
  }
  const { name = "Error", message = String(error.cause), cause } = error.cause ?? {};
  const said = cause?.message ? `${message}: ${cause.message}` : message;
  return { refused: { error: name, message: said.slice(0, MESSAGE_CHARACTERS) } };
}
