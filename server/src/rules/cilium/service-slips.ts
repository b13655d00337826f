/** References to Services that match other destinations than they seem to, each with its effect in words (CS-26). */

import { nearest } from "../../base/nearest.js";
import { partOf, type Site } from "../../base/source.js";
import { atLeast } from "../../base/version.js";
import type { View } from "../../analysis/view.js";
import { plainLabels } from "../../model/object.js";
import type { Service } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import type { ServiceRef } from "../../systems/cilium/model.js";
import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { areAllPodsKnown } from "../evidence/known-pods.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
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
  /** The name of a Service that exists. */
  readonly near?: string;
}

/** @param isOpen True if the ports next to the reference allow everyone when no Service is found. */
export function slipsOf(ref: ServiceRef, isOpen: boolean, view: View): readonly ServiceSlip[] {
  const slip = apiServer(ref) ?? everywhere(ref, view) ?? missing(ref, isOpen, view);
  return [slip, ofPods(ref, view), unread(ref)].filter((it) => it !== undefined);
}

/** The Services that a reference matches. */
export function servicesOf({ name, namespace, selector }: ServiceRef, { scope }: View): readonly Service[] {
  return scope.services.filter((it) => {
    if (namespace !== undefined && namespace.value !== it.namespace) return false;
    if (selector !== undefined) return matchesAll(selector, plainLabels(it.object.meta.labels));
    return name?.value === it.name;
  });
}

/** The API server's Service has no selector. Its addresses are those of nodes, which CIDR blocks never match (CS-20). */
function apiServer({ name, namespace }: ServiceRef): ServiceSlip | undefined {
  if (name?.value !== "kubernetes" || namespace?.value !== "default") return undefined;
  return {
    at: name.at,
    severity: "warning",
    says: "This may not allow the API server: Service `kubernetes` means addresses, which match no nodes under Cilium",
    because:
      "A Service without a selector means the addresses of its endpoints. The entity `kube-apiserver` always matches the API server.",
    isApiServer: true,
  };
}

function everywhere(ref: ServiceRef, view: View): ServiceSlip | undefined {
  if (ref.namespace !== undefined) return undefined;
  const namespaces = new Set(servicesOf(ref, view).map((it) => it.namespace));
  const what = ref.name === undefined ? "Services with these labels" : `Services named ${quoted(ref.name.value)}`;
  const here = namespaces.size > 1 ? ` (here ${namesOf([...namespaces].sort())})` : "";
  return {
    at: ref.name?.at ?? ref.selector?.at ?? partOf(ref.at, "value"),
    severity: namespaces.size > 1 ? "warning" : "info",
    says: `${what} match in every namespace${here}, because \`namespace\` is missing`,
    because: "Without `namespace`, Cilium matches Services in all namespaces, not only in the policy's own.",
  };
}

/** Two of them, and how many more. */
function namesOf(namespaces: readonly string[]): string {
  const [first, second] = namespaces.map((it) => quoted(it));
  return namespaces.length > 2 ? `${first}, ${second} and ${namespaces.length - 2} more` : `${first} and ${second}`;
}

function missing({ name, namespace }: ServiceRef, isOpen: boolean, view: View): ServiceSlip | undefined {
  if (name === undefined || namespace === undefined) return undefined;
  const there = view.scope.services.filter((it) => it.namespace === namespace.value).map((it) => it.name);
  // If there are no Services at all, they are defined elsewhere.
  if (there.length === 0 || there.includes(name.value)) return undefined;
  if (!areAllPodsKnown(view, namespace.value) || !view.areServicesKnown(namespace.value)) return undefined;
  const near = nearest(name.value, there);
  const what = `There is no Service ${quoted(name.value)} in ${quoted(namespace.value)}`;
  return {
    at: name.at,
    severity: areManifestsOfOneCluster(view) ? "warning" : "info",
    says: isOpen ? `${what}: these ports are allowed to any destination` : `${what}, so nothing is allowed to it`,
    because: isOpen
      ? "A rule whose Services do not exist has no peers, and ports without peers are allowed to everyone."
      : "Cilium looks up the Service by name and namespace.",
    ...(near === undefined ? {} : { near }),
  };
}

/** Before Cilium 1.17, an item matches only Services without a selector (CS-26). */
function ofPods(ref: ServiceRef, view: View): ServiceSlip | undefined {
  const version = ciliumVersionOf(view.settings);
  const found = atLeast(version, 1, 17) ? [] : servicesOf(ref, view);
  const [first] = found;
  if (first === undefined || found.some((it) => it.object.selector === undefined)) return undefined;
  return {
    at: ref.name?.at ?? ref.selector?.at ?? partOf(ref.at, "value"),
    severity: "warning",
    says: `This matches nothing: before Cilium 1.17, Services with a selector, such as ${quoted(first.name)}, are ignored`,
    because:
      "Older versions only look up the addresses of Services without a selector. Select the pods by their labels.",
  };
}

function unread({ unread: at }: ServiceRef): ServiceSlip | undefined {
  if (at === undefined) return undefined;
  return {
    at,
    severity: "warning",
    says: "`k8sService` is ignored next to `k8sServiceSelector`: only the labels select Services",
    because: "An item can have only one of the two. Two items match both.",
  };
}
