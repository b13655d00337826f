/** ConfigMaps and Secrets from literals and files. */

import { quoted } from "../base/quote.js";
import type { GeneratorEntry, Pairs } from "./kustomization.js";
import type { Loader } from "./loader.js";
import { refuse } from "./refusal.js";
import { currentId, labelsOf, makeResource, nameOf, type Resource, withRoot } from "./resource.js";
import type { ResourceList } from "./resource-list.js";
import { utf8 } from "./utf8.js";
import { type Entry, MapValue, text, type Value, type Written } from "./value.js";

/** The object that a generator makes. Fails if a file is missing or a source is invalid. */
export function generate(entry: GeneratorEntry, loader: Loader): Resource {
  const { at, kind, options } = entry;
  if (entry.name === "") refuse("bad-generator", at.site("pair"), `A generator of a ${kind} needs a \`name\``);
  const data = new Map<string, Entry>();
  let partial = false;
  for (const source of sources(entry, loader)) {
    if (source === "unread") {
      partial = true;
      continue;
    }
    const { key, value, at: place } = source;
    if (data.has(key)) refuse("bad-generator", place.site("pair"), `Duplicate key ${quoted(key)}`);
    data.set(key, { key, value: text(place, kind === "Secret" ? base64(value) : value) });
  }
  const sorted = [...data.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const map = (entries: readonly Entry[]): MapValue => new MapValue(at, entries);
  const texts = (pairs: Pairs): MapValue =>
    map([...pairs].map(([key, it]): Entry => ({ key, value: text(it.at, it.value) })));
  const metadata: Entry[] = [{ key: "name", value: text(at, entry.name) }];
  if (entry.namespace !== "") metadata.push({ key: "namespace", value: text(at, entry.namespace) });
  if (options.labels.size > 0) metadata.push({ key: "labels", value: texts(options.labels) });
  if (options.annotations.size > 0) metadata.push({ key: "annotations", value: texts(options.annotations) });
  const root: Entry[] = [
    { key: "apiVersion", value: text(at, "v1") },
    { key: "kind", value: text(at, kind) },
    { key: "metadata", value: map(metadata) },
  ];
  if (kind === "Secret") root.push({ key: "type", value: text(at, entry.type === "" ? "Opaque" : entry.type) });
  if (sorted.length > 0 || kind === "Secret") root.push({ key: "data", value: map(sorted) });
  if (options.immutable) root.push({ key: "immutable", value: { ...text(at, "true"), type: "boolean" } });
  return makeResource(map(root), at, {
    needsHash: !options.disableNameSuffixHash,
    behavior: entry.behavior,
    partial,
  });
}

/** Adds a generated object to the list, or merges it into the object that it merges with or replaces. */
export function absorb(list: ResourceList, made: Resource, hasUnseen: boolean): void {
  const id = currentId(made);
  const [old, ...more] = list.withAnyId(id);
  const at = made.entry.site("pair");
  const joins = made.behavior === "merge" || made.behavior === "replace";
  if (old === undefined) {
    if (!joins) list.append(made);
    else if (!hasUnseen) refuse("bad-generator", at, `Cannot ${made.behavior} \`${nameOf(id)}\`: it does not exist`);
    return;
  }
  if (more.length > 0) refuse("bad-generator", at, `More than one object matches \`${nameOf(id)}\``);
  if (!joins) {
    refuse("duplicate", at, `\`${nameOf(id)}\` already exists: set \`behavior: merge\` or \`replace\``, {
      related: [{ at: (old.source ?? old.entry).site("pair"), says: "the first object with this name" }],
    });
  }
  list.replace(old, joined(old, made));
}

function joined(old: Resource, made: Resource): Resource {
  let root = made.root;
  const metadata = old.root.get("metadata");
  let own = root.get("metadata") as MapValue;
  for (const key of ["labels", "annotations"] as const) {
    if (labelsOf(old.root, key).size === 0) continue;
    const before = metadata?.kind === "map" ? metadata.get(key) : undefined;
    own = own.with(key, over(before, own.get(key)));
  }
  if (metadata?.kind === "map")
    own = own.with("name", metadata.get("name")).with("namespace", metadata.get("namespace"));
  root = root.with("metadata", own);
  if (made.behavior === "merge") {
    for (const key of ["data", "binaryData"]) root = root.with(key, over(old.root.get(key), root.get(key)));
  }
  return {
    ...withRoot(old, root),
    needsHash: old.needsHash && made.needsHash,
    partial: old.partial || made.partial,
    entry: made.entry,
  };
}

function over(below: Value | undefined, above: Value | undefined): Value | undefined {
  if (below?.kind !== "map") return above;
  if (above?.kind !== "map") return below;
  return above.entries.reduce((map, it) => map.with(it.key, it.value), below);
}

interface Source extends Written<string> {
  readonly key: string;
}

/** `unread` for each file of which nothing is known. */
function* sources(entry: GeneratorEntry, loader: Loader): Generator<Source | "unread"> {
  for (const it of entry.envs) yield* fromEnvFile(it, loader);
  for (const it of entry.literals) {
    const equals = it.value.indexOf("=");
    if (equals < 1) refuse("bad-generator", it.at.site("pair"), `${quoted(it.value)} must be \`key=value\``);
    yield { key: it.value.slice(0, equals), value: unquoted(it.value.slice(equals + 1)), at: it.at };
  }
  for (const it of entry.files) yield* fromFile(it, loader);
}

function unquoted(value: string): string {
  const [first] = value;
  return value.length > 1 && (first === '"' || first === "'") && value.endsWith(first) ? value.slice(1, -1) : value;
}

/** `path` or `key=path`. The file is data, not a manifest. If it is not readable, only the key is known. */
function* fromFile({ value, at }: Written<string>, loader: Loader): Generator<Source | "unread"> {
  const [first = "", second, ...more] = value.split("=");
  if (more.length > 0 || first === "" || second === "") {
    refuse("bad-generator", at.site("pair"), `${quoted(value)} must be a path or \`key=path\``);
  }
  const path = second ?? first;
  const text = loader.data({ value: path, at })?.text;
  yield { key: second === undefined ? path.slice(path.lastIndexOf("/") + 1) : first, value: text ?? "", at };
  if (text === undefined) yield "unread";
}

function* fromEnvFile(entry: Written<string>, loader: Loader): Generator<Source | "unread"> {
  const text = loader.data(entry)?.text;
  if (text === undefined) yield "unread";
  const content = (text ?? "").replace(/^\uFEFF/, "");
  for (const line of content.split(/\r?\n/)) {
    const trimmed = line.trimStart();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const equals = trimmed.indexOf("=");
    const key = equals < 0 ? trimmed : trimmed.slice(0, equals);
    yield { key, value: equals < 0 ? "" : trimmed.slice(equals + 1), at: entry.at };
  }
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const LINE = 70;

/** Long texts are broken into lines, each ended. */
function base64(value: string): string {
  const bytes = utf8(value);
  let made = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    made += DIGITS.charAt(bits >> 18) + DIGITS.charAt((bits >> 12) & 63);
    made += b === undefined ? "=" : DIGITS.charAt((bits >> 6) & 63);
    made += c === undefined ? "=" : DIGITS.charAt(bits & 63);
  }
  const lines = made.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return Math.floor(made.length / LINE) + 1 > 1 ? lines.map((it) => `${it}\n`).join("") : made;
}
