/** What the model of a Cilium policy holds: everything that counts, and nothing that the API server prunes. */

import { describe, expect, test } from "vitest";
import { itemsOf, type CiliumItem, type CiliumPolicy } from "../model.js";
import { parseWithLibrary } from "../../../syntax/library-parser.js";
import { rootOf } from "../../../syntax/yaml-document.js";
import { decodeCiliumPolicy, type CiliumPolicyKind } from "./policy.js";
import { holdsPlaceholder } from "../../../base/placeholder.js";

const SETTINGS = { versions: { kubernetes: { major: 1, minor: 36 }, cilium: { major: 1, minor: 19 } } };

function decode(text: string, kind: CiliumPolicyKind = "CiliumNetworkPolicy"): CiliumPolicy {
  const root = rootOf({ ...parseWithLibrary(text), id: 1 });
  if (root === undefined) throw new Error("no document");
  return decodeCiliumPolicy(root, kind, SETTINGS);
}

function item(list: string, text: string): CiliumItem | undefined {
  return decode(`{spec: {endpointSelector: {}, ${list}: [${text}]}}`).specs.flatMap(itemsOf)[0];
}

describe("a policy", () => {
  test("has the rule of spec first, then those of specs", () => {
    const { specs, clusterwide, meta } = decode(
      "{specs: [{nodeSelector: {}, egress: []}], spec: {endpointSelector: {matchLabels: {'k8s:app': web}}, ingress: [{}]}, metadata: {name: p, namespace: n}}",
    );
    expect(clusterwide).toBe(false);
    expect([meta.namespace?.value, meta.name?.value]).toEqual(["n", "p"]);
    expect(specs.map((it) => it.subject?.on)).toEqual(["endpoints", "nodes"]);
    expect(specs[0]?.subject?.selector.requirements.map((it) => it.key.value)).toEqual(["k8s:app"]);
    expect(specs.map((it) => it.ingress?.items.length)).toEqual([1, undefined]);
    expect(specs.map((it) => it.egress?.items.length)).toEqual([undefined, 0]);
  });

  test("knows its defaults for isolation", () => {
    const [spec] = decode("{spec: {endpointSelector: {}, enableDefaultDeny: {egress: false}, egress: [{}]}}").specs;
    expect(spec?.enableDefaultDeny.egress?.value).toBe(false);
    expect(spec?.enableDefaultDeny.ingress).toBeUndefined();
  });
});

describe("an item", () => {
  test("has its peers in the order written, empty lists included, blank keys not", () => {
    const egress = item("egress", "{toFQDNs: [{matchName: a.io}], toCIDR: [], toEndpoints: , toServices: [{}]}");
    expect(egress?.peers.map((it) => it.key)).toEqual(["toFQDNs", "toCIDR", "toServices"]);
  });

  test("keeps its index beside items that are refused", () => {
    const { specs } = decode("{spec: {endpointSelector: {}, ingressDeny: [null, {fromEntities: [world]}]}}");
    expect(specs.flatMap(itemsOf).map((it) => [it.index, it.deny, it.direction])).toEqual([[1, true, "ingress"]]);
  });

  test("that denies has neither names nor anything deeper than ports", () => {
    const denied = item(
      "egressDeny",
      '{toFQDNs: [{matchName: a.io}], authentication: {mode: required}, toPorts: [{ports: [{port: "80"}], rules: {http: [{}]}, serverNames: [a.io]}]}',
    );
    expect(denied?.peers).toEqual([]);
    expect(denied?.authentication).toBeUndefined();
    expect(Object.keys(denied?.toPorts?.items[0] ?? {})).toEqual(["at", "ports"]);
  });

  test("takes no keys of the other direction", () => {
    expect(item("ingress", "{toEndpoints: [{}], fromFQDNs: [{matchName: a.io}], fromServices: [{}]}")?.peers).toEqual(
      [],
    );
  });

  test("loses requirements without a value", () => {
    const [peers] = item("ingress", "{fromEndpoints: [{matchLabels: {app: , tier: web}}]}")?.peers ?? [];
    const selectors = peers?.type === "endpoints" ? peers.selectors : [];
    expect(selectors[0]?.requirements.map((it) => it.key.value)).toEqual(["tier"]);
  });

  test("reads a Service by its selector where both are given", () => {
    const text =
      "{toServices: [{k8sService: {serviceName: a, namespace: n}, k8sServiceSelector: {selector: {matchLabels: {a: b}}}}, {k8sService: {serviceName: c, namespace: ''}}]}";
    const [peers] = item("egress", text)?.peers ?? [];
    const services = peers?.type === "services" ? peers.services : [];
    expect(services.map((it) => [it.name?.value, it.namespace?.value, it.selector?.requirements.length])).toEqual([
      [undefined, undefined, 1],
      ["c", undefined, undefined],
    ]);
  });

  test("reads ports that are numbers by their text", () => {
    const [toPorts] =
      item("egress", "{toPorts: [{ports: [{port: 0x50, endPort: 90, protocol: TCP}]}]}")?.toPorts?.items ?? [];
    const [port] = toPorts?.ports?.ports ?? [];
    expect([port?.port?.value, port?.endPort?.value, port?.protocol?.value]).toEqual(["0x50", 90, "TCP"]);
  });

  test("tells an empty list of ports or rules from none", () => {
    const { items = [] } =
      item("egress", "{toPorts: [{}, {ports: []}, {rules: {http: [], kafka: []}}]}")?.toPorts ?? {};
    expect(items.map((it) => it.ports?.ports.length)).toEqual([undefined, 0, undefined]);
    expect(items[2]?.rules?.http?.rules).toEqual([]);
    expect(items[2]?.rules?.dns).toBeUndefined();
    expect(items[2]?.rules?.other.map((it) => it.value)).toEqual(["kafka"]);
  });

  test("has its ICMP messages in one row", () => {
    const fields = item("egress", "{icmps: [{fields: [{type: 8}]}, {fields: [{type: EchoReply, family: IPv6}]}]}")
      ?.icmps?.fields;
    expect(fields?.map((it) => [it.family, it.type?.value])).toEqual([
      ["IPv4", 8],
      ["IPv6", "EchoReply"],
    ]);
  });
});

test("placeholders of the usual tools are known", () => {
  expect(["$" + "{NAME}", "pg-$" + "{NAME:=x}", "$(NAME)", "{{ .Values.x }}"].map(holdsPlaceholder)).toEqual(
    Array.from({ length: 4 }, () => true),
  );
  expect(["", "$", "$5", "a(b)", "^/api/{2}$"].map(holdsPlaceholder)).toEqual(Array.from({ length: 5 }, () => false));
});
