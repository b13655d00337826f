/**
 * What depends on the version that policies meet, pinned on both sides of each change. Every place of the code that names a
 * minor is in the table, and a new one has to be entered.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeDocument } from "../server/src/systems/decode-document.js";
import { profileOf } from "../server/src/systems/profiles/profiles.js";
import { parseWithLibrary } from "../server/src/syntax/library-parser.js";
import { clusterYaml } from "./kit/cluster.js";
import { onlyRules, workspaceOf } from "./kit/analyse.js";
import { ciliumPolicy, networkPolicy } from "./kit/manifests.js";
import { ROOT } from "./kit/repository.js";
import { endNamed, verdictAt, worldOf, type WorldSettings } from "./kit/worlds.js";

interface Gate {
  /** A file below `server/src`, and a text on the line that names the minor; several where one change has several places. */
  readonly places: readonly (readonly [file: string, text: string])[];
  /** The first minor with the change. */
  readonly from: number;
  /** Of the release, where it is not 1. */
  readonly major?: number;
  readonly what: string;
  readonly ask: (minor: number) => unknown;
  /** The answers of the minor before, and of that minor. */
  readonly before: unknown;
  readonly since: unknown;
}

const CHECK = "systems/cilium/check";
const COMPILE = "systems/cilium/compile";
const SCHEMA = "systems/cilium/schema";

/** Of a NetworkPolicy's `spec`: each problem as `path: kind (who refuses)`. */
const ofKubernetes = (spec: string) => (minor: number) =>
  problemsIn(networkPolicy("p", spec), { kubernetes: { major: 1, minor } });

/** The same of a Cilium policy, from `spec` on. */
const ofCilium =
  (body: string, kind = "CiliumNetworkPolicy") =>
  (minor: number) =>
    problemsIn(`{apiVersion: cilium.io/v2, kind: ${kind}, metadata: {name: p}, ${body}}`, {
      cilium: { major: 1, minor },
    });
const ofSpec = (rules: string) => ofCilium(`spec: {endpointSelector: {}, ${rules}}`);
const ofIngress = (item: string) => ofSpec(`ingress: [${item}]`);
const ofEgress = (item: string) => ofSpec(`egress: [${item}]`);
const ofPort = (port: string) => ofEgress(`{toPorts: [{ports: [${port}]}]}`);
const ofHttp = (rules: string) => ofIngress(`{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: ${rules}}]}`);
const ofNames = (names: string) =>
  ofEgress(`{toPorts: [{ports: [{port: "443", protocol: TCP}], serverNames: ${names}}]}`);

/** Of a policy of Calico: the problems of its `spec`, or of the whole document where that is given. */
const ofCalico =
  (spec: string, { group = "projectcalico.org/v3", kind = "NetworkPolicy", name = "p" } = {}) =>
  (minor: number) =>
    problemsIn(`{apiVersion: ${group}, kind: ${kind}, metadata: {name: ${name}}, spec: ${spec}}`, {
      calico: { major: 3, minor },
    });
const STORED = { group: "crd.projectcalico.org/v1" };
const CALICO_GATES = "systems/calico/gates.ts";

function problemsIn(text: string, versions: object): string[] {
  const settings = {
    versions: {
      kubernetes: { major: 1, minor: 36 },
      cilium: { major: 1, minor: 19 },
      calico: { major: 3, minor: 32 },
      ...versions,
    },
  };
  const { objects, problems } = decodeDocument({ ...parseWithLibrary(text), id: 1 }, settings);
  return [...problems, ...objects.flatMap((it) => it.problems)].map((it) => {
    const what = it.type !== "bad-value" ? it.type : it.fault.is === "malformed" ? it.fault.flaw : it.fault.is;
    return `${it.path}: ${what} (${it.refusedBy ?? "nobody"})`;
  });
}

const CLUSTER = clusterYaml(`
shop  team=red
  web  app=web
  db   app=db
ops   team=blue
  web  app=web
`);

/** What passes over TCP 80 between two ends under the policies. */
const verdict =
  (policies: string, from: string, to: string, settings: WorldSettings = {}) =>
  (minor: number) => {
    const files = new Map([
      ["cluster.yaml", CLUSTER],
      ["policies.yaml", policies],
    ]);
    const view = worldOf(files, { ...settings, versions: { ...settings.versions, cilium: { major: 1, minor } } });
    return verdictAt(view.reach(endNamed(view, from), endNamed(view, to)), "TCP", 80);
  };

/** What the connection hangs on. */
const conditions = (policies: string, from: string, to: string) => (minor: number) => {
  const files = new Map([
    ["cluster.yaml", CLUSTER],
    ["policies.yaml", policies],
  ]);
  const view = worldOf(files, { versions: { cilium: { major: 1, minor } } });
  return view.reach(endNamed(view, from), endNamed(view, to)).conditional.map((it) => it.when);
};

/** What one rule finds: its severities with the fixes that it offers. */
const finding =
  (rule: string, policies: string, words = false) =>
  (minor: number) => {
    const files = new Map([
      ["cluster.yaml", CLUSTER],
      ["policies.yaml", policies],
    ]);
    const settings = { ...onlyRules(rule), versions: { cilium: { major: 1, minor } } };
    return workspaceOf(files, settings)
      .diagnostics("policies.yaml")
      .map((it) => `${it.severity} ${words ? it.message : it.fixes.map(({ id }) => id).join()}`);
  };

function ofHttpInCalico(minor: number): unknown {
  const text = `{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {ingress: [{action: Allow, protocol: TCP, http: {methods: [GET]}}]}}`;
  const settings = { ...onlyRules("NP2012"), versions: { calico: { major: 3, minor } } };
  return workspaceOf(new Map([["policies.yaml", text]]), settings)
    .diagnostics("policies.yaml")
    .map((it) => `${it.severity} ${it.message}`);
}

/** How the first peer, and the isolation, of a Cilium policy are read. */
const reading = (spec: string) => (minor: number) => {
  const files = new Map([["policies.yaml", ciliumPolicy("p", spec)]]);
  const [part] = worldOf(files, { versions: { cilium: { major: 1, minor } } }).scope.policies[0]?.reading.parts ?? [];
  const [peer] = part?.lists[0]?.rules[0]?.peers[0]?.peers ?? [];
  return {
    namespaces:
      peer?.type === "pods" ? (typeof peer.namespaces === "string" ? peer.namespaces : "selected") : undefined,
    egress: part?.isolates.egress !== undefined,
  };
};

/** Two pods that have one name for two ports. */
const NAMED_PORTS = [
  ["named", 80],
  ["other", 81],
]
  .map(
    ([name, port]) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}\nspec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: ${port}}]}]}\n---\n`,
  )
  .join("");

/** A pod with labels that later minors drop. */
const LABELED = `apiVersion: v1
kind: Pod
metadata: {name: labeled, namespace: shop, labels: {topology.kubernetes.io/zone: a, batch.kubernetes.io/controller-uid: u}}
spec: {containers: [{name: c, image: i}]}
---
`;

const LONG = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}.e`;
const times = (count: number, item: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => item(at)).join(", ");
const DNS_ITEM = `{toEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}}], toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "**.example.com"}]}}]}`;
const SERVICE = `apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {selector: {app: db}, ports: [{port: 80}]}\n---\n`;
const PORT_80 = `toPorts: [{ports: [{port: "80", protocol: TCP}]}]`;

const GATES: readonly Gate[] = [
  {
    places: [["systems/kubernetes/schema.ts", "sinceRelease(36"]],
    from: 36,
    what: "a block must be written as the network it means",
    ask: ofKubernetes("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.5/24}}]}]}"),
    before: ["spec.ingress.from.ipBlock.cidr: host-bits (nobody)"],
    since: ["spec.ingress.from.ipBlock.cidr: host-bits (api-server)"],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, '"zeros-in-length"']],
    from: 16,
    what: "the schema takes zeros before a prefix length",
    ask: ofEgress("{toCIDR: [10.0.0.0/08]}"),
    before: ["spec.egress.toCIDR: zeros-in-length (api-server)"],
    since: ["spec.egress.toCIDR: zeros-in-length (agent)"],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, "mapped:"]],
    from: 16,
    what: "the schema takes an IPv4 address inside an IPv6 one",
    ask: ofEgress('{toCIDR: ["::ffff:10.0.0.0/104"]}'),
    before: ["spec.egress.toCIDR: mapped (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, 'check: "CV-10"']],
    from: 17,
    what: "CIDR groups may be selected by labels",
    ask: ofEgress("{toCIDRSet: [{cidrGroupSelector: {}}]}"),
    before: ["spec.egress.toCIDRSet.cidrGroupSelector: field-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, '"too-long"']],
    from: 17,
    what: "the schema limits DNS names to 255 characters",
    ask: ofEgress(`{toFQDNs: [{matchName: ${LONG}}]}`),
    before: [],
    since: ["spec.egress.toFQDNs.matchName: too-long (api-server)"],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, 'sinceRelease(16, "api-server", "nobody")']],
    from: 16,
    what: "an item of toFQDNs needs a name",
    ask: ofEgress("{toFQDNs: [{}]}"),
    before: ["spec.egress.toFQDNs: none-of (nobody)"],
    since: ["spec.egress.toFQDNs: none-of (api-server)"],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, 'sinceRelease(16, "api-server", "agent")']],
    from: 16,
    what: "the schema refuses a name and a pattern in one item",
    ask: ofEgress("{toFQDNs: [{matchName: a.b, matchPattern: a.b}]}"),
    before: ["spec.egress.toFQDNs.matchPattern: several-of (agent)"],
    since: ["spec.egress.toFQDNs.matchPattern: several-of (api-server)"],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, 'check: "CV-7"']],
    from: 16,
    what: "there is toNodes",
    ask: ofEgress("{toNodes: [{}]}"),
    before: ["spec.egress.toNodes: field-of-other-version (strict-client)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, 'check: "CV-16"']],
    from: 16,
    what: "there is fromGroups",
    ask: ofIngress("{fromGroups: [{aws: {}}]}"),
    before: ["spec.ingress.fromGroups: field-of-other-version (strict-client)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/peers.ts`, "since: 17,"]],
    from: 17,
    what: "fromRequires is deprecated",
    ask: ofIngress("{fromRequires: [{}]}"),
    before: [],
    since: ["spec.ingress.fromRequires: deprecated-field (nobody)"],
  },
  {
    places: [
      [`${SCHEMA}/peers.ts`, "gone: 19,"],
      [`${SCHEMA}/peers.ts`, "sinceRelease(19"],
    ],
    from: 19,
    what: "fromRequires is gone",
    ask: ofIngress("{fromRequires: [{}]}"),
    before: ["spec.ingress.fromRequires: deprecated-field (nobody)"],
    since: ["spec.ingress.fromRequires: wrong-count (api-server)"],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, "since: 14, gone: 17"]],
    from: 14,
    what: "the agent refuses ports beside Services",
    ask: ofEgress(`{toServices: [{}], ${PORT_80}}`),
    before: [],
    since: ["spec.egress.toPorts: clash (agent)"],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, "since: 14, gone: 17"]],
    from: 17,
    what: "the agent takes ports beside Services",
    ask: ofEgress(`{toServices: [{}], ${PORT_80}}`),
    before: ["spec.egress.toPorts: clash (agent)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, 'sinceRelease(18, "api-server", "nobody")']],
    from: 18,
    what: "a policy needs a list of rules",
    ask: ofCilium("spec: {endpointSelector: {}}"),
    before: ["spec: none-of (nobody)"],
    since: ["spec: none-of (api-server)"],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, 'sinceRelease(18, "agent", "nobody")']],
    from: 18,
    what: "a policy needs a rule in its lists",
    ask: ofSpec("ingress: []"),
    before: ["spec.ingress: none-of (nobody)"],
    since: ["spec.ingress: none-of (agent)"],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, "agentSince: 18,"]],
    from: 18,
    what: "the agent looks into ingressDeny",
    ask: ofSpec("ingressDeny: [{fromEndpoints: [{}], fromEntities: [world]}]"),
    before: ["spec.ingressDeny.fromEntities: several-of (nobody)"],
    since: ["spec.ingressDeny.fromEntities: several-of (agent)"],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, "agentSince: 18,"]],
    from: 18,
    what: "the agent looks into egressDeny",
    ask: ofSpec("egressDeny: [{toEndpoints: [{}], toEntities: [world]}]"),
    before: ["spec.egressDeny.toEntities: several-of (nobody)"],
    since: ["spec.egressDeny.toEntities: several-of (agent)"],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, 'since: { release: 16, check: "B.1.1" }']],
    from: 16,
    what: "there is enableDefaultDeny",
    ask: ofSpec("enableDefaultDeny: {egress: false}, egress: [{}]"),
    before: ["spec.enableDefaultDeny: field-of-other-version (strict-client)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, 'since: { release: 18, check: "B.1.1" }']],
    from: 18,
    what: "there is log",
    ask: ofSpec("log: {value: a}, egress: [{}]"),
    before: ["spec.log: field-of-other-version (strict-client)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/policy.ts`, "sinceRelease(20"]],
    from: 20,
    what: "the schema asks for spec or specs",
    ask: ofCilium("status: {}"),
    before: ["spec: none-of (agent)"],
    since: ["spec: none-of (api-server)"],
  },
  {
    places: [[`${SCHEMA}/ports.ts`, 'check: "CV-25"']],
    from: 16,
    what: "there is endPort",
    ask: ofPort('{port: "80", endPort: 90, protocol: TCP}'),
    before: ["spec.egress.toPorts.ports.endPort: field-of-other-version (strict-client)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/ports.ts`, 'deny ? "agent" : sinceRelease(16']],
    from: 16,
    what: "the schema counts the ports of an allow item",
    ask: ofPort(times(41, (at) => `{port: "${at + 1}", protocol: TCP}`)),
    before: ["spec.egress.toPorts.ports: wrong-count (agent)"],
    since: ["spec.egress.toPorts.ports: wrong-count (api-server)"],
  },
  {
    places: [[`${SCHEMA}/ports.ts`, 'sinceRelease(16, "nobody", "api-server")']],
    from: 16,
    what: "the schema takes a number beyond a byte as an ICMP type",
    ask: ofEgress("{icmps: [{fields: [{type: 300}]}]}"),
    before: ["spec.egress.icmps.fields.type: out-of-range (api-server)"],
    since: ["spec.egress.icmps.fields.type: out-of-range (nobody)"],
  },
  {
    places: [[`${SCHEMA}/ports.ts`, 'refusedBy: sinceRelease(16, "api-server", "agent")']],
    from: 16,
    what: "the schema counts ICMP types",
    ask: ofEgress(`{icmps: [{fields: [${times(41, () => "{type: 8}")}]}]}`),
    before: ["spec.egress.icmps.fields: wrong-count (agent)"],
    since: ["spec.egress.icmps.fields: wrong-count (api-server)"],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "VRRP"']],
    from: 19,
    what: "there is the protocol VRRP",
    ask: ofPort('{port: "0", protocol: VRRP}'),
    before: ["spec.egress.toPorts.ports.protocol: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "IGMP"']],
    from: 19,
    what: "there is the protocol IGMP",
    ask: ofPort('{port: "0", protocol: IGMP}'),
    before: ["spec.egress.toPorts.ports.protocol: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "GRE"']],
    from: 20,
    what: "there is the protocol GRE",
    ask: ofPort('{port: "0", protocol: GRE}'),
    before: ["spec.egress.toPorts.ports.protocol: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "IPIP"']],
    from: 20,
    what: "there is the protocol IPIP",
    ask: ofPort('{port: "0", protocol: IPIP}'),
    before: ["spec.egress.toPorts.ports.protocol: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "IPV6"']],
    from: 20,
    what: "there is the protocol IPV6",
    ask: ofPort('{port: "0", protocol: IPV6}'),
    before: ["spec.egress.toPorts.ports.protocol: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "ESP"']],
    from: 20,
    what: "there is the protocol ESP",
    ask: ofPort('{port: "0", protocol: ESP}'),
    before: ["spec.egress.toPorts.ports.protocol: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "AH"']],
    from: 20,
    what: "there is the protocol AH",
    ask: ofPort('{port: "0", protocol: AH}'),
    before: ["spec.egress.toPorts.ports.protocol: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/values.ts`, 'value: "cluster-mesh"']],
    from: 20,
    what: "there is the entity cluster-mesh",
    ask: ofEgress("{toEntities: [cluster-mesh]}"),
    before: ["spec.egress.toEntities: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, '"CV-31", sinceRelease(16']],
    from: 16,
    what: "the schema asks for the name of a header",
    ask: ofHttp('{http: [{headerMatches: [{name: "", value: a}]}]}'),
    before: ["spec.ingress.toPorts.rules.http.headerMatches.name: wrong-length (agent)"],
    since: ["spec.ingress.toPorts.rules.http.headerMatches.name: wrong-length (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, 'sinceRelease(16, "api-server", "nobody")']],
    from: 16,
    what: "rules need a kind",
    ask: ofHttp("{}"),
    before: ["spec.ingress.toPorts.rules: none-of (nobody)"],
    since: ["spec.ingress.toPorts.rules: none-of (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, 'refusedBy: sinceRelease(16, "api-server", "agent")']],
    from: 16,
    what: "the schema refuses two kinds of rules in one item",
    ask: ofEgress(
      '{toPorts: [{ports: [{port: "53", protocol: TCP}], rules: {http: [{}], dns: [{matchPattern: "*"}]}}]}',
    ),
    before: ["spec.egress.toPorts.rules.dns: several-of (agent)"],
    since: ["spec.egress.toPorts.rules.dns: several-of (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, 'release: 20, check: "CP-52"']],
    from: 20,
    what: "rules for Kafka and other parsers are gone",
    ask: ofHttp("{kafka: [{topic: a}]}"),
    before: [],
    since: ["spec.ingress.toPorts.rules.kafka: field-of-other-version (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, 'since: { release: 16, check: "CV-34" }']],
    from: 16,
    what: "a listener has a priority",
    ask: ofEgress(
      `{toPorts: [{ports: [{port: "80", protocol: TCP}], listener: {envoyConfig: {kind: CiliumEnvoyConfig, name: a}, name: b, priority: 1}}]}`,
    ),
    before: ["spec.egress.toPorts.listener.priority: field-of-other-version (strict-client)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, "empty: { ...NAMES"]],
    from: 18,
    what: "the schema refuses an empty server name",
    ask: ofNames('[""]'),
    before: ["spec.egress.toPorts.serverNames: empty (agent)"],
    since: ["spec.egress.toPorts.serverNames: empty (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, '"wildcard-inside"']],
    from: 18,
    what: "the schema refuses a wildcard inside a server name",
    ask: ofNames('["a.*.example.com"]'),
    before: [],
    since: ["spec.egress.toPorts.serverNames: wildcard-inside (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, '"wildcard-inside"']],
    from: 20,
    what: "the schema takes a wildcard inside a server name",
    ask: ofNames('["a.*.example.com"]'),
    before: ["spec.egress.toPorts.serverNames: wildcard-inside (api-server)"],
    since: [],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, "characters: { ...NAMES"]],
    from: 18,
    what: "the schema refuses characters that no server name has",
    ask: ofNames('["a b"]'),
    before: [],
    since: ["spec.egress.toPorts.serverNames: characters (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, '"too-long": { ...NAMES']],
    from: 18,
    what: "the schema limits server names to 255 characters",
    ask: ofNames(`[${LONG}]`),
    before: [],
    since: ["spec.egress.toPorts.serverNames: too-long (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, "least: { ...NAMES"]],
    from: 18,
    what: "the schema refuses an empty list of server names",
    ask: ofNames("[]"),
    before: [],
    since: ["spec.egress.toPorts.serverNames: wrong-count (api-server)"],
  },
  {
    places: [[`${SCHEMA}/l7.ts`, "unique: { ...NAMES"]],
    from: 18,
    what: "the schema refuses a server name that is there twice",
    ask: ofNames("[a.b, a.b]"),
    before: [],
    since: ["spec.egress.toPorts.serverNames: repeated (api-server)"],
  },
  {
    places: [[`${CHECK}/l7.ts`, 'check: "CV-27", refusedBy: sinceRelease(16']],
    from: 16,
    what: "the schema asks for l7proto beside l7",
    ask: ofHttp("{l7: [{a: b}]}"),
    before: ["spec.ingress.toPorts.rules.l7: lacks (agent)"],
    since: ["spec.ingress.toPorts.rules.l7: lacks (api-server)"],
  },
  {
    places: [[`${CHECK}/l7.ts`, "atLeast(17)"]],
    from: 17,
    what: "a policy for nodes takes DNS rules for egress",
    ask: ofCilium(
      'spec: {nodeSelector: {}, egress: [{toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]}]}',
      "CiliumClusterwideNetworkPolicy",
    ),
    before: ["spec.egress.toPorts.rules.dns: clash (agent)"],
    since: [],
  },
  {
    places: [[`${CHECK}/icmp.ts`, "atLeast(16)"]],
    from: 16,
    what: "ICMP types have names",
    ask: ofEgress("{icmps: [{fields: [{type: EchoRequest}]}]}"),
    before: ["spec.egress.icmps.fields.type: value-of-other-version (api-server)"],
    since: [],
  },
  {
    places: [[`${CHECK}/ports.ts`, "sinceRelease(19"]],
    from: 19,
    what: "the agent asks for a port, not the schema",
    ask: ofPort("{protocol: TCP}"),
    before: ["spec.egress.toPorts.ports.port: lacks (api-server)"],
    since: ["spec.egress.toPorts.ports.port: lacks (agent)"],
  },
  {
    places: [[`${CHECK}/blocks.ts`, "blockIn(block, atLeast(16))"]],
    from: 16,
    what: "exceptions of a block are compared that holds an IPv4 address inside an IPv6 one",
    ask: ofEgress('{toCIDRSet: [{cidr: "::ffff:10.0.0.0/104", except: ["2001:db8::/64"]}]}'),
    before: ["spec.egress.toCIDRSet.cidr: mapped (api-server)"],
    since: ["spec.egress.toCIDRSet.except: outside (agent)"],
  },
  {
    places: [[`${CHECK}/blocks.ts`, "blockIn(exception, atLeast(16))"]],
    from: 16,
    what: "exceptions are compared that hold an IPv4 address inside an IPv6 one",
    ask: ofEgress('{toCIDRSet: [{cidr: "2001:db8::/32", except: ["::ffff:10.0.0.0/104"]}]}'),
    before: ["spec.egress.toCIDRSet.except: mapped (api-server)"],
    since: ["spec.egress.toCIDRSet.except: outside (agent)"],
  },
  {
    places: [[`${CHECK}/blocks.ts`, "atLeast(20)"]],
    from: 20,
    what: "an exception must not reach beyond its block",
    ask: ofEgress("{toCIDRSet: [{cidr: 192.168.0.0/16, except: [192.168.0.0/15]}]}"),
    before: [],
    since: ["spec.egress.toCIDRSet.except: outside (agent)"],
  },
  {
    places: [["systems/cilium/read.ts", "spec.enableDefaultDeny[direction]?.value === false"]],
    from: 16,
    what: "enableDefaultDeny: false is read as no isolation",
    ask: reading("{endpointSelector: {}, enableDefaultDeny: {egress: false}, egress: [{toEndpoints: [{}]}]}"),
    before: { namespaces: "own", egress: true },
    since: { namespaces: "own", egress: false },
  },
  {
    places: [["systems/cilium/scaffolds.ts", "atLeast(ciliumVersionOf({ versions }), 1, 16)"]],
    from: 16,
    what: "a denial alone can be kept from isolating",
    ask: finding("NP1504", ciliumPolicy("p", "{endpointSelector: {}, egressDeny: [{toCIDR: [192.0.2.1/32]}]}")),
    before: ["warning allow-rest"],
    since: ["warning no-default-deny,allow-rest"],
  },
  {
    places: [[`${COMPILE}/peers.ts`, "const emptyIsNobody"]],
    from: 16,
    what: "an empty list of peers names nobody",
    ask: verdict(
      ciliumPolicy("p", `{endpointSelector: {}, egress: [{toEndpoints: [], ${PORT_80}}]}`),
      "shop/web",
      "world",
    ),
    before: "allowed",
    since: "denied",
  },
  {
    places: [[`${COMPILE}/peers.ts`, "const deep = atLeast(version, 1, 19)"]],
    from: 19,
    what: "a pattern may begin with two stars, in toFQDNs",
    ask: verdict(
      ciliumPolicy(
        "p",
        `{endpointSelector: {}, egress: [{toFQDNs: [{matchPattern: "**.example.com"}]}, ${DNS_ITEM.replace("**.example.com", "*")}]}`,
      ),
      "shop/web",
      "fqdn:a.b.example.com",
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [[`${COMPILE}/labels.ts`, "const namespaceLabelsWiden = atLeast("]],
    from: 16,
    what: "a label of namespaces lifts the limit to the own namespace",
    ask: verdict(
      ciliumPolicy(
        "p",
        "{endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.namespace.labels.team: blue}}]}]}",
      ),
      "ops/web",
      "shop/db",
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [[`${COMPILE}/peers.ts`, "const seesPods = atLeast("]],
    from: 17,
    what: "Services with a selector stand for their pods",
    ask: verdict(
      SERVICE +
        ciliumPolicy(
          "p",
          "{endpointSelector: {matchLabels: {app: web}}, egress: [{toServices: [{k8sService: {serviceName: db, namespace: shop}}]}]}",
        ),
      "shop/web",
      "shop/db",
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [[`${COMPILE}/traffic.ts`, "const deep = atLeast("]],
    from: 19,
    what: "a pattern may begin with two stars, in DNS rules",
    ask: verdict(
      ciliumPolicy("p", `{endpointSelector: {}, egress: [{toFQDNs: [{matchName: a.b.example.com}]}, ${DNS_ITEM}]}`),
      "shop/web",
      "fqdn:a.b.example.com",
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [[`${COMPILE}/policy.ts`, "const optional = atLeast("]],
    from: 16,
    what: "enableDefaultDeny: false leaves pods open",
    ask: verdict(
      ciliumPolicy("p", "{endpointSelector: {}, enableDefaultDeny: {egress: false}, egress: [{toEntities: [host]}]}"),
      "shop/web",
      "shop/db",
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [[`${COMPILE}/policy.ts`, "1, 19)) return []"]],
    from: 19,
    what: "fromRequires asks nothing of peers",
    ask: verdict(
      ciliumPolicy(
        "p",
        "{endpointSelector: {}, ingress: [{fromEndpoints: [{}]}, {fromRequires: [{matchLabels: {app: nobody}}]}]}",
      ),
      "shop/web",
      "shop/db",
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [[`${COMPILE}/policy.ts`, "const remainder = atLeast("]],
    from: 18,
    what: "HTTP rules refuse nothing where nothing isolates",
    ask: verdict(
      ciliumPolicy(
        "p",
        `{endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingress: [{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET}]}}]}]}`,
      ),
      "shop/web",
      "shop/db",
    ),
    before: "conditional",
    since: "allowed",
  },
  {
    places: [["systems/cilium/port-names.ts", '? "destination" : "cluster"']],
    from: 20,
    what: "the name of a port is each destination's own",
    ask: verdict(
      `${NAMED_PORTS}${ciliumPolicy("p", "{endpointSelector: {matchLabels: {app: web}}, egress: [{toPorts: [{ports: [{port: http, protocol: TCP}]}]}]}")}`,
      "shop/web",
      "shop/named",
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [["systems/cilium/identity-labels.ts", "controller-uid"]],
    from: 16,
    what: "the id of a Job is dropped from identities (KS-21)",
    ask: verdict(
      `${LABELED}${ciliumPolicy("p", "{endpointSelector: {matchLabels: {app: web}}, egress: [{toEndpoints: [{matchLabels: {batch.kubernetes.io/controller-uid: u}}]}]}")}`,
      "shop/web",
      "shop/labeled",
    ),
    before: "allowed",
    since: "denied",
  },
  {
    places: [["systems/cilium/identity-labels.ts", "topology"]],
    from: 20,
    what: "labels of the node are dropped from identities (B.1.2)",
    ask: verdict(
      `${LABELED}${ciliumPolicy("p", "{endpointSelector: {matchLabels: {app: web}}, egress: [{toEndpoints: [{matchLabels: {topology.kubernetes.io/zone: a}}]}]}")}`,
      "shop/web",
      "shop/labeled",
    ),
    before: "allowed",
    since: "denied",
  },
  {
    places: [],
    from: 20,
    what: "labels of the node are dropped for NetworkPolicies too, where Cilium enforces them (CP-19)",
    ask: verdict(
      `${LABELED}${networkPolicy("p", "{podSelector: {matchLabels: {topology.kubernetes.io/zone: a}}}")}`,
      "shop/web",
      "shop/labeled",
      { profile: profileOf("cilium") },
    ),
    before: "denied",
    since: "allowed",
  },
  {
    places: [["systems/controller-labels.ts", "1, 35"]],
    from: 35,
    what: "pods have labels of their node (KS-21)",
    ask: (minor) =>
      verdict(
        networkPolicy(
          "p",
          "{podSelector: {matchLabels: {topology.kubernetes.io/zone: a}}, ingress: [{from: [{podSelector: {matchLabels: {app: nobody}}}]}]}",
        ),
        "shop/web",
        "shop/db",
        { versions: { kubernetes: { major: 1, minor } } },
      )(19),
    before: "allowed",
    since: "conditional",
  },
  {
    places: [[`${COMPILE}/authentication.ts`, "return atLeast("]],
    from: 20,
    what: "mutual authentication has to be turned on",
    ask: conditions(
      ciliumPolicy("p", "{endpointSelector: {}, ingress: [{fromEndpoints: [{}], authentication: {mode: required}}]}"),
      "shop/web",
      "shop/db",
    ),
    before: ["mutual authentication succeeds"],
    since: ["mutual authentication is turned on and succeeds"],
  },
  {
    places: [["systems/profiles/cilium.ts", "atLeast(version, 1, 20)"]],
    from: 20,
    what: "Cilium reads ClusterNetworkPolicy",
    ask: verdict(
      "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: p}\nspec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}\n",
      "shop/web",
      "shop/db",
      { profile: profileOf("cilium") },
    ),
    before: "allowed",
    since: "denied",
  },
  {
    places: [["rules/cilium/np1522-unresolved-service.ts", "1, 17)"]],
    from: 17,
    what: "ports beside a Service that is not there are open",
    ask: finding(
      "NP1522",
      `${SERVICE}${ciliumPolicy("p", `{endpointSelector: {}, egress: [{toServices: [{k8sService: {serviceName: bd, namespace: shop}}], ${PORT_80}}]}`)}`,
      true,
    ),
    before: ["warning There is no Service `bd` in `shop`, so nothing is allowed to it"],
    since: ["warning There is no Service `bd` in `shop`: these ports are allowed to any destination"],
  },
  {
    places: [["rules/cilium/service-slips.ts", "1, 17)"]],
    from: 17,
    what: "a Service with a selector is matched",
    ask: finding(
      "NP1522",
      `${SERVICE}${ciliumPolicy("p", "{endpointSelector: {}, egress: [{toServices: [{k8sService: {serviceName: db, namespace: shop}}]}]}")}`,
      true,
    ),
    before: ["warning This matches nothing: before Cilium 1.17, Services with a selector, such as `db`, are ignored"],
    since: [],
  },
  {
    places: [["rules/cilium/np1510-namespace-labels-widen.ts", "const widens = atLeast("]],
    from: 16,
    what: "NP1510 tells what a label of namespaces means",
    ask: finding(
      "NP1510",
      ciliumPolicy(
        "p",
        "{endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.namespace.labels.team: blue}}]}]}",
      ),
    ),
    before: ["warning every-namespace"],
    since: ["info every-namespace,own-namespace"],
  },
  {
    places: [["rules/cilium/port-ranges.ts", "1, 16)"]],
    from: 16,
    what: "a range in one text can be written with endPort",
    ask: finding(
      "NP1540",
      ciliumPolicy("p", '{endpointSelector: {}, ingress: [{toPorts: [{ports: [{port: "80-90", protocol: TCP}]}]}]}'),
    ),
    before: ["error "],
    since: ["error write-range"],
  },
  {
    places: [["rules/cilium/dns-names.ts", "atLeast("]],
    from: 19,
    what: "NP1515 reads two stars at the start of a pattern",
    ask: finding(
      "NP1515",
      ciliumPolicy("p", `{endpointSelector: {}, egress: [{toFQDNs: [{matchName: a.b.example.com}]}, ${DNS_ITEM}]}`),
    ),
    before: ["warning allow-lookup"],
    since: [],
  },
  {
    places: [[CALICO_GATES, "const ENUMS"]],
    ...{ major: 3, from: 32 },
    what: "a code of ICMP requires its type",
    ask: ofCalico("{ingress: [{action: Allow, protocol: ICMP, icmp: {code: 1}}]}"),
    before: [],
    since: ["spec.ingress.icmp.code: lacks (api-server)"],
  },
  {
    places: [[CALICO_GATES, "const ENUMS"]],
    ...{ major: 3, from: 32 },
    what: "the CRD of the stored form knows the actions",
    ask: ofCalico("{types: [Ingress], ingress: [{action: allow}]}", STORED),
    before: ["spec.ingress.action: unknown-value (agent)"],
    since: ["spec.ingress.action: unknown-value (api-server)"],
  },
  {
    places: [[CALICO_GATES, "const ENUMS"]],
    ...{ major: 3, from: 32 },
    what: "ports beside Services are refused",
    ask: ofCalico("{egress: [{action: Allow, protocol: TCP, destination: {services: {name: a}, ports: [80]}}]}"),
    before: [],
    since: ["spec.egress.destination.ports: clash (api-server)"],
  },
  {
    places: [[CALICO_GATES, "const SIZES"]],
    ...{ major: 3, from: 33 },
    what: "a rule has at most 50 ports",
    ask: ofCalico(
      `{ingress: [{action: Allow, protocol: TCP, destination: {ports: [${times(51, (at) => `${at + 1}`)}]}}]}`,
    ),
    before: ["spec.ingress.destination.ports: wrong-count (nobody)"],
    since: ["spec.ingress.destination.ports: wrong-count (api-server)"],
  },
  {
    places: [["systems/calico/check/objects.ts", "const BARE_NAMES"]],
    ...{ major: 3, from: 32 },
    what: "the name of a policy need not say its tier",
    ask: ofCalico("{tier: security}"),
    before: ["metadata.name: name (api-server)"],
    since: [],
  },
  {
    places: [["rules/calico/np2012-http-may-not-hold.ts", "const VOID_FROM"]],
    ...{ major: 3, from: 30 },
    what: "conditions on HTTP are not enforced",
    ask: ofHttpInCalico,
    before: ["info Without application layer policy, this rule allows its connections whatever they request"],
    since: ["warning Calico 3.30 does not enforce `http`: this rule allows its connections whatever they request"],
  },
  {
    places: [["rules/calico/np2012-http-may-not-hold.ts", "const ENFORCED_FROM"]],
    ...{ major: 3, from: 32 },
    what: "conditions on HTTP may be enforced again",
    ask: ofHttpInCalico,
    before: ["warning Calico 3.31 does not enforce `http`: this rule allows its connections whatever they request"],
    since: ["info Without application layer policy, this rule allows its connections whatever they request"],
  },
];

describe.each(GATES.map((it) => ({ ...it, release: `${it.major ?? 1}.${it.from}` })))(
  "from $release on: $what",
  ({ from, release, ask, before, since }) => {
    it("is not so in the minor before, and is in this one", () => {
      expect(ask(from - 1), `before ${release}`).toEqual(before);
      expect(ask(from), release).toEqual(since);
      expect(before).not.toEqual(since);
    });
  },
);

describe("the table", () => {
  /** A minor in a declaration, or in a comparison. */
  const NAMED =
    /\b(?:since|gone|agentSince|release|minor): (\d+)|sinceRelease\((\d+)|atLeast\((?:[^()]|\([^()]*\))*?\b(\d+)\)/g;
  const files = readdirSync(join(ROOT, "server/src"), { recursive: true, encoding: "utf8" })
    .map((it) => it.replaceAll("\\", "/"))
    .filter((it) => it.endsWith(".ts") && !it.endsWith(".test.ts"));
  const named = files.flatMap((file) =>
    readFileSync(join(ROOT, "server/src", file), "utf8")
      .split("\n")
      // The latest minor of a system, at which nothing changes.
      .filter((line) => !line.includes("latest: {"))
      .flatMap((line) =>
        [...line.matchAll(NAMED)].map((it) => ({ file, line: line.trim(), minor: Number(it[1] ?? it[2] ?? it[3]) })),
      )
      .filter(({ minor }) => minor > 1),
  );

  it("has every place that names a minor", () => {
    const open = named.filter(
      ({ file, line, minor }) =>
        !GATES.some((it) => it.from === minor && it.places.some(([own, text]) => own === file && line.includes(text))),
    );
    expect(named.length).toBeGreaterThan(60);
    expect(open).toEqual([]);
  });

  it("has no place that is gone", () => {
    const gone = GATES.flatMap(({ from, places }) =>
      places.filter(
        ([file, text]) => !named.some((it) => it.file === file && it.minor === from && it.line.includes(text)),
      ),
    );
    expect(gone).toEqual([]);
  });
});
