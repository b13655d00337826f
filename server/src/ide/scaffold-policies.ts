/** The policies that scaffolds write: in the words of their system, with a comment at the head that says what they do. */

import type { DnsSettings } from "../engine/answers.js";
import type { Direction } from "../model/direction.js";
import type { Labels } from "../model/selector.js";
import { isMap } from "../syntax/render-yaml.js";
import type { NewPolicy, OneSide, PolicyWriter, ScaffoldedPolicy } from "../systems/policy-writer.js";

export function defaultDeny(
  writer: PolicyWriter,
  policy: NewPolicy,
  directions: readonly Direction[],
): ScaffoldedPolicy {
  const what = directions.length === 2 ? "in or out" : directions[0] === "ingress" ? "in" : "out";
  const head = `Nothing goes ${what} for any pod of ${policy.namespace} unless another policy allows it.`;
  return withHead(head, writer.defaultDeny(policy, directions));
}

export function allowDns(writer: PolicyWriter, policy: NewPolicy, subject: Labels, dns: DnsSettings): ScaffoldedPolicy {
  const whose = subject.size === 0 ? `every pod of ${policy.namespace}` : `these pods of ${policy.namespace}`;
  const head = `Name resolution for ${whose}: without it no connection by name begins.`;
  return withHead(head, writer.allowDns(policy, subject, dns));
}

/**
 * Lets one end accept what the other already admits.
 * @param of Names of the peer, and of the policy that says the same for the other end.
 */
export function oneSide(
  writer: PolicyWriter,
  side: OneSide,
  of: { readonly peer: string; readonly mirrors: string },
): ScaffoldedPolicy {
  const way = side.direction === "ingress" ? "from" : "to";
  return withHead(`The other side of ${of.mirrors}: ${side.direction} ${way} ${of.peer}.`, writer.oneSide(side));
}

function withHead(head: string, { value, comments }: ScaffoldedPolicy): ScaffoldedPolicy {
  return { value, comments: { ...comments, "": head } };
}

/** Leaves the namespace out where it is this one, for a file whose manifests leave it out. */
export function withoutNamespace({ value, comments }: ScaffoldedPolicy, namespace: string): ScaffoldedPolicy {
  if (!isMap(value) || value.metadata === undefined || !isMap(value.metadata)) return { value, comments };
  if (value.metadata.namespace !== namespace) return { value, comments };
  const metadata = Object.fromEntries(Object.entries(value.metadata).filter(([key]) => key !== "namespace"));
  return { value: { ...value, metadata }, comments };
}
