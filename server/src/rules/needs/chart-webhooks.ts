/** Charts whose webhooks the API server calls, in namespaces whose policies for every pod do not allow it (NP1912). */

import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { allowListOf, peersOf, type PodsPeer, type PolicyPart } from "../../model/reading.js";
import { NAMESPACE_NAME, nameSite, type Policy } from "../../model/scope.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";
import { isFor } from "./kept-out-calls.js";

interface ChartWebhook {
  readonly chart: string;
  /** Of the pods, if the chart's values are the default ones. */
  readonly port: number;
  readonly source: string;
}

export const CHART_WEBHOOKS: readonly ChartWebhook[] = [
  {
    chart: "cert-manager",
    port: 10250,
    source: "https://github.com/cert-manager/cert-manager/blob/master/deploy/charts/cert-manager/values.yaml",
  },
  {
    chart: "cloudnative-pg",
    port: 9443,
    source: "https://github.com/cloudnative-pg/charts/blob/main/charts/cloudnative-pg/README.md",
  },
  {
    chart: "external-secrets",
    port: 10250,
    source: "https://github.com/external-secrets/external-secrets/blob/main/deploy/charts/external-secrets/values.yaml",
  },
  {
    chart: "gatekeeper",
    port: 8443,
    source: "https://github.com/open-policy-agent/gatekeeper/blob/master/charts/gatekeeper/values.yaml",
  },
  {
    chart: "ingress-nginx",
    port: 8443,
    source: "https://github.com/kubernetes/ingress-nginx/blob/main/charts/ingress-nginx/values.yaml",
  },
  {
    chart: "kube-prometheus-stack",
    port: 10250,
    source: "https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml",
  },
  {
    chart: "kyverno",
    port: 9443,
    source:
      "https://github.com/kyverno/kyverno/blob/main/charts/kyverno/templates/admission-controller/networkpolicy.yaml",
  },
  {
    chart: "opentelemetry-operator",
    port: 9443,
    source:
      "https://github.com/open-telemetry/opentelemetry-helm-charts/blob/main/charts/opentelemetry-operator/examples/default/rendered/deployment.yaml",
  },
];

export interface KeptOutChart {
  readonly at: Site;
  readonly webhook: ChartWebhook;
  /** What installs it, in words: `HelmRelease cert-manager`. */
  readonly because: string;
}

/** Each chart once, at the first policy of the namespace that restricts every pod. */
export function* keptOutCharts(policy: Policy, view: View): Iterable<KeptOutChart> {
  const { namespace } = policy;
  const part = namespace === undefined ? undefined : policy.reading.parts.find(isForAll);
  if (namespace === undefined || part === undefined || mayUnreadAllow(view, namespace)) return;
  const charts = view.memo(chartsByNamespace).get(namespace) ?? [];
  if (charts.length === 0) return;
  const policies = view.policies.filter((it) => it.namespace === undefined || it.namespace === namespace);
  if (policies.find((it) => it.namespace === namespace && it.reading.parts.some(isForAll)) !== policy) return;
  const rules = policies
    .flatMap((it) => view.allowances(it))
    .filter(({ by }) => by.direction === "ingress" && by.verdict === "allow");
  // Policies that allow nothing at all say nothing of who is meant to connect.
  if (rules.length === 0 || policies.some(isRanked) || rules.some((it) => it.namedPorts.length > 0)) return;
  const list = allowListOf(part, "ingress");
  const at = list === undefined ? nameSite(policy) : partOf(list.at, "key");
  for (const { webhook, because } of charts) {
    const isAllowed = rules.some((it) => isFor(it, "TCP", webhook.port) && mayBeApiServer(it));
    if (!isAllowed) yield { at, webhook, because };
  }
}

function isForAll({ subject, isolates }: PolicyPart): boolean {
  const isEvery = (subject.selector?.requirements ?? []).length === 0 && subject.others.length === 0;
  return subject.of === "pods" && isEvery && subject.namespaces === "own" && isolates.ingress !== undefined;
}

interface Installed extends Omit<KeptOutChart, "at"> {}

function chartsByNamespace({ scope }: View): ReadonlyMap<string, readonly Installed[]> {
  const found = new Map<string, Installed[]>();
  for (const { cause, namespace, likely, because } of scope.unseen) {
    if (cause !== "chart" || namespace === undefined) continue;
    const names = new Set([...(likely?.values() ?? [])].flat());
    for (const webhook of CHART_WEBHOOKS) {
      if (names.has(webhook.chart)) found.set(namespace, [...(found.get(namespace) ?? []), { webhook, because }]);
    }
  }
  return found;
}

/** The API server is no pod, but on some platforms its calls come through pods of `kube-system`, and names are not known of all. */
function mayBeApiServer({ anyPeer, by }: Allowance): boolean {
  return anyPeer || peersOf(by.reading).some((it) => it.type !== "pods" || mayBeTunnel(it));
}

function mayBeTunnel({ namespaces }: PodsPeer): boolean {
  if (typeof namespaces === "string") return namespaces === "any";
  const named = namespaces.requirements.filter((it) => it.key.value === NAMESPACE_NAME && it.operator === "In");
  return named.length === 0 || named.some((it) => it.values.some(({ value }) => value === "kube-system"));
}
