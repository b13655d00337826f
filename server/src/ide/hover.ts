/** What the thing under the cursor is and does: finds the thing, and asks the module that knows it. */

import type { View } from "../analysis/view.js";
import { DIRECTIONS } from "../model/direction.js";
import type { Policy, Scope } from "../model/scope.js";
import { keysBetween, nodeAt, type NodeAt } from "../syntax/node-at.js";
import { YamlNode } from "../syntax/yaml-document.js";
import type { FileState, ReadDocument } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { fieldBlocks } from "./hover-field.js";
import { piecesOf, policyBlocks, type PolicyPiece } from "./hover-policy.js";
import { workloadBlocks } from "./hover-workload.js";
import { documentAt, placeAt, rangeInFile } from "./places.js";
import type { Block, Hover } from "./types.js";

export function hoverAt(snapshot: Snapshot, file: FileState, offset: number): Hover | undefined {
  const document = documentAt(file, offset);
  const at = document === undefined ? undefined : nodeAt(document.parsed, offset - document.start);
  if (document === undefined || at === undefined) return undefined;
  const object = objectRound(document, at.node);
  if (object === undefined) return undefined;
  const root = new YamlNode(document.parsed, object.meta.at.node);
  const path = keysBetween(root, at.node);
  // A collection's white space is nothing to point at.
  if (at.on === "value" && at.node.kind !== "scalar") return undefined;
  const blocks = blocksFor(snapshot, object, at, path);
  if (blocks.length === 0) return undefined;
  return { ...placeAt(file, rangeInFile(document, at.node.site(at.on))), blocks };
}

type Decoded = ReadDocument["decoded"]["objects"][number];

/** The object of a document that holds the node: its root is the node's nearest ancestor that is one. */
function objectRound(document: ReadDocument, node: YamlNode): Decoded | undefined {
  for (let at: YamlNode | undefined = node; at !== undefined; at = at.parent) {
    const object = document.decoded.objects.find((it) => it.meta.at.node === at.place);
    if (object !== undefined) return object;
  }
  return undefined;
}

function blocksFor(snapshot: Snapshot, object: Decoded, at: NodeAt, path: readonly string[]): Block[] {
  const field = object.type === "policy" || object.type === "resource" ? fieldBlocks(object, path) : [];
  const onField = at.on === "key" ? field : [];
  const where = path.join(".");
  const named = where === "kind" || where === "metadata.name";
  switch (object.type) {
    case "policy": {
      const inScopes = scopesWith(snapshot, (scope) => scope.policies.find((it) => it.object.meta === object.meta));
      const [first] = inScopes;
      if (first === undefined) return onField;
      const piece: PolicyPiece | undefined =
        named || isIsolating(first.subject, at) ? { type: "policy" } : pieceRound(first.subject, at.node);
      if (piece === undefined) return field;
      return [...policyBlocks(snapshot, first.view, first.subject, piece), ...otherScopes(inScopes), ...onField];
    }
    case "workload": {
      const labels = path.includes("labels") && object.podLabels.has(path.at(-1) ?? "");
      if (!named && !labels) return [];
      const inScopes = scopesWith(snapshot, (scope) => scope.workloads.find((it) => it.object === object));
      const [first] = inScopes;
      return first === undefined
        ? []
        : [...workloadBlocks(snapshot, first.view, first.subject), ...otherScopes(inScopes)];
    }
    default:
      return field;
  }
}

/** True for a word that isolates, as a policy type: it asks what the whole policy does. */
function isIsolating({ reading }: Policy, { node, on }: NodeAt): boolean {
  return (
    on === "value" && reading.parts.some(({ isolates }) => DIRECTIONS.some((it) => isolates[it]?.node === node.place))
  );
}

/** The smallest piece of the policy that the node is in; a field of its own is explained alone. */
function pieceRound(policy: Policy, node: YamlNode): PolicyPiece | undefined {
  const pieces = piecesOf(policy);
  for (let at: YamlNode | undefined = node; at !== undefined; at = at.parent) {
    const piece = pieces.get(at.place) ?? pieces.get(at.index);
    if (piece !== undefined) return piece;
  }
  return undefined;
}

interface InScope<T> {
  readonly scope: Scope;
  readonly view: View;
  readonly subject: T;
}

function scopesWith<T>(snapshot: Snapshot, find: (scope: Scope) => T | undefined): InScope<T>[] {
  return snapshot.scopes.flatMap((scope): InScope<T>[] => {
    const subject = find(scope);
    return subject === undefined ? [] : [{ scope, view: snapshot.view(scope), subject }];
  });
}

function otherScopes(inScopes: readonly InScope<unknown>[]): Block[] {
  const [first, ...others] = inScopes;
  if (first === undefined || others.length === 0) return [];
  const names = others.map((it) => `\`${it.scope.name}\``).join(", ");
  return [{ type: "text", text: `As rendered in \`${first.scope.name}\`; it stands in ${names} too.` }];
}
