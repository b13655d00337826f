/** The object that a cursor is in, read with a stand-in for what is not typed yet. */

import type { TextRange } from "../../base/source.js";
import type { Versions } from "../../base/version.js";
import type { CursorContext } from "../../syntax/context-at.js";
import { nodeAt } from "../../syntax/node-at.js";
import { parseDocumentText } from "../../syntax/parse.js";
import { field } from "../../syntax/children.js";
import { rootOf, YamlNode, type YamlDocument } from "../../syntax/yaml-document.js";
import { type DecodedObject, decodeDocument } from "../../systems/decode-document.js";
import { groupOf, systemKind, type SystemKind } from "../../systems/kinds.js";
import { objectAround } from "../places.js";
import { type Occurrence, occurrencesIn } from "../names/occurrences.js";

export interface TypedPlace {
  readonly context: CursorContext;
  /** What is replaced, indentation that is missing or too much included. */
  readonly range: TextRange;
  /** Blanks to write before anything else. */
  readonly before: string;
  /** The kind of a policy system that the object says it is. */
  readonly kind?: SystemKind;
  /** Steps from the object to what `context.path` says. */
  readonly path: CursorContext["path"];
  /** True where the document holds nothing but comments and what is being typed. */
  readonly isEmpty: boolean;
  /** The document with the stand-in, and the object in it. */
  readonly document: YamlDocument;
  readonly object?: DecodedObject;
  /** The name that the stand-in would be. */
  readonly occurrence?: Occurrence;
  /** Node of the stand-in. */
  readonly node?: number;
}

/** A label's value, a name of a port, of a namespace and a DNS name: good wherever a name is typed. */
const STAND_IN = "netpol-here";
const NOTHING_YET = /^\s*(?:#[^\n]*(?:\n\s*|$))*$/;
/** No document of a file has it. */
const NO_DOCUMENT = -1;

/** @param bounds Of the document in the text. */
export function typedPlace(text: string, bounds: TextRange, context: CursorContext, versions: Versions): TypedPlace {
  const { typing, mayBegin, quote, path } = context;
  if (typing === "key") return readKey(text, bounds, context, versions);
  const place = read(text, bounds, context, versions);
  const mayBeKey = typing === "value" && mayBegin && quote === undefined && typeof path.at(-1) === "string";
  if (!mayBeKey || place.occurrence !== undefined) return place;
  // The first word in a map of labels looks like the value of `matchLabels`.
  const asKey = readKey(text, bounds, { ...context, typing: "key" }, versions);
  return asKey.occurrence === undefined ? place : asKey;
}

/** Some systems drop a label that has no value: then its key is read with one. */
function readKey(text: string, bounds: TextRange, context: CursorContext, versions: Versions): TypedPlace {
  const alone = read(text, bounds, context, versions);
  if (context.hasColon || alone.occurrence !== undefined) return alone;
  const withValue = read(text, bounds, context, versions, ` ${STAND_IN}`);
  return withValue.occurrence === undefined ? alone : withValue;
}

/** @param value What stands behind the colon of a key that has none yet. */
function read(text: string, bounds: TextRange, context: CursorContext, versions: Versions, value = ""): TypedPlace {
  const { range, before } = whatIsReplaced(text, context);
  const isEmpty = NOTHING_YET.test(
    text.slice(bounds.start, context.range.start) + text.slice(context.range.end, bounds.end),
  );
  const document = withStandIn(text, bounds, range, before, context, value);
  const at = nodeAt(document.parsed, document.at);
  const node = at?.node.place;
  const decoded = decodeDocument(document.parsed, { versions });
  const object = node === undefined ? undefined : objectAround({ parsed: document.parsed, decoded }, node);
  const root = objectRoot(document.parsed, object, context.path);
  const kind = kindAt(root?.node);
  const occurrence =
    object === undefined
      ? undefined
      : occurrencesIn(object, versions).find(
          (it) => it.at.node === node && (it.at.part === "key") === (context.typing === "key"),
        );
  return {
    ...{ context, range, before, isEmpty, document: document.parsed },
    path: context.path.slice(root?.depth ?? 0),
    ...(kind === undefined ? {} : { kind }),
    ...(object === undefined ? {} : { object }),
    ...(occurrence === undefined ? {} : { occurrence }),
    ...(node === undefined ? {} : { node }),
  };
}

/** On a line that holds nothing else, what is written begins in the column that it belongs to. */
export function whatIsReplaced(
  text: string,
  { range, column, flow, needsSpace }: CursorContext,
): Pick<TypedPlace, "range" | "before"> {
  const lineStart = text.lastIndexOf("\n", range.start - 1) + 1;
  const indentation = text.slice(lineStart, range.start);
  if (flow || !/^ *$/.test(indentation) || indentation.length === column) {
    return { range, before: needsSpace ? " " : "" };
  }
  return { range: { start: lineStart, end: range.end }, before: " ".repeat(column) };
}

interface Speculative {
  readonly parsed: YamlDocument;
  /** Where the stand-in is. */
  readonly at: number;
}

function withStandIn(
  text: string,
  bounds: TextRange,
  range: TextRange,
  before: string,
  { typing, hasColon, flow }: CursorContext,
  value: string,
): Speculative {
  const head = `${text.slice(bounds.start, range.start)}${before}${typing === "item" && !flow ? "- " : ""}`;
  const colon = typing === "key" && !hasColon ? `:${value}` : "";
  const whole = `${head}${STAND_IN}${colon}${text.slice(range.end, bounds.end)}`;
  return { parsed: { id: NO_DOCUMENT, ...parseDocumentText(whole) }, at: head.length + 1 };
}

/** The object that the path leads through, and how many steps that takes: those to an item of a list of objects. */
function objectRoot(
  parsed: YamlDocument,
  object: DecodedObject | undefined,
  path: CursorContext["path"],
): { readonly node: YamlNode; readonly depth: number } | undefined {
  const root = rootOf(parsed);
  if (root === undefined) return undefined;
  const [list, index] = path;
  if (list === "items" && typeof index === "number") {
    const item = field(root, "items")?.items()[index];
    return item === undefined ? undefined : { node: item, depth: 2 };
  }
  return { node: object === undefined ? root : new YamlNode(parsed, object.meta.at.node), depth: 0 };
}

function kindAt(root: YamlNode | undefined): SystemKind | undefined {
  const kind = field(root, "kind");
  if (kind?.kind !== "scalar") return undefined;
  const version = field(root, "apiVersion");
  return systemKind(kind.text, version?.kind === "scalar" ? groupOf(version.text) : undefined);
}
