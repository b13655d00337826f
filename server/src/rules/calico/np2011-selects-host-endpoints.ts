/** NP2011: a global policy whose selectors also hold for host endpoints, which are in no namespace (C6, C7). */

import { plainLabels } from "../../model/object.js";
import { nameSite } from "../../model/scope.js";
import {
  type CalicoPolicy,
  type HostEndpointObject,
  isHostEndpoint,
  type SelectorText,
} from "../../systems/calico/model.js";
import { expressionOf, NAMESPACE_NAME_LABEL } from "../../systems/calico/selector/facets.js";
import { holdsFor } from "../../systems/calico/selector/holds.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { enforcedPolicy } from "./calico-policies.js";

export default defineRule({
  code: "NP2011",
  name: "selects-host-endpoints",
  title: "A GlobalNetworkPolicy that also selects host endpoints",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-6", "C-7"],

  *check(policy, view) {
    const object = enforcedPolicy(policy);
    if (object === undefined || !object.clusterwide || MEANS_HOSTS.test(policy.name)) return;
    const { selector, namespaceSelector } = object;
    const host = view.scope.resources.filter(isHostEndpoint).find((it) => isSelectedToo(it, object));
    if (host === undefined) return;
    const severity = namespaceSelector === undefined ? "info" : "warning";
    const at = namespaceSelector?.at ?? selector?.at ?? nameSite(policy);
    yield { at, severity, policy, host: host.meta.name?.value ?? "", namespaceSelector } as const;
  },

  message: ({ policy, host }) =>
    `${quoted(policy.name)} also selects host endpoint ${quoted(host)}, which is in no namespace`,
  note: () =>
    "A condition such as `not in` or `!=` is also true where there is no label, and a host endpoint has no labels of a namespace. What no rule allows is then denied on the node.",

  fixes: {
    "ask-for-namespace": {
      safety: "changes-traffic",
      fix: ({ namespaceSelector }) =>
        namespaceSelector === undefined
          ? undefined
          : {
              title: "Select only what is in a namespace",
              edit: (editor) => editor.set(namespaceSelector.at, inNamespaces(namespaceSelector)),
            },
    },
  },
});

const MEANS_HOSTS = /host|node|hep|bare/i;
const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** True for a host endpoint that is selected although no selector asks for a label of it. */
function isSelectedToo(host: HostEndpointObject, policy: CalicoPolicy): boolean {
  const { selector, namespaceSelector, serviceAccountSelector } = policy;
  if (serviceAccountSelector !== undefined || !holds(selector, NO_LABELS)) return false;
  if (!holds(selector, plainLabels(host.meta.labels))) return false;
  const expression = expressionOf(namespaceSelector);
  return expression === undefined || holdsFor(expression, NO_LABELS, { isGlobal: true, isOnNamespaces: true });
}

function holds(selector: SelectorText | undefined, labels: ReadonlyMap<string, string>): boolean {
  const expression = expressionOf(selector);
  return expression === undefined || holdsFor(expression, labels);
}

function inNamespaces(selector: SelectorText): string {
  const text = selector.value.trim();
  return `has(${NAMESPACE_NAME_LABEL}) && ${expressionOf(selector)?.type === "or" ? `(${text})` : text}`;
}
