/** Where a connection to a Service ends: its backends, each with the port that the Service's port stands for there. */

import type { End } from "../../engine/answers.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import type { Service, Workload } from "../../model/scope.js";
import type { ServicePort } from "../../model/workload.js";
import type { Question } from "./answer.js";

export interface Backend {
  readonly end: End;
  /** Port at that end. */
  readonly port: number;
  /** The port of the Service that leads there. */
  readonly servicePort: number;
}

/**
 * Without a port in the question: of each of the Service's ports.
 * @returns A sentence where the question means no port of the Service, or none that leads anywhere.
 */
export function backendsOf(
  service: Service,
  ends: readonly End[],
  { protocol, port }: Pick<Question, "protocol" | "port">,
): readonly Backend[] | string {
  const name = `Service \`${service.namespace}/${service.name}\``;
  if (!PROTOCOLS.some((it) => it === protocol))
    return `${name} has no ports for ${protocol}: use one of its pods as TO`;
  const ofProtocol = service.object.ports.filter((it) => it.protocol === protocol);
  const ports = port === undefined ? ofProtocol : ofProtocol.filter((it) => it.port === port);
  if (ports.length === 0) {
    const own = service.object.ports.map(portText).join(", ");
    return `${name} has no ${protocol} port${port === undefined ? "" : ` ${port}`}${own === "" ? "" : `; it has ${own}`}`;
  }
  const backends = ends.flatMap((end) =>
    ports.flatMap((it): Backend[] => {
      const target = end.type === "workload" ? targetOn(end.workload, it) : targetAt(service, it);
      return target === undefined ? [] : [{ end, port: target, servicePort: it.port }];
    }),
  );
  const named = [...new Set(ports.map((it) => `\`${it.targetPort}\``))].join(", ");
  return backends.length > 0 ? backends : `${name} has no usable target: none of its pods has a port named ${named}`;
}

/** Undefined where the target is a name that no container of the workload has. */
function targetOn({ ports }: Workload, { targetPort, protocol }: ServicePort): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  return ports.find((it) => it.name === targetPort && it.protocol === protocol)?.number;
}

/** At an address: what its endpoints say of the Service's port, else what the Service says itself. */
function targetAt({ endpoints = [] }: Service, { name = "", targetPort, protocol }: ServicePort): number | undefined {
  const own = endpoints.flatMap((it) => it.ports).find((it) => it.name === name && it.protocol === protocol);
  return own?.port ?? (typeof targetPort === "number" ? targetPort : undefined);
}

function portText({ port, protocol, targetPort }: ServicePort): string {
  return `${protocol} ${port}${targetPort === port ? "" : ` (target port ${targetPort})`}`;
}
