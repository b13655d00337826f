/** References to Services that stand for other ends than they seem to, each with its effect as words (CS-26). */

import { nearest } from "../../base/nearest.js";
import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { plainLabels } from "../../model/object.js";
import type { Service } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import type { ServiceRef } from "../../systems/cilium/model.js";
import { areAllPodsKnown } from "../evidence/known-pods.js";
import type { Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export interface ServiceSlip {
  readonly at: Site;
  readonly severity: Severity;
  /** The effect, as a message. */
  readonly says: string;
  readonly because: string;
  /** True for the Service of the API server. */
  readonly isApiServer?: boolean;
  /** The name of a Service that is there. */
  readonly near?: string;
}

/** @param isOpen True where the ports beside the reference are open to everyone when no Service is found. */
export function slipsOf(ref: ServiceRef, isOpen: boolean, view: View): readonly ServiceSlip[] {
  const slip = apiServer(ref) ?? everywhere(ref, view) ?? missing(ref, isOpen, view);
  return [slip, unread(ref)].filter((it) => it !== undefined);
}

/** The Services that a reference finds. */
export function servicesOf({ name, namespace, selector }: ServiceRef, { scope }: View): readonly Service[] {
  return scope.services.filter((it) => {
    if (namespace !== undefined && namespace.value !== it.namespace) return false;
    if (selector !== undefined) return matchesAll(selector, plainLabels(it.object.meta.labels));
    return name?.value === it.name;
  });
}

/** The Service of the API server has no selector; its addresses are those of nodes, which blocks never match (CS-20). */
function apiServer({ name, namespace }: ServiceRef): ServiceSlip | undefined {
  if (name?.value !== "kubernetes" || namespace?.value !== "default") return undefined;
  return {
    at: name.at,
    severity: "warning",
    says: "Service `kubernetes` stands for addresses, and those never match an API server on the cluster's nodes",
    because:
      "A Service without a selector stands for the addresses of its endpoints. The entity `kube-apiserver` means it anywhere.",
    isApiServer: true,
  };
}

function everywhere(ref: ServiceRef, view: View): ServiceSlip | undefined {
  if (ref.namespace !== undefined) return undefined;
  const namespaces = new Set(servicesOf(ref, view).map((it) => it.namespace));
  const what = ref.name === undefined ? "Services with these labels" : `Services named ${quoted(ref.name.value, 30)}`;
  const here = namespaces.size > 1 ? `, here in ${namesOf([...namespaces].sort())}` : "";
  return {
    at: ref.name?.at ?? ref.selector?.at ?? partOf(ref.at, "value"),
    severity: namespaces.size > 1 ? "warning" : "info",
    says: `${what} in every namespace are meant: there is no \`namespace\`${here}`,
    because: "Without `namespace` a Service is looked for in all namespaces, not in that of the policy.",
  };
}

/** Cut after two. */
function namesOf(namespaces: readonly string[]): string {
  const [first, second] = namespaces.map((it) => quoted(it, 18));
  return namespaces.length > 2 ? `${first}, ${second} and ${namespaces.length - 2} more` : `${first} and ${second}`;
}

function missing({ name, namespace }: ServiceRef, isOpen: boolean, view: View): ServiceSlip | undefined {
  if (name === undefined || namespace === undefined) return undefined;
  const there = view.scope.services.filter((it) => it.namespace === namespace.value).map((it) => it.name);
  // Where there is no Service at all, Services are kept elsewhere.
  if (there.length === 0 || there.includes(name.value) || !areAllPodsKnown(view, namespace.value)) return undefined;
  const near = nearest(name.value, there);
  const what = `There is no Service ${quoted(name.value, 24)} in ${quoted(namespace.value, 18)}`;
  return {
    at: name.at,
    severity: "warning",
    says: isOpen ? `${what}: these ports are open to any destination` : `${what}, so nothing is allowed to it`,
    because: isOpen
      ? "A rule whose Services are not there is left without peers, and ports without peers are open to everyone."
      : "Cilium looks the Service up by name and namespace.",
    ...(near === undefined ? {} : { near }),
  };
}

function unread({ unread: at }: ServiceRef): ServiceSlip | undefined {
  if (at === undefined) return undefined;
  return {
    at,
    severity: "warning",
    says: "`k8sService` is not read beside `k8sServiceSelector`: the labels alone say which Services are meant",
    because: "One item takes one of the two. Two items mean both.",
  };
}
