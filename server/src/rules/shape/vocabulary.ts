/** Words of one policy API, of its old versions or of its tutorials that people write in the other (CP-11). */

import type { UnknownField } from "../../model/shape-problem.js";
import { isCilium } from "../words/shape-words.js";

/** What was meant by a field name, nearest first: the first that the place knows counts. */
const MEANT: Readonly<Record<string, readonly string[] | undefined>> = {
  apiKind: ["kind"],
  from: ["to", "fromEndpoints", "toEndpoints"],
  to: ["from", "toEndpoints", "fromEndpoints"],
  fromPods: ["fromEndpoints", "from"],
  toPods: ["toEndpoints", "to"],
  fromEndpoints: ["toEndpoints", "from", "to"],
  toEndpoints: ["fromEndpoints", "to", "from"],
  fromEntities: ["toEntities"],
  toEntities: ["fromEntities"],
  fromCIDR: ["toCIDR"],
  toCIDR: ["fromCIDR"],
  fromCIDRSet: ["toCIDRSet"],
  toCIDRSet: ["fromCIDRSet"],
  fromNodes: ["toNodes"],
  toNodes: ["fromNodes"],
  fromGroups: ["toGroups"],
  toGroups: ["fromGroups"],
  podSelector: ["endpointSelector"],
  endpointSelector: ["podSelector"],
  selector: ["podSelector", "endpointSelector"],
  labels: ["matchLabels"],
  namespace: ["namespaceSelector"],
  labelSelector: ["podSelector", "endpointSelector"],
  expressions: ["matchExpressions"],
  ports: ["toPorts"],
  toPorts: ["ports"],
  fromPorts: ["toPorts", "ports"],
  pathRegex: ["path"],
  pathPrefix: ["path"],
  methodRegex: ["method"],
  methods: ["method"],
  hostRegex: ["host"],
  types: ["policyTypes"],
  auth: ["authentication"],
  cidrBlock: ["ipBlock"],
};

/** Fields that have no counterpart in the other API, and what to write there. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  namespaceSelector: "namespaces go by `k8s:io.kubernetes.pod.namespace`",
  ipBlock: "addresses go into `fromCIDRSet` or `toCIDRSet`",
  policyTypes: "a direction is isolated as soon as it has rules",
  ingressDeny: "NetworkPolicy has no deny rules",
  egressDeny: "NetworkPolicy has no deny rules",
  toFQDNs: "NetworkPolicy knows no DNS names",
  fromEntities: "NetworkPolicy knows no entities",
  toEntities: "NetworkPolicy knows no entities",
  fromCIDR: "addresses go into `ipBlock`",
  toCIDR: "addresses go into `ipBlock`",
  fromCIDRSet: "addresses go into `ipBlock`",
  toCIDRSet: "addresses go into `ipBlock`",
  toServices: "name the pods behind the Service instead",
  icmps: "NetworkPolicy has no say over ICMP",
  enableDefaultDeny: "a NetworkPolicy always isolates the pods it selects",
};

/** The field of this place that is meant: another API's word for it, else a near miss. */
export function meantField({ field, known, nearest, siblings }: UnknownField): string | undefined {
  const words = Object.hasOwn(MEANT, field) ? MEANT[field] : undefined;
  const meant = words?.find((it) => known.includes(it)) ?? nearest;
  return meant === undefined || siblings.some((it) => it.key === meant) ? undefined : meant;
}

/** In words, what stands in the place of a field that this API does not have at all. */
export function counterpart({ field, kind, homes }: UnknownField): string | undefined {
  if (homes.length > 0) return undefined;
  if (isCilium(kind) === (field === "namespaceSelector" || field === "ipBlock" || field === "policyTypes")) {
    return Object.hasOwn(ELSEWHERE, field) ? ELSEWHERE[field] : undefined;
  }
  return undefined;
}
