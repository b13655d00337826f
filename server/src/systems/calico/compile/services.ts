/** Services as the far end of a rule: the addresses and ports behind them (felix, IP sets of EndpointSlices). */

import type { PeerSet, TrafficSet } from "../../../engine/program.js";
import { inNamespace } from "../../../engine/queries.js";
import { PROTOCOLS, type Protocol } from "../../../engine/traffic.js";
import { namedPort, singlePort, unionOf } from "../../../engine/traffic-set.js";
import type { Service } from "../../../model/scope.js";
import type { CompileContext } from "../../context.js";
import { anyoneIn } from "../../peer-sets.js";
import { portedProtocol } from "../formats.js";
import type { CalicoRule, Entity } from "../model.js";
import { type TrafficPart, trafficOfRule } from "./traffic.js";

export type ServicePart = TrafficPart & { readonly peers: PeerSet };

/** @param namespace Of the policy. */
export function servicesOf(
  rule: CalicoRule,
  { name, namespace: of }: NonNullable<Entity["services"]>,
  namespace: string | undefined,
  { services }: Pick<CompileContext, "services">,
): readonly ServicePart[] {
  const where = of?.value ?? namespace;
  const service = services.find((it) => it.name === name?.value && it.namespace === where);
  const parts = trafficOfRule(rule);
  if (service === undefined) {
    const provided = `Service \`${where === undefined ? "" : `${where}/`}${name?.value ?? ""}\` leads there`;
    const peers: PeerSet = {
      perhaps: [{ peers: { pods: [where === undefined ? [] : inNamespace(where)], outside: true }, provided }],
    };
    return parts.map((it) => ({ ...it, peers }));
  }
  const peers = backendsOf(service);
  // Who connects is known by address alone.
  if (rule.direction === "ingress") return parts.map((it) => ({ ...it, peers }));
  const asked =
    rule.protocol === undefined ? PROTOCOLS : [portedProtocol(rule.protocol.value)].flatMap((it) => it ?? []);
  const when = parts.find((it) => it.when !== undefined)?.when;
  const traffic = unionOf(portsOf(service, asked));
  return [{ traffic, peers, ...(when === undefined ? {} : { when }) }];
}

function backendsOf({ namespace, name, endpoints, object: { selector } }: Service): PeerSet {
  if (endpoints !== undefined)
    return { blocks: endpoints.flatMap((it) => it.addresses.flatMap((address) => anyoneIn(address))) };
  if (selector === undefined) {
    const provided = `the address is an endpoint of Service \`${namespace}/${name}\``;
    return { perhaps: [{ peers: { outside: true }, provided }] };
  }
  const labels = [...selector].map(
    ([key, { value }]) => ({ facet: "pod-label", key, operator: "In", values: [value] }) as const,
  );
  return { pods: [[...inNamespace(namespace), ...labels]] };
}

function portsOf({ endpoints, object: { ports } }: Service, asked: readonly Protocol[]): TrafficSet[] {
  const written = endpoints?.flatMap((it) => it.ports.map(({ port, protocol }) => ({ port, protocol })));
  const all = written ?? ports.map(({ targetPort, protocol }) => ({ port: targetPort, protocol }));
  return all.flatMap(({ port, protocol }) => {
    const known = asked.find((it) => it === protocol);
    if (known === undefined) return [];
    return [typeof port === "number" ? singlePort(known, port) : namedPort(port, [known], "destination")];
  });
}
