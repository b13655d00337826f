/** Documents with policies of systems that are not read, which may admit what the policies that are read do not. */

import type { ForeignPolicy } from "../model/scope.js";

/** API groups of policies that stand before or beside NetworkPolicies in the same cluster. */
const GROUPS: ReadonlySet<string> = new Set([
  "policy.networking.k8s.io",
  "crd.projectcalico.org",
  "projectcalico.org",
  "crd.antrea.io",
]);

/** Told from the text alone: nothing of the document is decoded. Only what has rules for egress can let something out. */
export function foreignPolicyIn(text: string): ForeignPolicy | undefined {
  const group = /^apiVersion:[ \t]*["']?([^\s"'#/]+)\//m.exec(text)?.[1];
  const kind = /^kind:[ \t]*["']?([A-Za-z]*Policy)\b/m.exec(text)?.[1];
  if (group === undefined || kind === undefined || !GROUPS.has(group) || !/^[ \t]+egress:/m.test(text))
    return undefined;
  // A kind called NetworkPolicy is of one namespace, as Kubernetes' own is; all others hold cluster-wide.
  const own =
    kind === "NetworkPolicy" ? (/^[ \t]+namespace:[ \t]*["']?([a-z0-9-]+)/m.exec(text)?.[1] ?? "default") : undefined;
  return own === undefined ? {} : { namespace: own };
}
