/** The ends that a question may name, for those who pick one from a list. */

import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { inScopes, policyOf, workloadOf } from "../in-scopes.js";
import { documentAt } from "../places.js";
import { objectAt } from "../target.js";

/** An end to pick. */
export interface EndChoice {
  /** As a question names it. */
  readonly id: string;
  readonly detail: string;
}

const OUTSIDE: readonly EndChoice[] = [{ id: "world", detail: "everything outside the cluster" }];

/** Workloads, Services, and what is outside, of every cluster; each once. */
export function endChoices(snapshot: Snapshot): EndChoice[] {
  const choices = new Map<string, EndChoice>();
  for (const { workloads } of snapshot.scopes) {
    for (const { id, labels } of workloads) {
      const text = [...labels].map(([key, value]) => `${key}=${value}`).join(", ");
      choices.set(id, { id, detail: text === "" ? "no labels" : text });
    }
  }
  for (const { services } of snapshot.scopes) {
    for (const { namespace, name, object } of services) {
      const id = `${namespace}/Service/${name}`;
      const ports = object.ports.map((it) => `${it.protocol} ${it.port}`).join(", ");
      choices.set(id, { id, detail: ports });
    }
  }
  return [...choices.values(), ...OUTSIDE];
}

/** The end that the object at an offset is: a workload, a Service, or the first workload that a policy selects. */
export function endAt(snapshot: Snapshot, file: FileState, offset: number): string | undefined {
  const document = documentAt(file, offset);
  const written = document === undefined ? undefined : objectAt(document, offset);
  if (written === undefined) return undefined;
  for (const found of inScopes(snapshot, written)) {
    const { scope, view, object } = found;
    const workload = workloadOf(found);
    if (workload !== undefined) return workload.id;
    const service = scope.services.find((it) => it.object === object);
    if (service !== undefined) return `${service.namespace}/Service/${service.name}`;
    const policy = policyOf(found);
    const [selected] = policy === undefined || view.isRefused(policy) ? [] : view.selectedBy(policy);
    if (selected !== undefined) return selected.id;
  }
  return undefined;
}
