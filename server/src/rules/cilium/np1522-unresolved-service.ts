/** NP1522: `toServices` that stands for other ends than it seems to, or for anyone at all (CS-26, B.2.4). */

import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { nearest } from "../../base/nearest.js";
import { partOf, type Site } from "../../base/source.js";
import { atLeast } from "../../base/version.js";
import type { View } from "../../analysis/view.js";
import { type CiliumItem, ciliumPolicy, itemsOf, type ServiceRef } from "../../systems/cilium/model.js";
import { plainLabels } from "../../model/object.js";
import type { Service } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import { isWhole } from "../evidence/missed-pods.js";
import { defineRule, type Finding, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

interface Unresolved extends Finding {
  readonly severity: Severity;
  readonly says: string;
  readonly because: string;
  /** The list that can be one of entities, and its only item. */
  readonly list?: { readonly at: Site; readonly item: Site };
  /** The name of a Service that is there. */
  readonly near?: string;
}

export default defineRule({
  code: "NP1522",
  name: "unresolved-service",
  title: "A Service that stands for other ends than it seems to",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["CP-43", "CV-15"],

  *check(policy, view): Iterable<Unresolved> {
    for (const item of ciliumPolicy(policy)?.specs.flatMap(itemsOf) ?? []) {
      for (const peers of item.peers) {
        if (peers.type !== "services") continue;
        const { services } = peers;
        const isOpen = opensPorts(item, view) && services.every((it) => servicesOf(it, view).length === 0);
        for (const ref of services) {
          const api = apiServer(ref);
          if (api !== undefined) yield services.length === 1 ? { ...api, list: { at: peers.at, item: ref.at } } : api;
          else if (ref.namespace === undefined) yield* everywhere(ref, view);
          else yield* missing(ref, ref.namespace.value, isOpen, view);
          if (ref.unread !== undefined) yield unread(ref.unread);
        }
      }
    }
  },

  message: ({ says }) => says,
  note: ({ because }) => because,

  fixes: {
    "use-entity": {
      title: "Write `toEntities: [kube-apiserver]`",
      safety: "changes-traffic",
      when: ({ list }) => list !== undefined,
      edit: (editor, { list }) => {
        if (list === undefined) return;
        editor.rename(list.at, "toEntities");
        editor.set(list.item, "kube-apiserver");
      },
    },
    correct: {
      title: ({ near }) => `Write \`${near ?? ""}\``,
      safety: "changes-traffic",
      when: ({ near }) => near !== undefined,
      edit: (editor, { at, near }) => {
        if (near !== undefined) editor.set(at, near);
      },
    },
  },
});

/** The Service of the API server has no selector; its addresses are those of nodes, which blocks never match (CS-20). */
function apiServer({ name, namespace }: ServiceRef): Unresolved | undefined {
  if (name?.value !== "kubernetes" || namespace?.value !== "default") return undefined;
  return {
    at: name.at,
    severity: "warning",
    says: "Service `kubernetes` stands for addresses, and those never match an API server on the cluster's nodes",
    because:
      "A Service without a selector stands for the addresses of its endpoints. The entity `kube-apiserver` means it anywhere.",
  };
}

function* everywhere(ref: ServiceRef, view: View): Iterable<Unresolved> {
  const namespaces = new Set(servicesOf(ref, view).map((it) => it.namespace));
  const what = ref.name === undefined ? "Services with these labels" : `Services named ${quoted(ref.name.value, 30)}`;
  const names = [...namespaces].sort().slice(0, 2);
  const here = namespaces.size > 1 ? `, here in ${names.map((it) => quoted(it, 18)).join(" and ")}` : "";
  yield {
    at: ref.name?.at ?? ref.selector?.at ?? partOf(ref.at, "value"),
    severity: namespaces.size > 1 ? "warning" : "info",
    says: `${what} in every namespace are meant: there is no \`namespace\`${here}`,
    because: "Without `namespace` a Service is looked for in all namespaces, not in that of the policy.",
  };
}

function* missing(ref: ServiceRef, namespace: string, isOpen: boolean, view: View): Iterable<Unresolved> {
  const { name } = ref;
  const there = view.scope.services.filter((it) => it.namespace === namespace).map((it) => it.name);
  // Where no Service is in sight, Services are kept elsewhere.
  if (name === undefined || there.length === 0 || there.includes(name.value) || !isWhole(view, namespace)) return;
  const near = nearest(name.value, there);
  const what = `There is no Service ${quoted(name.value, 24)} in ${quoted(namespace, 18)}`;
  yield {
    at: name.at,
    severity: "warning",
    says: isOpen ? `${what}: these ports are open to any destination` : `${what}, so nothing is allowed to it`,
    because: isOpen
      ? "A rule whose Services are not there is left without peers, and ports without peers are open to everyone."
      : "Cilium looks the Service up by name and namespace.",
    ...(near === undefined ? {} : { near }),
  };
}

function unread(at: Site): Unresolved {
  return {
    at,
    severity: "warning",
    says: "`k8sService` is not read beside `k8sServiceSelector`: the labels alone say which Services are meant",
    because: "One item takes one of the two. Two items mean both.",
  };
}

/** True where a rule without peers would open its ports: since 1.17 ports may stand beside Services (B.2.4). */
function opensPorts({ deny, toPorts }: CiliumItem, { settings }: View): boolean {
  return !deny && (toPorts?.items.length ?? 0) > 0 && atLeast(ciliumVersionOf(settings), 1, 17);
}

function servicesOf({ name, namespace, selector }: ServiceRef, { scope }: View): readonly Service[] {
  return scope.services.filter((it) => {
    if (namespace !== undefined && namespace.value !== it.namespace) return false;
    if (selector !== undefined) return matchesAll(selector, plainLabels(it.object.meta.labels));
    return name?.value === it.name;
  });
}
