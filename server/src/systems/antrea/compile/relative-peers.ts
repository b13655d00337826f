/**
 * Peers by the relation of their namespace to that of the selected pod → a rule for each namespace
 * (pkg/controller/networkpolicy/antreaclusternetworkpolicy.go, `processRules`).
 */

import type { FacetRequirement, PeerSet } from "../../../engine/program.js";
import { inNamespace, podLabels } from "../../../engine/queries.js";
import type { Namespace } from "../../../model/scope.js";
import type { Choice, Relation } from "../model.js";

/** Of pods that the policy selects, those of some namespaces, with the peers that are theirs. */
export interface Relative {
  readonly subject: PeerSet;
  readonly peers: PeerSet;
}

export function relativePeers(
  { podSelector }: Choice,
  relation: Relation,
  namespaces: ReadonlyMap<string, Namespace>,
): readonly Relative[] {
  const pods = podSelector === undefined ? [] : podLabels(podSelector);
  const known = [...namespaces.keys()];
  const elsewhere: FacetRequirement = { facet: "namespace", key: "", operator: "NotIn", values: known };
  if (relation.type === "self") {
    const own = known.map((name) => ({
      subject: { pods: [inNamespace(name)] },
      peers: { pods: [[...inNamespace(name), ...pods]] },
    }));
    const provided = "both pods are in the same namespace";
    const peers: PeerSet = { perhaps: [{ peers: { pods: [[elsewhere, ...pods]] }, provided }] };
    return [...own, { subject: { pods: [[elsewhere]] }, peers }];
  }
  const keys = relation.keys.map((it) => it.value);
  const alike = new Map<string, Namespace[]>();
  for (const it of namespaces.values()) {
    // A namespace that lacks one of the labels has no others.
    if (!keys.every((key) => it.labels.has(key))) continue;
    const values = JSON.stringify(keys.map((key) => it.labels.get(key)));
    alike.set(values, [...(alike.get(values) ?? []), it]);
  }
  const groups = [...alike.values()].flatMap((members): Relative[] => {
    const [first] = members;
    if (first === undefined) return [];
    const asked = keys.map(
      (key): FacetRequirement => ({
        facet: "namespace-label",
        key,
        operator: "In",
        values: [first.labels.get(key) ?? ""],
      }),
    );
    return [
      {
        subject: { pods: [[{ facet: "namespace", key: "", operator: "In", values: members.map((it) => it.name) }]] },
        peers: { pods: [[...asked, ...pods]] },
      },
    ];
  });
  const provided = `the namespaces of both pods have the same \`${keys.join("`, `")}\``;
  return [...groups, { subject: { pods: [[elsewhere]] }, peers: { perhaps: [{ peers: { pods: [pods] }, provided }] } }];
}
