/** Policies in another namespace than their manifest says, or than all other policies in the file are in (NP1609). */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Policy, Scope } from "../../model/scope.js";
import type { Finding } from "../rule.js";
import { selectorsOf } from "../evidence/written-selectors.js";

export interface OutOfPlace extends Finding {
  readonly why: "replaced" | "neighbours";
  readonly policy: Policy;
  readonly written: string;
  readonly other: string;
  readonly neighbour?: Site;
}

/** First those that a kustomization moves, then those that differ from the rest of their file. */
export function* misplacedPolicies(scope: Scope, view: View): Iterable<OutOfPlace> {
  for (const policy of scope.policies) {
    const written = policy.object.meta.namespace;
    const other = policy.namespace;
    if (written === undefined || other === undefined || written.value === other || !isFinal(written.value)) continue;
    yield { at: written.at, why: "replaced", policy, written: written.value, other };
  }
  for (const policies of byFile(scope)) yield* strangers(policies, view);
}

function byFile({ policies }: Scope): Iterable<readonly Policy[]> {
  const files = new Map<string, Policy[]>();
  for (const policy of policies) {
    if (policy.file === undefined || policy.object.meta.namespace?.value !== policy.namespace) continue;
    const list = files.get(policy.file);
    if (list === undefined) files.set(policy.file, [policy]);
    else list.push(policy);
  }
  return files.values();
}

/** The one policy of a file that is in another namespace than all others, if nothing in the file explains it. */
function* strangers(policies: readonly Policy[], view: View): Generator<OutOfPlace> {
  if (policies.length < 3) return;
  const namespaces = [...new Set(policies.map((it) => it.namespace))];
  if (namespaces.length !== 2) return;
  const stranger = policies.find((it) => policies.filter((other) => other.namespace === it.namespace).length === 1);
  const neighbours = policies.filter((it) => it !== stranger);
  const [neighbour] = neighbours;
  const written = stranger?.object.meta.namespace;
  const other = neighbour?.object.meta.namespace;
  if (stranger === undefined || written === undefined || other === undefined) return;
  // It may be for the peers of the other policies, or its namespace may be in the file's path.
  if (namesNamespace(stranger, other.value, view) || neighbours.some((it) => namesNamespace(it, written.value, view))) {
    return;
  }
  if (stranger.file?.includes(written.value) === true || !isFinal(written.value)) return;
  yield {
    at: written.at,
    why: "neighbours",
    policy: stranger,
    written: written.value,
    other: other.value,
    neighbour: other.at,
  };
}

/** True when a selector of the policy names the namespace, or requires labels that it has. */
function namesNamespace(policy: Policy, namespace: string, view: View): boolean {
  return selectorsOf(policy).some(({ selector, of }) =>
    of === "namespace"
      ? view.namespacesMatching(selector).includes(namespace)
      : selector.requirements.some((it) => it.values.some(({ value }) => value === namespace)),
  );
}

/** False for placeholders. */
function isFinal(namespace: string): boolean {
  return /^[a-z0-9-]+$/.test(namespace);
}
