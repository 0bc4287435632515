// The plain loop to compare with, as loop.py for adapters in JavaScript: an adapter's own
// handlers, called in one process, no protocol. Its standard input must be empty.
// Prints the seconds of one pass over all requests that the adapter has a handler for. It begins as
// cold as a run does.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const say = process.stdout.write.bind(process.stdout);
const [adapter, listing] = process.argv.slice(2);
const { formats } = await import(pathToFileURL(adapter).href);
const requests = JSON.parse(readFileSync(listing, "utf8"));
const handlers = requests.map(({ format, op }) => formats[format]?.[op]);

async function onePass() {
  const begin = performance.now();
  for (const [n, request] of requests.entries()) {
    // Whatever comes, a refusal too, is an answer.
    await handlers[n]?.(request).catch(() => {});
  }
  return (performance.now() - begin) / 1000;
}

say(`${await onePass()}\n`);
process.exit(0);
