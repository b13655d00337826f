/**
 * Ports of containers that the API server calls although no object of this workspace says so: their programs register their webhooks at
 * run time, and the ports' names tell.
 */

import type { ContainerPort } from "../model/workload.js";
import type { Workload } from "../model/scope.js";

/**
 * `webhook-server` is the name in the manifests that kubebuilder and the Operator SDK generate. Other names are also those of ports on
 * which applications hear from the internet, which have other numbers.
 */
const SURE_NAME = /^(?:webhook-server|webhook-svr|admission-webhook|admission)$/;
const NAME = /^(?:webhooks?|https-webhook|webhook-https|webhook-api)$/;
const NUMBERS: ReadonlySet<number> = new Set([8443, 9443, 10250]);

export function webhookPortsOf({ ports, hostNetwork }: Workload): readonly ContainerPort[] {
  if (hostNetwork) return [];
  return ports.filter(
    ({ name = "", number, protocol }) =>
      protocol === "TCP" && (SURE_NAME.test(name) || (NAME.test(name) && NUMBERS.has(number))),
  );
}
