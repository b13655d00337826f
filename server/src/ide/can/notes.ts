/** What else to know about an answer: what policies cannot do, and what is not defined. */

import type { End, Reach, RuleRef } from "../../engine/answers.js";
import { HBONE_PORT, isInMesh } from "../../analysis/ambient-mesh.js";
import type { View } from "../../analysis/view.js";
import { NODE_ENTITIES } from "../../model/entities.js";
import { systemOf } from "../../systems/kinds.js";
import type { SideAnswer } from "./answer.js";
import { messageOf, verdictBetween } from "./channel.js";
import { shortName } from "./failed-words.js";
import type { Pair } from "./sides.js";

export function notesOn(
  view: View,
  { from, to, channel }: Pair,
  { egress, ingress }: { readonly egress: SideAnswer; readonly ingress: SideAnswer },
  { egress: ownReach, ingress: otherReach }: Pick<Reach, "egress" | "ingress">,
  canBeAllowed: boolean,
): string[] {
  const onHost = [from, to].filter((it) => it.type === "workload" && it.workload.hostNetwork);
  const isDenied = [egress, ingress].some((it) => it.verdict === "denied" && it.decidedBy.length > 0);
  const dropping = [ownReach, otherReach].flatMap((it) => it?.deniedBy ?? []);
  // An allow rule drops what does not authenticate.
  const isUnauthenticated = isDenied && dropping.length > 0 && dropping.every((it) => it.verdict === "allow");
  return [
    ...oneSided(from, to, egress, ingress),
    ...onHost.map((it) => `${shortName(it)} uses the host network, so policies do not select it.`),
    ...ownNode(from, ingress),
    ...toOwnNode(view, { from, to, channel }),
    ...throughMesh(view, from, to, channel.protocol),
    ...(isUnauthenticated
      ? ["The rule that decides requires authentication, and one of the two sides cannot authenticate."]
      : []),
    ...(isDenied && !isUnauthenticated
      ? [`A deny rule decides, and ${overriding(dropping)}. Change or remove that rule.`]
      : []),
    ...(canBeAllowed || isDenied ? [] : unnamed(egress, to).concat(unnamed(ingress, from))),
    ...(messageOf(channel) !== undefined && isBuiltInIsolating(view, [from, to])
      ? ["Kubernetes does not define what a NetworkPolicy does to ICMP. This is what most CNIs do."]
      : []),
  ];
}

/** What can override rules that deny: where order decides, an earlier rule. */
export function overriding(denying: readonly Pick<RuleRef, "policy">[]): string {
  return denying.some(({ policy }) => systemOf(policy.object).words.rank !== undefined)
    ? "only a rule that is evaluated before it can override it"
    : "no allow rule can override it";
}

/** Both sides must allow a connection, and only one does. */
function oneSided(from: End, to: End, egress: SideAnswer, ingress: SideAnswer): string[] {
  const allows = ({ verdict, decidedBy }: SideAnswer): boolean => verdict === "allowed" && decidedBy.length > 0;
  if (egress.verdict === "denied" && allows(ingress)) {
    return [
      `Both sides must allow it: ingress rules for ${shortName(to)} do, egress rules for ${shortName(from)} do not.`,
    ];
  }
  if (ingress.verdict === "denied" && allows(egress)) {
    return [
      `Both sides must allow it: egress rules for ${shortName(from)} do, ingress rules for ${shortName(to)} do not.`,
    ];
  }
  return [];
}

/** About an end that policies on the other side may not be able to select. */
function unnamed({ verdict }: SideAnswer, end: End): string[] {
  const isNamedByFew =
    end.type === "fqdn" || end.type === "entity" || (end.type === "workload" && end.workload.hostNetwork);
  return verdict === "denied" && isNamedByFew
    ? [`No peer of these policies can select ${shortName(end)}. A rule can only allow its addresses, or everyone.`]
    : [];
}

/** Connections into a pod from the node that it runs on are allowed, whatever policies say (KS-14). */
function ownNode(from: End, ingress: SideAnswer): string[] {
  const isNode =
    from.type === "workload"
      ? from.workload.hostNetwork
      : from.type === "entity" && ([...NODE_ENTITIES, "kube-apiserver"] as string[]).includes(from.name);
  if (!isNode || ingress.isolatedBy.length === 0) return [];
  if (ingress.verdict === "denied") {
    return ["Connections from the node that the pod runs on are always allowed. This answer is about other nodes."];
  }
  return ingress.decidedBy.length > 0 ? [] : ["A node may always connect to the pods that run on it (kubelet probes)."];
}

/**
 * A pod that uses the host network is `host` to pods on its own node, for policies that tell nodes apart; to others it is
 * another node (CS-4, KS-14).
 */
function toOwnNode(view: View, { from, to, channel }: Pair): string[] {
  if (to.type !== "workload" || !to.workload.hostNetwork || from.type !== "workload" || from.workload.hostNetwork)
    return [];
  const asked = verdictBetween(view.reach(from, to), channel);
  const own = verdictBetween(view.reach(from, { type: "entity", name: "host" }), channel);
  return asked === own
    ? []
    : [`If both are on the same node, ${shortName(to)} is the entity \`host\`, and the answer is: ${own}.`];
}

function isBuiltInIsolating(view: View, ends: readonly End[]): boolean {
  return ends.some(
    (it) =>
      it.type === "workload" &&
      [...view.isolatedBy(it.workload, "ingress"), ...view.isolatedBy(it.workload, "egress")].some(
        ({ object }) => systemOf(object).isBuiltIn === true,
      ),
  );
}

/** In an ambient mesh policies see the mesh's port, whatever port the connection is to. */
function throughMesh(view: View, from: End, to: End, protocol: string): string[] {
  const areInMesh = [from, to].every((it) => it.type === "workload" && isInMesh(it.workload, view));
  return areInMesh && protocol === "TCP"
    ? [`Both are in Istio's ambient mesh: the connection goes over TCP ${HBONE_PORT} (HBONE), so ask about that port.`]
    : [];
}
