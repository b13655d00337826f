/** Namespaces into which one manifest is built several times, such as one for each environment (NP1105). */

import type { View } from "../../analysis/view.js";

/** True for namespaces with workloads of the same manifest. */
export function areAlternatives(view: View, a: string, b: string): boolean {
  const manifests = view.memo(manifestsByNamespace);
  const own = manifests.get(a) ?? new Set();
  return a !== b && [...(manifests.get(b) ?? [])].some((it) => own.has(it));
}

function manifestsByNamespace({ scope }: View): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { namespace, object } of scope.workloads) {
    const { document, node } = object.meta.at;
    const known = found.get(namespace) ?? new Set();
    found.set(namespace, known.add(`${document} ${node}`));
  }
  return found;
}
