/** Documents that make pods which no manifest shows: charts, operators' resources, workloads in templates. */

import type { UnseenPods } from "../model/scope.js";
import { SYSTEM_GROUPS } from "../systems/kinds.js";

/**
 * API groups whose objects run no pods of their own. Every other custom resource may: an operator reads it and
 * starts what it likes, so a namespace that holds one is not fully in sight. Missing a group here costs a
 * finding, a group too many costs a false alarm.
 */
const INERT_GROUPS: ReadonlySet<string> = new Set([
  ...SYSTEM_GROUPS,
  "acme.cert-manager.io",
  "bitnami.com",
  "cert-manager.io",
  "crd.projectcalico.org",
  "projectcalico.org",
  "external-secrets.io",
  "generators.external-secrets.io",
  "externaldns.k8s.io",
  "image.toolkit.fluxcd.io",
  "kyverno.io",
  "keda.sh",
  "metallb.io",
  "networking.istio.io",
  "security.istio.io",
  "telemetry.istio.io",
  "notification.toolkit.fluxcd.io",
  "source.toolkit.fluxcd.io",
  "kustomize.toolkit.fluxcd.io",
  "traefik.io",
  "traefik.containo.us",
  "aquasecurity.github.io",
  "constraints.gatekeeper.sh",
  "templates.gatekeeper.sh",
  "linkerd.io",
  "policy.linkerd.io",
  "secrets.hashicorp.com",
  "isindir.github.com",
  "reloader.stakater.com",
  "postgresql.org",
  "argoproj.io/AppProject",
  "argoproj.io/ApplicationSet",
  "route.openshift.io",
  "security.openshift.io",
  "config.openshift.io",
  "project.openshift.io",
  "user.openshift.io",
  "console.openshift.io",
  "oauth.openshift.io",
  "quota.openshift.io",
]);

/** Kinds of the Prometheus operator that only configure it. */
const INERT_KINDS: ReadonlySet<string> = new Set([
  "ServiceMonitor",
  "PodMonitor",
  "PrometheusRule",
  "Probe",
  "ScrapeConfig",
  "AlertmanagerConfig",
  "GrafanaDashboard",
  "GrafanaDatasource",
]);

/** Told from the text alone: the document was passed over. */
export function unseenPodsOf(text: string): UnseenPods | undefined {
  const apiVersion = /^apiVersion:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
  const kind = /^kind:[ \t]*["']?([A-Za-z0-9]+)/m.exec(text)?.[1];
  if (apiVersion === undefined || kind === undefined) return undefined;
  const own = /^[ \t]+namespace:[ \t]*["']?([a-z0-9-]+)/m.exec(text)?.[1];
  const name = /^[ \t]+name:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1] ?? "";
  // The one built-in controller that is not read.
  if (kind === "ReplicationController") return { because: `${kind} ${name}`.trim(), namespace: own ?? "default" };
  if (!apiVersion.includes("/")) return undefined;
  const group = apiVersion.slice(0, apiVersion.indexOf("/"));
  // Built-in groups have no dot or end in k8s.io; what they run is decoded.
  if (!group.includes(".") || group.endsWith("k8s.io") || INERT_GROUPS.has(group) || INERT_KINDS.has(kind)) {
    return undefined;
  }
  if (INERT_GROUPS.has(`${group}/${kind}`)) return undefined;
  const target = /^[ \t]+targetNamespace:[ \t]*["']?([a-z0-9-]+)/m.exec(text)?.[1];
  const namespace = target ?? own;
  return { because: `${kind} ${name}`.trim(), ...(namespace === undefined ? {} : { namespace }) };
}

const WORKLOAD_IN_TEMPLATE = /^[ \t-]*kind:[ \t]*["']?(Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob)\b/m;

/** A template that renders workloads: they may land in any namespace. */
export function templateMakesPods(text: string): boolean {
  return WORKLOAD_IN_TEMPLATE.test(text);
}
