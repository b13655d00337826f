/** The policies that scaffolds write, with a comment at the top that says what they do. */

import type { DnsSettings } from "../../engine/answers.js";
import type { Direction } from "../../model/direction.js";
import type { Labels } from "../../model/selector.js";
import type { NewPolicy, OneSide, PodsPolicy, PolicyWriter, ScaffoldedPolicy } from "../../systems/policy-writer.js";

export function defaultDeny(
  writer: PolicyWriter,
  policy: NewPolicy,
  directions: readonly Direction[],
): ScaffoldedPolicy {
  const head = `Denies all ${directions.join(" and ")} for pods in ${policy.namespace}, except what other policies allow.`;
  return withHead(head, writer.defaultDeny(policy, directions));
}

export function allowDns(writer: PolicyWriter, policy: NewPolicy, subject: Labels, dns: DnsSettings): ScaffoldedPolicy {
  const whose = subject.size === 0 ? `all pods in ${policy.namespace}` : "these pods";
  const head = `Allows ${whose} to resolve DNS names.`;
  return withHead(head, writer.allowDns(policy, subject, dns));
}

/**
 * Allows on one side what the other side already allows.
 * @param of Names of the peer, and of the policy for the other side.
 */
export function oneSide(
  writer: PolicyWriter,
  side: OneSide,
  of: { readonly peer: string; readonly mirrors: string },
): ScaffoldedPolicy {
  const way = side.direction === "ingress" ? "from" : "to";
  return withHead(
    `Allows ${side.direction} ${way} ${of.peer}, which ${of.mirrors} allows on the other side.`,
    writer.oneSide(side),
  );
}

/** @param notAllowed Connections that the pods may need but the policy does not allow, in words. */
export function forPods(
  writer: PolicyWriter,
  policy: PodsPolicy,
  of: { readonly pods: string; readonly notAllowed: readonly string[] },
): ScaffoldedPolicy {
  const head = [
    `Allows what ${of.pods} needs, going by the manifests in this workspace, and denies everything else.`,
    ...of.notAllowed.map((it) => `Not allowed: ${it}.`),
  ];
  return withHead(head.join("\n"), writer.forPods(policy));
}

function withHead(head: string, { value, comments }: ScaffoldedPolicy): ScaffoldedPolicy {
  return { value, comments: { ...comments, "": head } };
}
