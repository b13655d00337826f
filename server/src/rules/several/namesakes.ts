/** Policies of one kind, namespace and name (NP1601). */

import { sameSite } from "../../base/source.js";
import type { Policy, Scope } from "../../model/scope.js";
import type { Severity } from "../rule.js";
import { contentOf } from "../evidence/same-content.js";

/** A policy, and one of its name that comes before it. */
export interface Namesake {
  readonly policy: Policy;
  readonly first: Policy;
  readonly severity: Severity;
  readonly oneFile: boolean;
  /** They say the same. */
  readonly alike: boolean;
}

/** In the order of the scope. */
export function* namesakesIn({ policies }: Scope): Iterable<Namesake> {
  const earlier = new Map<string, Policy[]>();
  for (const policy of policies.filter(hasFinalName)) {
    const namesakes = earlier.get(policy.id) ?? [];
    earlier.set(policy.id, namesakes);
    // A manifest that two kustomizations include is one object, written once.
    if (namesakes.some((it) => sameSite(it.object.meta.at, policy.object.meta.at))) continue;
    const first = namesakes.find((it) => it.file === policy.file) ?? namesakes[0];
    namesakes.push(policy);
    if (first === undefined) continue;
    const oneFile = first.file === policy.file;
    const alike = contentOf(first.object) === contentOf(policy.object);
    yield { policy, first, severity: severityOf(oneFile, alike), oneFile, alike };
  }
}

/** Across files the second is often a variant that is applied instead of the first; a copy that is alike loses nothing. */
function severityOf(oneFile: boolean, alike: boolean): Severity {
  if (oneFile) return alike ? "info" : "warning";
  return alike ? "hint" : "info";
}

/** False for names that something fills in later, and for objects that get theirs from the API server. */
function hasFinalName({ name, namespace }: Policy): boolean {
  return /^[a-z0-9.-]+$/.test(name) && /^[a-z0-9-]*$/.test(namespace ?? "");
}
