/** NP1417: a CIDR block inside the Service CIDR, whose addresses no policy sees (CS-23, KS-24). */

import { arrivalsFrom } from "../../analysis/services-of-pods.js";
import type { View } from "../../analysis/view.js";
import { hasPort, PROTOCOLS } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import { parseCidr } from "../../model/ip.js";
import type { Policy, Service } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { USUAL_SERVICE_NETWORKS } from "../../systems/usual-service-networks.js";
import { defineRule, type Finding, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { blocksIn } from "../evidence/written-blocks.js";

interface ServiceBlock extends Finding {
  readonly cidr: string;
  readonly direction: Direction;
  readonly deny: boolean;
  /** Whose usual address or network it is, where nothing but usage tells. */
  readonly usual: string | undefined;
  /** Of the one Service that has it. */
  readonly name: string | undefined;
  readonly isNetwork: boolean;
}

export default defineRule({
  code: "NP1417",
  name: "cidr-of-services",
  title: "Services selected by their addresses",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-37", "CP-36", "CP-63"],

  *check(policy, view): Iterable<ServiceBlock> {
    const { blocksMatchNoPod = false } = systemOf(policy.object).traits;
    for (const { cidr, direction, deny } of blocksIn(policy)) {
      const parsed = parseCidr(cidr.value);
      const known = parsed.ok ? view.serviceAddress(parsed.cidr) : undefined;
      if (known === undefined) {
        const by = usualNetwork(cidr.value, view);
        if (by === undefined) continue;
        yield {
          at: cidr.at,
          severity: "info",
          cidr: cidr.value,
          direction,
          deny,
          usual: by,
          name: undefined,
          isNetwork: true,
        };
        continue;
      }
      // Rules that match only what is outside the cluster are Cilium's, whatever the CNI.
      const sight = blocksMatchNoPod ? known.sight.outside : known.sight.byNetwork;
      if (sight === true) continue;
      const { service, usual } = known;
      if (direction === "egress" && !deny && service !== undefined && isReachedAnyway(policy, service, view)) continue;
      const severity: Severity = usual === undefined ? "warning" : "info";
      const name = service === undefined ? undefined : `${service.namespace}/${service.name}`;
      yield { at: cidr.at, severity, cidr: cidr.value, direction, deny, usual, name, isNetwork: false };
    }
  },

  message: ({ cidr, direction, deny, usual, name, isNetwork }) => {
    if (isNetwork)
      return `${quoted(cidr)} is the Service CIDR by default (${usual}), but policies do not see Service addresses`;
    if (usual !== undefined) {
      return `${quoted(cidr)} is the API server's Service by default (${usual}), but policies do not see Service addresses`;
    }
    const whose = name === undefined ? "is in the Service CIDR" : `is the address of Service ${quoted(name)}`;
    if (direction === "ingress") return `${quoted(cidr)} ${whose}, and no connection comes from there`;
    const what = deny ? "denies" : "allows";
    return name === undefined
      ? `${quoted(cidr)} ${whose}, but ${what} no connection to a Service`
      : `${quoted(cidr)} ${whose}, but ${what} no connection to it`;
  },
  note: ({ direction, usual, isNetwork }) => {
    if (direction === "ingress") {
      return "A Service address is only ever a destination: incoming connections have the address of a pod, a node or a client.";
    }
    if (usual !== undefined && !isNetwork) {
      return "Service addresses are translated before policies apply. Policies see the address and port of the API server itself, often a node address and port 6443. Under Cilium, use the entity `kube-apiserver`.";
    }
    return "Service addresses are translated to pod addresses before policies apply. Select the pods instead, with their port.";
  },
});

/** Rules for the pods behind it allow the connection, so the address is there for clients outside or for another CNI. */
function isReachedAnyway(policy: Policy, service: Service, view: View): boolean {
  const rules = view.allowances(policy).filter(({ by }) => by.direction === "egress" && by.verdict === "allow");
  const backends = [...arrivalsFrom(service, view)];
  return (
    backends.length > 0 &&
    backends.every(([pod, arrivals]) =>
      arrivals.every(({ target, written }) => {
        const protocol = PROTOCOLS.find((it) => it === written.protocol);
        if (target === undefined || protocol === undefined) return false;
        return rules.some((it) => it.workloads.includes(pod) && hasPort(it.traffic, protocol, target));
      }),
    )
  );
}

/** Who has the whole network for Services by default, where no setting and no manifest tells another one. */
function usualNetwork(cidr: string, { settings, scope, seesServices }: View): string | undefined {
  const usual = USUAL_SERVICE_NETWORKS.find((it) => it.cidr === cidr);
  if (usual === undefined || seesServices || (settings.serviceCidrs ?? []).length > 0) return undefined;
  return scope.services.some((it) => it.name === "kubernetes") ? undefined : usual.by;
}
