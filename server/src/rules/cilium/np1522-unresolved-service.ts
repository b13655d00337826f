/** NP1522: `toServices` that matches other destinations than it seems to, or everyone (CS-26, B.2.4). */

import type { Site } from "../../base/source.js";
import { atLeast } from "../../base/version.js";
import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import { type CiliumItem, ciliumPolicy, itemsOf } from "../../systems/cilium/model.js";
import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { includesApiServer } from "../evidence/api-server-access.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule, type Finding } from "../rule.js";
import { servicesOf, type ServiceSlip, slipsOf } from "./service-slips.js";

type Unresolved = Finding &
  ServiceSlip & {
    /** The list that can become one of entities, and its only item. */
    readonly list?: { readonly at: Site; readonly item: Site };
  };

export default defineRule({
  code: "NP1522",
  name: "unresolved-service",
  title: "A Service that matches other destinations than it seems to",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  refused: "checked",
  covers: ["CP-43", "CV-15"],

  *check(policy, view): Iterable<Unresolved> {
    for (const item of ciliumPolicy(policy)?.specs.flatMap(itemsOf) ?? []) {
      for (const peers of item.peers) {
        if (peers.type !== "services") continue;
        const { services, at } = peers;
        const isOpen = opensPorts(item, view) && services.every((it) => servicesOf(it, view).length === 0);
        for (const ref of services) {
          for (const slip of slipsOf(ref, isOpen, view)) {
            if (slip.isApiServer === true && isAllowedAnyway(policy, view)) continue;
            yield slip.isApiServer === true && services.length === 1 ? { ...slip, list: { at, item: ref.at } } : slip;
          }
        }
      }
    }
  },

  message: ({ says }) => says,
  note: ({ because }) => because,

  fixes: {
    "use-entity": {
      safety: "changes-traffic",
      fix: ({ list }) =>
        list && {
          title: "Write `toEntities: [kube-apiserver]`",
          edit: (editor) => {
            editor.rename(list.at, "toEntities");
            editor.set(list.item, "kube-apiserver");
          },
        },
    },
    correct: { safety: "changes-traffic", fix: ({ at, near }) => writeText(at, near) },
  },
});

/** True if other egress rules allow the API server to all pods that the policy selects, or to the policy's own. */
function isAllowedAnyway(policy: Policy, view: View): boolean {
  if (view.allowances(policy).some(includesApiServer)) return true;
  const pods = view.selectedBy(policy);
  return (
    pods.length > 0 &&
    pods.every((it) => view.policiesOn(it, "egress").some((other) => view.allowances(other).some(includesApiServer)))
  );
}

/** True if a rule without peers would allow its ports: since 1.17, ports can be combined with Services (B.2.4). */
function opensPorts({ deny, toPorts }: CiliumItem, { settings }: View): boolean {
  return !deny && (toPorts?.items.length ?? 0) > 0 && atLeast(ciliumVersionOf(settings), 1, 17);
}
