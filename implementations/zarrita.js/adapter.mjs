// The adapter of zarrita.js: opens nodes in a folder or at a URL, as the version that was asked for.

import { library, namesOrNothing, objectOrNothing, serve, Unsupported } from "./adapter_kit.mjs";
import { elementBytes, isKnown, values } from "./elements.mjs";
import * as writing from "./writing.mjs";
import { readFileSync } from "node:fs";
import * as zarr from "zarrita";
import FileSystemStore from "@zarrita/storage/fs";

// The library's name of a data type in the words of the protocol.
function named(dataType) {
  if (dataType === "v2:object") return "|O";
  return dataType.replace("v2:S", "|S").replace("v2:U", "<U");
}

const reached = (store) => (store.startsWith("http://") ? new zarr.FetchStore(store) : new FileSystemStore(store));
// A path is no reference to resolve: names may hold % and #.
const locate = (store, path) => new zarr.Location(reached(store), `/${path}`);

async function read(version, location, selection) {
  const slices = selection?.map((part) => zarr.slice(...part.map(Number)));
  const { array, read } = await library(async () => {
    const array = await zarr.open[version](await location(), { kind: "array" });
    return { array, read: await zarr.get(array, slices) };
  });
  const dataType = array.dtype;
  if (!isKnown(dataType)) {
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

const readArray = (version, { store, path, selection }) => read(version, () => locate(store, path), selection);

function readConsolidated(version, { store, path, below }) {
  if (path) throw new Unsupported("the library looks for consolidated metadata at the root of the store");
  return read(version, async () => {
    const told = await zarr.withConsolidatedMetadata(reached(store), { format: version });
    return new zarr.Location(told, `/${below}`);
  });
}

async function readGroup(version, { store, path }) {
  const group = await library(() => zarr.open[version](locate(store, path), { kind: "group" }));
  return { attributes: objectOrNothing(group.attrs) };
}

const manifest = new URL("../../package.json", import.meta.resolve("zarrita"));
const { version: release } = JSON.parse(readFileSync(manifest, "utf8"));
// Before 0.7 the options of create had other names, and consolidated metadata another function.
const HAS_WRITING = "withConsolidatedMetadata" in zarr;

function operations(version) {
  const array = (request) => readArray(version, request);
  const group = (request) => readGroup(version, request);
  const reading = { read_array: array, read_group: group, read_region: array };
  if (!HAS_WRITING) return reading;
  const consolidated = (request) => readConsolidated(version, request);
  return { ...reading, ...writing.operations(version, locate), read_consolidated: consolidated };
}

const whoami = { name: "zarrita.js", version: release, language: "TypeScript" };
export const formats = { zarr_v2: operations("v2"), zarr_v3: operations("v3") };
await serve(whoami, formats);
