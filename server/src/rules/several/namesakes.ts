/** Policies with the same kind, namespace and name (NP1601). */

import { sameSite } from "../../base/source.js";
import type { Policy, Scope } from "../../model/scope.js";
import type { Severity } from "../rule.js";
import { contentOf } from "../evidence/same-content.js";

/** A policy, and an earlier one with the same name. */
export interface Namesake {
  readonly policy: Policy;
  readonly first: Policy;
  readonly severity: Severity;
  readonly oneFile: boolean;
  /** Both have the same content. */
  readonly alike: boolean;
}

/** In the order of the scope. */
export function* namesakesIn({ policies }: Scope): Iterable<Namesake> {
  const earlier = new Map<string, Policy[]>();
  for (const policy of policies.filter(hasFinalName)) {
    const namesakes = earlier.get(policy.id) ?? [];
    earlier.set(policy.id, namesakes);
    // A manifest that two kustomizations include is one object.
    if (namesakes.some((it) => sameSite(it.object.meta.at, policy.object.meta.at))) continue;
    const first = namesakes.find((it) => it.file === policy.file) ?? namesakes[0];
    namesakes.push(policy);
    if (first === undefined) continue;
    const oneFile = first.file === policy.file;
    const alike = contentOf(first.object) === contentOf(policy.object);
    yield { policy, first, severity: severityOf(oneFile, alike), oneFile, alike };
  }
}

/** In another file, the second is often a variant that is applied instead of the first. An identical copy loses nothing. */
function severityOf(oneFile: boolean, alike: boolean): Severity {
  if (oneFile) return alike ? "info" : "warning";
  return alike ? "hint" : "info";
}

/** False for names that are filled in later, by a template or by the API server. */
function hasFinalName({ name, namespace }: Policy): boolean {
  return /^[a-z0-9.-]+$/.test(name) && /^[a-z0-9-]*$/.test(namespace ?? "");
}
