/** What a place in a file means: the object and field that it is in, the name that it says, the piece of a policy round it. */

import type { TextRange } from "../base/source.js";
import { DIRECTIONS } from "../model/direction.js";
import { type PeerReading, peersOf, type PolicyPart, type RuleReading } from "../model/reading.js";
import type { Policy } from "../model/scope.js";
import { keysBetween, nodeAt, type NodeAt } from "../syntax/node-at.js";
import { YamlNode } from "../syntax/yaml-document.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { FileState, ReadDocument } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { type Occurrence, occurrencesIn } from "./names/occurrences.js";
import { documentAt, objectAround, rangeInFile } from "./places.js";
import { IGNORE_ANNOTATION, ruleNamesInComments } from "./silence.js";

export type Target = RuleTarget | ObjectTarget;

/** One of our rules, named by a comment or annotation that asks to ignore it. */
export interface RuleTarget {
  readonly type: "rule";
  /** The words, in the file. */
  readonly range: TextRange;
  /** Name or code as written. */
  readonly rule: string;
}

/** A key or a scalar of an object that is read. */
export interface ObjectTarget {
  readonly type: "object";
  readonly range: TextRange;
  readonly object: DecodedObject;
  /** The one that the object is in. */
  readonly document: ReadDocument;
  readonly at: NodeAt;
  /** Keys from the object's root, list items left out: the field. */
  readonly path: readonly string[];
  /** The name that the words say: a label, a namespace, a Service, a port. */
  readonly occurrence?: Occurrence;
}

/** A part of a policy with a meaning of its own. */
export type PolicyPiece =
  | { readonly type: "policy" }
  | { readonly type: "subject"; readonly part: PolicyPart }
  | { readonly type: "rule"; readonly rule: RuleReading }
  | { readonly type: "peer"; readonly peer: PeerReading; readonly rule: RuleReading };

/** @param offset Of the file. Undefined where nothing is that has a meaning: white space, other comments, other objects. */
export function targetAt(snapshot: Snapshot, file: FileState, offset: number): Target | undefined {
  const named = ruleNamesInComments(file).find(({ range }) => range.start <= offset && offset <= range.end);
  if (named !== undefined) return { type: "rule", ...named };
  const document = documentAt(file, offset) ?? maskedAt(snapshot, file, offset);
  const at = document === undefined ? undefined : nodeAt(document.parsed, offset - document.start);
  // A collection's white space is nothing to point at.
  if (document === undefined || at === undefined || (at.on === "value" && at.node.kind !== "scalar")) return undefined;
  const object = objectAround(document, at.node.place);
  if (object === undefined) return undefined;
  const path = keysBetween(new YamlNode(document.parsed, object.meta.at.node), at.node);
  const range = rangeInFile(document, at.node.site(at.on));
  if (path[0] === "metadata" && path[1] === "annotations" && path[2] === IGNORE_ANNOTATION && at.on === "value") {
    return ruleInAnnotation(document, range, offset);
  }
  // What is masked is no name.
  const occurrence = (document.masked === undefined ? occurrencesIn(object, snapshot.settings.versions) : []).find(
    (it) => it.at.node === at.node.place && (it.at.part === "key") === (at.on === "key"),
  );
  return { type: "object", range, object, document, at, path, ...(occurrence === undefined ? {} : { occurrence }) };
}

/** The document of a chart's template. */
function maskedAt(snapshot: Snapshot, file: FileState, offset: number): ReadDocument | undefined {
  return snapshot.maskedIn(file).find((it) => offset >= it.start && offset <= it.start + it.text.length);
}

/** The object that holds the offset, which counts in the file, white space between its entries included. */
export function objectAt(document: ReadDocument, offset: number): DecodedObject | undefined {
  const at = nodeAt(document.parsed, offset - document.start);
  return at === undefined ? undefined : objectAround(document, at.node.place);
}

/** One of the names in the annotation's value, which commas separate. */
function ruleInAnnotation({ text, start }: ReadDocument, value: TextRange, offset: number): RuleTarget | undefined {
  for (const { 0: rule, index } of text.slice(value.start - start, value.end - start).matchAll(/[^\s,"']+/g)) {
    const range = { start: value.start + index, end: value.start + index + rule.length };
    if (range.start <= offset && offset <= range.end) return { type: "rule", range, rule };
  }
  return undefined;
}

/** The smallest piece of the policy that the target is in; undefined where the field's own meaning is all there is. */
export function pieceAt(policy: Policy, { at, path }: ObjectTarget): PolicyPiece | undefined {
  const where = path.join(".");
  if (where === "kind" || where === "metadata.name" || isIsolating(policy, at)) return { type: "policy" };
  const pieces = piecesOf(policy);
  for (let node: YamlNode | undefined = at.node; node !== undefined; node = node.parent) {
    const piece = pieces.get(node.place) ?? pieces.get(node.index);
    if (piece !== undefined) return piece;
  }
  return undefined;
}

/** True for a word that isolates, as a policy type: it asks what the whole policy does. */
function isIsolating({ reading }: Policy, { node, on }: NodeAt): boolean {
  return (
    on === "value" && reading.parts.some(({ isolates }) => DIRECTIONS.some((it) => isolates[it]?.node === node.place))
  );
}

/** Pieces by the node that they are at. */
function piecesOf({ reading }: Policy): ReadonlyMap<number, PolicyPiece> {
  const pieces = new Map<number, PolicyPiece>();
  for (const part of reading.parts) {
    if (part.subject.isWritten) pieces.set(part.subject.at.node, { type: "subject", part });
    for (const rule of part.rules) {
      pieces.set(rule.at.node, { type: "rule", rule });
      for (const peer of peersOf(rule)) pieces.set(peer.at.node, { type: "peer", peer, rule });
    }
  }
  return pieces;
}
