/** What has no effect on traffic: policies that are rejected, and text that is not valid YAML. */

import type { Policy, PolicyObject, Scope } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { type Refuser, refuserOf } from "../../model/shape-problem.js";
import type { ReadDocument } from "../../workspace/file-state.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { placeOf } from "../places.js";

export interface RefusedPolicy {
  readonly policy: string;
  readonly file: string;
  /** Counted from 0: of the policy's name. */
  readonly line: number;
  readonly by: Refuser;
  /** What happens to it: a sentence without a full stop. */
  readonly because: string;
}

/** @param namespaces Policies in these, and cluster-wide ones; undefined: in all. */
export function refusedPolicies(
  snapshot: Snapshot,
  scope: Scope,
  namespaces?: readonly (string | undefined)[],
): RefusedPolicy[] {
  return scope.policies.flatMap((policy): RefusedPolicy[] => {
    const { namespace, object, id } = policy;
    const by = refuserOf(object.problems);
    if (by === undefined || isInInvalidYaml(snapshot, policy)) return [];
    if (namespaces !== undefined && namespace !== undefined && !namespaces.includes(namespace)) return [];
    const place = placeOf(snapshot, object.meta.name?.at ?? object.meta.kind.at);
    return place === undefined
      ? []
      : [{ policy: id, file: place.file, line: place.start.line, by, because: fateOf(by, object) }];
  });
}

/** What happens to a rejected policy: a sentence without a full stop. */
export function fateOf(by: Refuser, object: PolicyObject): string {
  return by === "api-server"
    ? "The API server rejects this policy, so it never takes effect"
    : `${systemOf(object).title} rejects this policy: the object exists, but is not enforced`;
}

/** One notice for each policy, also where several scopes have it. */
export function refusalNotices(snapshot: Snapshot, scopes: readonly string[]): Notice[] {
  const refused = snapshot.scopes
    .filter((it) => scopes.includes(it.name))
    .flatMap((scope) => refusedPolicies(snapshot, scope));
  const byPlace = new Map(refused.map((it) => [`${it.file}:${it.line}:${it.policy}`, it]));
  return [...byPlace.values()].map(({ policy, file, line, because }) => ({
    file,
    message: `${policy} at line ${line + 1} has no effect. ${because}`,
  }));
}

/** One notice for each document that is not valid YAML; its policies get no other notice. */
export function unreadableNotices(snapshot: Snapshot): Notice[] {
  return snapshot.sortedFiles.flatMap((file) =>
    file.documents.filter(isInvalidYaml).map(({ start }) => ({
      file: file.input.id,
      message: `The document at line ${file.lines.positionAt(start).line + 1} is not valid YAML: only what can be read is checked`,
    })),
  );
}

function isInInvalidYaml(snapshot: Snapshot, { object }: Policy): boolean {
  const located = snapshot.locate(object.meta.at.document);
  return located !== undefined && isInvalidYaml(located.document);
}

function isInvalidYaml({ decoded }: ReadDocument): boolean {
  return decoded.problems.some((it) => it.type === "yaml-syntax");
}
