/** Names that a kustomization gives what it builds: its namespace, and its labels. They are said at the words of its file. */

import { isKustomizationPath } from "../../kustomize/index.js";
import type { Scope } from "../../model/scope.js";
import { nodeAt, type NodeAt } from "../../syntax/node-at.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { documentAt } from "../places.js";
import type { Meeting } from "./meeting.js";
import type { NameIndexes } from "./name-index.js";
import type { Name, Occurrence } from "./occurrences.js";

/** What the words at an offset of a kustomization's file say; undefined in other files, and where no name can be. */
export function sourcedAt(file: FileState, offset: number): NodeAt | undefined {
  if (!isKustomizationPath(file.input.path)) return undefined;
  const document = documentAt(file, offset);
  const at = document === undefined ? undefined : nodeAt(document.parsed, offset - document.start);
  return at?.node.kind === "scalar" ? at : undefined;
}

/** One occurrence for each namespace and kind of name that what is built of the words has in the scope. */
export function builtOf(
  { node, on }: NodeAt,
  {
    snapshot,
    indexes,
    scope,
    meeting,
  }: {
    readonly snapshot: Snapshot;
    readonly indexes: NameIndexes;
    readonly scope: Scope;
    readonly meeting: Meeting;
  },
): Occurrence[] {
  const index = indexes.of(snapshot, scope);
  const found = new Map<string, Occurrence>();
  for (const name of namesOf({ node, on })) {
    for (const it of index.occurrences(name)) {
      if (it.at.document !== node.document.id || it.at.node !== node.place || (it.at.part === "key") !== (on === "key"))
        continue;
      const key = `${name.kind} ${meeting.namespaceOf(it.object) ?? ""}`;
      if (!found.has(key)) found.set(key, it);
    }
  }
  return [...found.values(), ...namespaceGiven({ node, on }, snapshot, scope)];
}

/** The namespace into which the kustomization moves what it builds, where it ends up there in this scope. */
function namespaceGiven({ node, on }: NodeAt, snapshot: Snapshot, scope: Scope): Occurrence[] {
  if (on === "key" || node.key !== "namespace" || node.parent?.parent !== undefined) return [];
  const path = snapshot.locate(node.document.id)?.file.input.path ?? "";
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  const isBuilt = snapshot.found(scope)?.roots.some(({ build }) => build.folders.has(folder)) === true;
  const object = [...scope.policies, ...scope.workloads, ...scope.services].find(
    (it) => it.namespace === node.text,
  )?.object;
  if (!isBuilt || object === undefined) return [];
  const name = { kind: "namespace", name: node.text } as const;
  return [{ name, role: "reference", at: node.site(), object: object as DecodedObject, namespaces: "any" }];
}

function namesOf({ node, on }: NodeAt): Name[] {
  const { key = "", text } = node;
  const kinds = ["pod-label", "namespace-label"] as const;
  if (on === "key") return kinds.map((kind) => ({ kind, name: key }));
  return [{ kind: "namespace", name: text }, ...kinds.map((kind) => ({ kind, name: key, value: text }))];
}
