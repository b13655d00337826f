/** Workloads and namespaces of a scope by their labels: what plain selectors match, before any policy is compiled. */

import { inNamespace, podLabels } from "../engine/queries.js";
import { PodIndex } from "../engine/selectors.js";
import type { Scope, Workload } from "../model/scope.js";
import { type LabelSelector, matchesAll } from "../model/selector.js";
import { type Hiding, UnseenIndex } from "./unseen-index.js";

const NO_LABELS: ReadonlyMap<string, string> = new Map();

export class ScopeIndex {
  readonly #scope: Scope;
  #pods: PodIndex | undefined;
  #populated: ReadonlySet<string> | undefined;
  #unseen: UnseenIndex | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Workloads of a namespace (undefined: of all), those on the host's network too. */
  workloadsMatching(selector: LabelSelector, namespace: string | undefined): Workload[] {
    this.#pods ??= podIndex(this.#scope);
    const query = [...(namespace === undefined ? [] : inNamespace(namespace)), ...podLabels(selector)];
    return this.#pods
      .match(query)
      .toArray()
      .flatMap((id) => this.#scope.workloads[id] ?? []);
  }

  namespacesMatching(selector: LabelSelector): string[] {
    const namespaces = [...this.#scope.namespaces.values()];
    return namespaces.filter((it) => matchesAll(selector, it.labels)).map((it) => it.name);
  }

  /** True when the namespace (undefined: every namespace that a policy is in) has workloads, and none that no manifest shows. */
  isComplete(namespace: string | undefined): boolean {
    const { workloads, unseen, policies } = this.#scope;
    if (namespace !== undefined) return this.hasWorkloads(namespace) && !this.#hidden().reaches(namespace);
    if (unseen.length > 0 || workloads.length === 0) return false;
    return policies.every((it) => it.namespace === undefined || this.hasWorkloads(it.namespace));
  }

  /** What may hide pods that the selector matches in the namespace (undefined: in any). */
  hiding(selector: LabelSelector, namespace: string | undefined): Hiding {
    return this.#hidden().hiding(selector, namespace);
  }

  #hidden(): UnseenIndex {
    this.#unseen ??= new UnseenIndex(this.#scope.unseen);
    return this.#unseen;
  }

  hasWorkloads(namespace: string): boolean {
    this.#populated ??= new Set(this.#scope.workloads.map((it) => it.namespace));
    return this.#populated.has(namespace);
  }
}

/** Pods by the places of their workloads in the scope. */
function podIndex({ workloads }: Scope): PodIndex {
  return new PodIndex(
    workloads.map(({ labels, namespace }) => ({
      labels,
      namespace,
      namespaceLabels: NO_LABELS,
      serviceAccount: "",
      hostNetwork: false,
    })),
  );
}
