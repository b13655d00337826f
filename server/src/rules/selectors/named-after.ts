/** Recognizes a label value that is the name of a Service, a controller or a container instead of a pod label (KP-28). */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { nameSite, type Workload } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import type { FixOffer } from "../rule.js";
import { podsBehind } from "../../analysis/services-of-pods.js";
import type { PodSelection } from "../evidence/pod-selections.js";
import { workloadsIn } from "../evidence/workloads-in-namespace.js";

export interface NamedAfter {
  readonly requirement: Requirement;
  /** `Service`, `Deployment`, …, `container`. */
  readonly kind: string;
  readonly at: Site;
  /** A label that the intended pods have. */
  readonly label: { readonly key: string; readonly value: string };
}

/** What one of the selector's labels is the name of; undefined if none is such a name, or the pods have no label. */
export function namedAfter({ selector, namespaces }: PodSelection, view: View): NamedAfter | undefined {
  if (namespaces === undefined) return undefined;
  for (const requirement of selector.requirements) {
    const name = requirement.operator === "In" && requirement.values.length === 1 ? requirement.values[0]?.value : "";
    if (name === undefined || name === "") continue;
    for (const namespace of namespaces) {
      const found = findService(name, namespace, view) ?? findWorkload(name, namespace, view);
      const label = found === undefined ? undefined : labelOf(found.pod, requirement, found.asked);
      if (found === undefined || label === undefined || selector.requirements.some((it) => asksFor(it, label)))
        continue;
      return { requirement, kind: found.kind, at: found.at, label };
    }
  }
  return undefined;
}

/** True if the selector already requires the label of these pods, which do not match because of another one. */
function asksFor({ key, values }: Requirement, label: NamedAfter["label"]): boolean {
  return key.value === label.key && values[0]?.value === label.value;
}

interface Named {
  readonly kind: string;
  readonly at: Site;
  readonly pod: Workload;
  /** Label keys by which its pods are selected, best first. */
  readonly asked: Iterable<string>;
}

function findService(name: string, namespace: string, view: View): Named | undefined {
  const service = view.scope.services.find((it) => it.name === name && it.namespace === namespace);
  const pod = service && podsBehind(view, namespace, name)?.pods[0];
  if (service === undefined || pod === undefined) return undefined;
  return { kind: "Service", at: nameSite(service), pod, asked: service.object.selector?.keys() ?? [] };
}

function findWorkload(name: string, namespace: string, view: View): Named | undefined {
  const own = workloadsIn(namespace, view).filter((it) => !it.hostNetwork);
  const pod = own.find((it) => it.name === name);
  if (pod !== undefined) return { kind: pod.kind, at: nameSite(pod), pod, asked: pod.labels.keys() };
  for (const it of own) {
    const container = it.object.containers.find(({ value }) => value === name);
    if (container !== undefined) return { kind: "container", at: container.at, pod: it, asked: it.labels.keys() };
  }
  return undefined;
}

/** The pod's label with the required key, or else one by which it is selected. */
function labelOf({ labels }: Workload, { key }: Requirement, asked: Iterable<string>): NamedAfter["label"] | undefined {
  for (const candidate of [key.value, ...asked]) {
    const value = labels.get(candidate);
    if (value !== undefined) return { key: candidate, value };
  }
  return undefined;
}

/** Selects by a label of the pods instead. @param isWritten False if a kustomization adds the label. */
export function askForLabel({ requirement, label }: NamedAfter, isWritten: boolean): FixOffer | undefined {
  const isOtherKey = requirement.key.value !== label.key;
  if (!isWritten || (isOtherKey && requirement.written !== "matchLabels")) return undefined;
  return {
    title: `Change to \`${label.key}=${label.value}\``,
    edit: (editor) => {
      const value = requirement.values[0]?.at;
      if (value !== undefined) editor.set(value, label.value);
      if (isOtherKey) editor.rename(requirement.at, label.key);
    },
  };
}
