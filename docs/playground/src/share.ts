/** The files as a link: packed into its fragment, which browsers send to nobody. */

export interface Shared {
  /** Texts by name, in the order of the tabs. */
  readonly files: ReadonlyMap<string, string>;
  /** The file in front. */
  readonly shown?: string;
  readonly question?: Question;
}

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
}

const KEY = "files=";
/** Longer links are cut by programs that pass them on. */
const MOST_LINK = 32_000;
/** A link that unpacks to more than this was not made here. */
const MOST_TEXT = 1_000_000;
export const MOST_FILES = 20;
const LONGEST_NAME = 100;
const PROTOCOLS = ["TCP", "UDP", "SCTP"];

/** A path below the folder, of parts that are no way out of it. */
const NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/;

/** @returns Why a file cannot have this name; undefined where it can. */
export function faultOfName(name: string): string | undefined {
  if (name.length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters`;
  if (!NAME.test(name)) return "A name has letters, digits, `.`, `-`, `_`, and `/` between folders";
  return undefined;
}

/** @returns The fragment, without `#`; undefined where it would be too long to pass on. */
export async function pack({ files, shown, question }: Shared): Promise<string | undefined> {
  const json = JSON.stringify({ files: [...files], shown, question });
  const packed = await bytesOf(new Blob([json]).stream().pipeThrough(new CompressionStream("deflate-raw")));
  const fragment = KEY + toBase64Url(packed);
  return fragment.length > MOST_LINK || json.length > MOST_TEXT ? undefined : fragment;
}

/**
 * @param fragment With or without `#`.
 * @returns undefined for one that holds no files.
 * @throws Error for one that was not made here, or was cut.
 */
export async function unpack(fragment: string): Promise<Shared | undefined> {
  const packed = fragment.replace(/^#/, "");
  if (!packed.startsWith(KEY)) return undefined;
  const stream = new Blob([fromBase64Url(packed.slice(KEY.length))]).stream();
  const bytes = await bytesOf(stream.pipeThrough(new DecompressionStream("deflate-raw")), MOST_TEXT);
  return sharedIn(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
}

/** @throws Error for more bytes than that. */
async function bytesOf(stream: ReadableStream<Uint8Array>, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error("it holds too much text");
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const it of parts) {
    bytes.set(it, at);
    at += it.length;
  }
  return bytes;
}

function sharedIn(value: unknown): Shared {
  if (!isRecord(value) || !Array.isArray(value.files)) throw new Error("it holds no files");
  const entries = value.files.filter(isFile);
  if (entries.length !== value.files.length || entries.length === 0 || entries.length > MOST_FILES) {
    throw new Error("its files cannot be read");
  }
  const files = new Map(entries);
  const { shown, question } = value;
  return {
    files,
    ...(typeof shown === "string" && files.has(shown) && { shown }),
    ...(isQuestion(question) && { question }),
  };
}

function isFile(value: unknown): value is [string, string] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [name, text]: unknown[] = value;
  return typeof name === "string" && typeof text === "string" && faultOfName(name) === undefined;
}

function isQuestion(value: unknown): value is Question {
  if (!isRecord(value)) return false;
  const { from, to, protocol, port } = value;
  const isPort =
    port === undefined || (typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65535);
  return [from, to, protocol].every((it) => typeof it === "string") && PROTOCOLS.includes(String(protocol)) && isPort;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toBase64Url(bytes: Uint8Array): string {
  // Packed, they are few enough for the arguments of one call.
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
