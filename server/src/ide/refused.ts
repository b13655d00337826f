/** What counts for nothing in answers about traffic: policies that their system refuses, and text that is no YAML. */

import type { Policy, PolicyObject, Scope } from "../model/scope.js";
import { systemOf } from "../systems/kinds.js";
import { type Refuser, refuserOf } from "../model/shape-problem.js";
import type { ReadDocument } from "../workspace/file-state.js";
import type { Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { placeOf } from "./places.js";

export interface RefusedPolicy {
  readonly policy: string;
  readonly file: string;
  /** Counted from 0: of the policy's name. */
  readonly line: number;
  readonly by: Refuser;
  /** What becomes of it, as a sentence without a full stop. */
  readonly because: string;
}

/** @param namespaces Those whose policies are asked for, and with them cluster-wide ones; undefined: of all. */
export function refusedPolicies(
  snapshot: Snapshot,
  scope: Scope,
  namespaces?: readonly (string | undefined)[],
): RefusedPolicy[] {
  return scope.policies.flatMap((policy): RefusedPolicy[] => {
    const { namespace, object, id } = policy;
    const by = refuserOf(object.problems);
    if (by === undefined || standsInNoYaml(snapshot, policy)) return [];
    if (namespaces !== undefined && namespace !== undefined && !namespaces.includes(namespace)) return [];
    const place = placeOf(snapshot, object.meta.name?.at ?? object.meta.kind.at);
    return place === undefined
      ? []
      : [{ policy: id, file: place.file, line: place.start.line, by, because: fateOf(by, object) }];
  });
}

/** What becomes of a policy that is refused, as a sentence about it without a full stop. */
export function fateOf(by: Refuser, object: PolicyObject): string {
  return by === "api-server"
    ? "The API server refuses it as it stands: nothing of it reaches the cluster"
    : `${systemOf(object).title} refuses it as it stands: it exists and enforces nothing`;
}

/** One notice a policy, also where several scopes have it. */
export function refusalNotices(snapshot: Snapshot, scopes: readonly string[]): Notice[] {
  const refused = snapshot.scopes
    .filter((it) => scopes.includes(it.name))
    .flatMap((scope) => refusedPolicies(snapshot, scope));
  const byPlace = new Map(refused.map((it) => [`${it.file}:${it.line}:${it.policy}`, it]));
  return [...byPlace.values()].map(({ policy, file, line, because }) => ({
    file,
    message: `${policy} at line ${line + 1} counts for nothing. ${because}`,
  }));
}

/** One notice a document that is no YAML; of policies in it nothing else is said. */
export function unreadableNotices(snapshot: Snapshot): Notice[] {
  return [...snapshot.files.values()].flatMap((file) =>
    file.documents.filter(isNoYaml).map(({ start }) => ({
      file: file.input.id,
      message: `The document at line ${file.lines.positionAt(start).line + 1} is no YAML: only what can be read of it counts`,
    })),
  );
}

function standsInNoYaml(snapshot: Snapshot, { object }: Policy): boolean {
  const located = snapshot.locate(object.meta.at.document);
  return located !== undefined && isNoYaml(located.document);
}

function isNoYaml({ decoded }: ReadDocument): boolean {
  return decoded.problems.some((it) => it.type === "yaml-syntax");
}
