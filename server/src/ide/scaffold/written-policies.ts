/** The policies that scaffolds write: in the words of their system, with a comment at the head that says what they do. */

import type { DnsSettings } from "../../engine/answers.js";
import type { Direction } from "../../model/direction.js";
import type { Labels } from "../../model/selector.js";
import type { NewPolicy, OneSide, PodsPolicy, PolicyWriter, ScaffoldedPolicy } from "../../systems/policy-writer.js";

export function defaultDeny(
  writer: PolicyWriter,
  policy: NewPolicy,
  directions: readonly Direction[],
): ScaffoldedPolicy {
  const head = `Denies all ${directions.join(" and ")} of pods in ${policy.namespace} that no other policy allows.`;
  return withHead(head, writer.defaultDeny(policy, directions));
}

export function allowDns(writer: PolicyWriter, policy: NewPolicy, subject: Labels, dns: DnsSettings): ScaffoldedPolicy {
  const whose = subject.size === 0 ? `all pods in ${policy.namespace}` : "these pods";
  const head = `Lets ${whose} resolve DNS names.`;
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

/** @param notAllowed Connections that the pods may need and that are not among the policy's rules, in words. */
export function forPods(
  writer: PolicyWriter,
  policy: PodsPolicy,
  of: { readonly pods: string; readonly notAllowed: readonly string[] },
): ScaffoldedPolicy {
  const head = [
    `What ${of.pods} needs, as far as the manifests in this workspace say. Everything else is denied.`,
    ...of.notAllowed.map((it) => `Not allowed: ${it}.`),
  ];
  return withHead(head.join("\n"), writer.forPods(policy));
}

function withHead(head: string, { value, comments }: ScaffoldedPolicy): ScaffoldedPolicy {
  return { value, comments: { ...comments, "": head } };
}
