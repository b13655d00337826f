/** Objects that configure which callers must reach which pods → the Services and pods that they name, by kind and group. */

import { integerOrString, field, items, text } from "../decode/read.js";
import { readMeta } from "../decode/object.js";
import { addressesInFiles, addressesInTexts } from "../decode/told-addresses.js";
import type { AccountRef, CallReading, GatewayRef, NeedObject } from "../model/need.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { accountsOf } from "./bindings.js";
import {
  backendsOf,
  classNameOf,
  controllerOf,
  gatewaysOf,
  hostsOf,
  listedBackends,
  routeBackends,
} from "./backends.js";
import { controllerCalls, mayBeCalled } from "./controllers.js";
import { monitorCalls } from "./monitors.js";

interface NeedKind {
  readonly group: string;
  readonly kinds: readonly string[];
  readonly caller: NeedObject["caller"];
  readonly calls: (root: YamlNode, kind: string) => readonly CallReading[];
  readonly className?: (root: YamlNode, kind: string) => string | undefined;
  readonly gateways?: (root: YamlNode) => readonly GatewayRef[];
  readonly accounts?: (root: YamlNode) => readonly AccountRef[];
  /** How the pods that serve it are called in their label. */
  readonly router?: string;
  /** The group that the kind had before. */
  readonly oldGroup?: string;
  readonly servedBy?: (root: YamlNode, kind: string) => string | undefined;
  /** A word that the text has if the object names a Service: most objects of the kind do not, and are large. */
  readonly only?: RegExp;
}

/** The Service port that the API server calls by default. */
const DEFAULT_PORT = 443;

const NEED_KINDS: readonly NeedKind[] = [
  {
    group: "admissionregistration.k8s.io",
    kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
    caller: "api-server",
    calls: (root) => items(field(root, "webhooks")).flatMap((it) => serviceCall(field(it, "clientConfig"))),
  },
  {
    group: "apiextensions.k8s.io",
    kinds: ["CustomResourceDefinition"],
    caller: "api-server",
    calls: (root) => serviceCall(field(field(field(field(root, "spec"), "conversion"), "webhook"), "clientConfig")),
    only: /clientConfig/,
  },
  {
    group: "apiregistration.k8s.io",
    kinds: ["APIService"],
    caller: "api-server",
    calls: (root) => serviceCall(field(root, "spec")),
  },
  { group: "networking.k8s.io", kinds: ["Ingress"], caller: "router", calls: backendsOf, className: classNameOf },
  {
    group: "gateway.networking.k8s.io",
    kinds: ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"],
    caller: "router",
    calls: routeBackends,
    gateways: gatewaysOf,
  },
  // It names no Service, but says what serves the routes that name it.
  {
    group: "gateway.networking.k8s.io",
    kinds: ["Gateway"],
    caller: "router",
    calls: () => [],
    className: classNameOf,
  },
  {
    group: "rbac.authorization.k8s.io",
    kinds: ["RoleBinding", "ClusterRoleBinding"],
    caller: "account",
    calls: () => [],
    accounts: accountsOf,
    only: /ServiceAccount/,
  },
  // https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
  {
    group: "traefik.io",
    oldGroup: "traefik.containo.us",
    kinds: ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"],
    caller: "router",
    calls: listedBackends,
    router: "traefik",
  },
  // https://projectcontour.io/docs/main/config/api/#projectcontour.io/v1.HTTPProxy
  {
    group: "projectcontour.io",
    kinds: ["HTTPProxy"],
    caller: "router",
    calls: listedBackends,
    router: "envoy",
  },
  // They name no Service either, but say what a class stands for.
  { group: "networking.k8s.io", kinds: ["IngressClass"], caller: "router", calls: () => [], servedBy: controllerOf },
  {
    group: "gateway.networking.k8s.io",
    kinds: ["GatewayClass"],
    caller: "router",
    calls: () => [],
    servedBy: controllerOf,
  },
  // Only OpenShift has it, and what serves it is part of the platform.
  { group: "route.openshift.io", kinds: ["Route"], caller: "router", calls: () => [] },
  {
    group: "monitoring.coreos.com",
    kinds: ["ServiceMonitor", "PodMonitor"],
    caller: "monitor",
    calls: monitorCalls,
  },
];

const KINDS = new Map(NEED_KINDS.flatMap((it) => it.kinds.map((kind) => [kind, it] as const)));

/** Objects whose texts may be variables or files with a host, and the field that has them. Larger ones are data, such as dashboards. */
const TEXTS: Readonly<Record<string, string>> = { ConfigMap: "data", Secret: "stringData" };
const LONGEST_CONFIG = 8_000;
const NAMES_HOST = /:\/\/|[a-z0-9]:\d{2,5}\b|(?:HOST|ADDR|SERVER|ENDPOINT)/i;

/** True for a document that is worth parsing. @param kinds Kinds in the document. */
export function mayNeed(text: string, kinds: readonly string[]): boolean {
  const mayTell = kinds.some((it) => TEXTS[it] !== undefined && text.includes(TEXTS[it]));
  if (mayTell && text.length < LONGEST_CONFIG && NAMES_HOST.test(text)) return true;
  if (mayBeCalled(text, kinds)) return true;
  return kinds.some((it) => KINDS.get(it)?.only?.test(text) ?? KINDS.has(it));
}

/** Undefined for an object of another kind or group. */
export function readNeed(root: YamlNode, group: string, kind: string): NeedObject | undefined {
  const texts = group === "" ? TEXTS[kind] : undefined;
  if (texts !== undefined) return readTexts(root, kind, texts);
  const controlled = controllerCalls(root, group, kind);
  if (controlled !== undefined) return readControlled(root, group, kind, controlled);
  const found = KINDS.get(kind);
  if (found === undefined || (found.group !== group && found.oldGroup !== group)) return undefined;
  const meta = readMeta(root, kind, `${group}/v1`);
  const className = found.className?.(root, kind);
  const servedBy = found.servedBy?.(root, kind);
  const hosts = found.caller === "router" ? hostsOf(root) : [];
  return {
    type: "need",
    meta,
    problems: [],
    kind,
    caller: found.caller,
    calls: found.calls(root, kind),
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(className === undefined ? {} : { className }),
    ...(servedBy === undefined ? {} : { servedBy }),
    ...(found.gateways === undefined ? {} : { gateways: found.gateways(root) }),
    ...(found.accounts === undefined ? {} : { accounts: found.accounts(root) }),
    ...(found.router === undefined ? {} : { router: found.router }),
  };
}

/** The Service of a `clientConfig`, or of the `spec` of an APIService; nothing for a URL. */
function serviceCall(config: YamlNode | undefined): CallReading[] {
  const service = field(config, "service");
  const name = text(field(service, "name"));
  if (name === undefined) return [];
  const namespace = text(field(service, "namespace"));
  const port = integerOrString(field(service, "port"))?.value ?? DEFAULT_PORT;
  return [{ to: "service", name, port, ...(namespace === undefined ? {} : { namespace: namespace.value }) }];
}

function readControlled(
  root: YamlNode,
  group: string,
  kind: string,
  calls: Pick<NeedObject, "controller" | "urls">,
): NeedObject {
  const meta = readMeta(root, kind, `${group}/v1`);
  return { type: "need", meta, problems: [], kind, caller: "controller", calls: [], ...calls };
}

/** Undefined if it names no host. */
function readTexts(root: YamlNode, kind: string, texts: string): NeedObject | undefined {
  const entries = (field(root, texts)?.entries() ?? []).flatMap(({ key, value }) => {
    const written = text(value);
    return written === undefined ? [] : [{ name: key, ...written }];
  });
  const told = addressesInTexts(entries);
  const inFiles = addressesInFiles(entries);
  if (told.size + inFiles.size === 0) return undefined;
  const meta = readMeta(root, kind, "v1");
  return { type: "need", meta, problems: [], kind, caller: "reader", calls: [], told, inFiles };
}
