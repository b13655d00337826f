/** The labels by which a policy that is written for a workload tells its pods. */

import { identifyingLabels, PASSING_LABELS } from "../../analysis/identifying-labels.js";
import type { View } from "../../analysis/view.js";
import { peersOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { Labels, LabelSelector } from "../../model/selector.js";
import type { Ground } from "./scaffold.js";

/**
 * By the keys that policies of the file, then of the namespace, tell pods by, where these are the same pods; else by the
 * controller's. Empty where no label tells them.
 */
export function labelsFor(workload: Workload, ground: Pick<Ground, "file" | "view">): Labels {
  const own = identifyingLabels(workload, ground.view);
  if (own.size === 0) return own;
  const { workloads } = ground.view.scope;
  const neighbours = workloads.filter((it) => it.namespace === workload.namespace && !it.hostNetwork);
  const wanted = podsWith(own, neighbours);
  for (const keys of keysIn(workload.namespace, ground)) {
    const labels = new Map(keys.map((it) => [it, workload.labels.get(it) ?? ""]));
    const isKnown = keys.every((it) => workload.labels.has(it) && !PASSING_LABELS.has(it));
    if (isKnown && podsWith(labels, neighbours).join() === wanted.join()) return labels;
  }
  return own;
}

function podsWith(labels: Labels, workloads: readonly Workload[]): readonly string[] {
  return workloads.filter((it) => [...labels].every(([key, value]) => it.labels.get(key) === value)).map((it) => it.id);
}

/** Each set of keys once, those of the file's policies first. */
function keysIn(namespace: string, { file, view }: Pick<Ground, "file" | "view">): readonly (readonly string[])[] {
  const uses = view.memo(keysInUse).get(namespace) ?? [];
  const here = uses.filter((it) => it.files.has(file.input.path));
  return [...here, ...uses.filter((it) => !here.includes(it))].map((it) => it.keys);
}

interface Use {
  readonly keys: readonly string[];
  /** Paths of the files with policies that use them. */
  readonly files: ReadonlySet<string>;
}

function keysInUse({ scope }: View): ReadonlyMap<string, readonly Use[]> {
  const byNamespace = new Map<string, Map<string, { keys: readonly string[]; files: Set<string> }>>();
  for (const policy of scope.policies) {
    if (policy.namespace === undefined) continue;
    const uses =
      byNamespace.get(policy.namespace) ?? new Map<string, { keys: readonly string[]; files: Set<string> }>();
    byNamespace.set(policy.namespace, uses);
    for (const selector of selectorsOf(policy)) {
      const keys = plainKeys(selector);
      if (keys.length === 0) continue;
      const name = [...keys].sort().join(" ");
      const use = uses.get(name) ?? { keys, files: new Set<string>() };
      uses.set(name, use);
      if (policy.file !== undefined) use.files.add(policy.file);
    }
  }
  return new Map([...byNamespace].map(([namespace, uses]) => [namespace, [...uses.values()]]));
}

function selectorsOf({ reading }: Policy): readonly LabelSelector[] {
  return reading.parts.flatMap((part) => [
    ...(part.subject.selector === undefined ? [] : [part.subject.selector]),
    ...part.rules.flatMap((rule) =>
      peersOf(rule).flatMap((it) => (it.type === "pods" && it.selector !== undefined ? [it.selector] : [])),
    ),
  ]);
}

/** None of a selector that asks for anything but values of labels. */
function plainKeys({ requirements }: LabelSelector): readonly string[] {
  return requirements.every((it) => it.written === "matchLabels") ? requirements.map((it) => it.key.value) : [];
}
