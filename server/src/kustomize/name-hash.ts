/** The hash behind the names of generated ConfigMaps and Secrets, and the SHA-256 (FIPS 180-4) that it is made of. */

import { headOf } from "./resource.js";
import { utf8 } from "./utf8.js";
import { type MapValue, type Plain, textAt, toPlain } from "./value.js";

/** Letters that stand for digits, so that no word comes out. https://github.com/kubernetes/kubernetes/pull/37779 */
const SAFE: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

/** The hash of an object's content. */
export function nameHash(root: MapValue): string {
  return [...sha256(goJson(hashed(root))).slice(0, 10)].map((it) => SAFE[it] ?? it).join("");
}

/** The part of an object that its name depends on. */
function hashed(root: MapValue): Plain {
  const { kind } = headOf(root);
  // kustomize means to hash the name too, looks for it under a field called "metadata/name", and finds none.
  const name = "";
  const field = (key: string): Plain => {
    const value = root.get(key);
    return value === undefined ? "" : toPlain(value);
  };
  if (kind === "ConfigMap") {
    const binary = root.get("binaryData");
    return {
      kind,
      name,
      data: field("data"),
      ...(binary?.kind === "map" ? { binaryData: toPlain(binary) } : {}),
    };
  }
  if (kind === "Secret") {
    const texts = root.get("stringData");
    return {
      kind,
      name,
      type: textAt(root, "type") ?? "",
      data: field("data"),
      ...(texts?.kind === "map" ? { stringData: toPlain(texts) } : {}),
    };
  }
  return toPlain(root);
}

/** As Go writes JSON: keys in order, and some characters escaped for HTML. */
function goJson(value: Plain): string {
  if (value !== null && typeof value === "object") {
    if (Array.isArray(value)) return `[${value.map((it: Plain) => goJson(it)).join(",")}]`;
    const entries = Object.entries(value as Readonly<Record<string, Plain>>).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, it]) => `${goJson(key)}:${goJson(it)}`).join(",")}}`;
  }
  return JSON.stringify(value)
    .replaceAll(/[<>&\u2028\u2029]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("\\b", "\\u0008")
    .replaceAll("\\f", "\\u000c");
}

/** The first `count` primes, whose roots are SHA-256's constants. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let it = 2; found.length < count; it++) if (found.every((prime) => it % prime !== 0)) found.push(it);
  return found;
}

/** The first 32 bits behind the point. */
function fraction(value: number): number {
  return Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;
}

const ROUNDS = primes(64).map((it) => fraction(Math.cbrt(it)));
const START = primes(8).map((it) => fraction(Math.sqrt(it)));

/** In hexadecimal digits. */
export function sha256(text: string): string {
  const bytes = utf8(text);
  const blocks = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
  for (const [at, byte] of bytes.entries()) blocks.setUint8(at, byte);
  blocks.setUint8(bytes.length, 0x80);
  blocks.setUint32(blocks.byteLength - 8, Math.floor(bytes.length / 2 ** 29));
  blocks.setUint32(blocks.byteLength - 4, (bytes.length * 8) >>> 0);
  const state = Uint32Array.from(START);
  const words = new Uint32Array(64);
  for (let block = 0; block < blocks.byteLength; block += 64) {
    for (let at = 0; at < 16; at++) words[at] = blocks.getUint32(block + at * 4);
    compress(state, words);
  }
  return [...state].map((it) => it.toString(16).padStart(8, "0")).join("");
}

function compress(state: Uint32Array, words: Uint32Array): void {
  const turned = (it: number, by: number): number => (it >>> by) | (it << (32 - by));
  const word = (at: number): number => words[at] ?? 0;
  for (let at = 16; at < 64; at++) {
    const early = turned(word(at - 15), 7) ^ turned(word(at - 15), 18) ^ (word(at - 15) >>> 3);
    const late = turned(word(at - 2), 17) ^ turned(word(at - 2), 19) ^ (word(at - 2) >>> 10);
    words[at] = word(at - 16) + early + word(at - 7) + late;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at++) {
    const upper = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + upper + ((e & f) ^ (~e & g)) + (ROUNDS[at] ?? 0) + word(at)) >>> 0;
    const lower = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (lower + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
  }
  for (const [at, it] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] ?? 0) + it;
}
