/** Names of ports in egress rules that mean two numbers where all pods of the cluster have to agree on one (NP1420). */

import type { View } from "../../analysis/view.js";
import { type PortReading, rulesOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { ContainerPort } from "../../model/workload.js";

export interface AmbiguousName {
  readonly port: PortReading & { readonly value: string };
  readonly deny: boolean;
  /** A pod for each of two numbers. */
  readonly users: readonly [PortUser, PortUser];
  /** The number at the pods that the rule is about, where it is one. */
  readonly meant: number | undefined;
}

export interface PortUser {
  readonly workload: Workload;
  readonly port: ContainerPort;
}

/** In the order written. */
export function* ambiguousNames(policy: Policy, view: View): Iterable<AmbiguousName> {
  if (view.portNamesOf(policy) !== "cluster") return;
  const rules = rulesOf(policy.reading).filter((it) => it.direction === "egress");
  for (const rule of rules) {
    for (const port of rule.ports.flatMap((it) => it.ports)) {
      const { value, protocols } = port;
      if (typeof value !== "string") continue;
      const users = protocols.flatMap((it) => view.memo(usersOfNames).get(`${it} ${value}`) ?? []);
      const [first, ...others] = users;
      const other = others.find(
        (it) => it.port.number !== first?.port.number && it.port.protocol === first?.port.protocol,
      );
      if (first === undefined || other === undefined) continue;
      const workloads = view.allowances(policy).find((it) => it.by.reading === rule)?.workloads ?? [];
      const meant = new Set(users.filter((it) => workloads.includes(it.workload)).map((it) => it.port.number));
      const [only] = meant;
      const deny = rule.verdict === "deny";
      yield { port: { ...port, value }, deny, users: [first, other], meant: meant.size === 1 ? only : undefined };
    }
  }
}

/** Those on the network of their node do not count (CS-31). */
function usersOfNames({ scope }: View): ReadonlyMap<string, readonly PortUser[]> {
  const users = new Map<string, PortUser[]>();
  for (const workload of scope.workloads) {
    if (workload.hostNetwork) continue;
    for (const port of workload.ports) {
      if (port.name === undefined) continue;
      const key = `${port.protocol} ${port.name}`;
      const known = users.get(key);
      if (known === undefined) users.set(key, [{ workload, port }]);
      else known.push({ workload, port });
    }
  }
  return users;
}
