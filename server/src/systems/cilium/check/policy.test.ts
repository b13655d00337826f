/** What is refused in a Cilium policy, by whom, since which version, and which text is pointed at. */

import { describe, expect, test } from "vitest";
import type { ShapeProblem } from "../../../model/shape-problem.js";
import { parseWithLibrary } from "../../../syntax/library-parser.js";
import { locate } from "../../../syntax/locate.js";
import { rootOf, type YamlDocument } from "../../../syntax/yaml-document.js";
import { decodeCidrGroup } from "../decode/cidr-group.js";
import { decodeCiliumPolicy, type CiliumPolicyKind } from "../decode/policy.js";

interface Context {
  readonly minor?: number;
  readonly kind?: CiliumPolicyKind;
}

function settings(minor: number) {
  return { versions: { kubernetes: { major: 1, minor: 36 }, cilium: { major: 1, minor } } };
}

function documentOf(text: string): YamlDocument {
  return { ...parseWithLibrary(text), id: 1 };
}

/** `path: check reason «text pointed at» -> instead (gate)`. */
function brief(document: YamlDocument, it: ShapeProblem): string {
  const range = locate(document, it.at);
  const what =
    it.type === "bad-value"
      ? `${it.fault.check} ${it.fault.is === "malformed" ? it.fault.flaw : it.fault.is}`
      : it.type;
  const instead = it.type === "bad-value" && it.instead !== undefined ? ` -> ${it.instead}` : "";
  return `${it.path}: ${what} «${document.text.slice(range.start, range.end)}»${instead} (${it.refusedBy ?? "accepted"})`;
}

function problemsOf(body: string, { minor = 19, kind = "CiliumNetworkPolicy" }: Context = {}): string[] {
  const document = documentOf(`{apiVersion: cilium.io/v2, kind: ${kind}, metadata: {name: p}, ${body}}`);
  const root = rootOf(document);
  if (root === undefined) throw new Error("no document");
  return decodeCiliumPolicy(root, kind, settings(minor)).problems.map((it) => brief(document, it));
}

/** Problems of one ingress or egress item, with `spec.ingress.` or `spec.egress.` left out. */
function inItem(list: string, item: string, context?: Context): string[] {
  return problemsOf(`spec: {endpointSelector: {}, ${list}: [${item}]}`, context).map((it) =>
    it.replace(`spec.${list}.`, ""),
  );
}
const ingress = (item: string, context?: Context) => inItem("ingress", item, context);
const egress = (item: string, context?: Context) => inItem("egress", item, context);
/** Problems of an item of `toPorts`, with that path left out too. */
const ports = (item: string, context?: Context) =>
  egress(`{toPorts: [${item}]}`, context).map((it) => it.replace(/^toPorts\./, ""));
const port = (item: string, context?: Context) =>
  ports(`{ports: [${item}]}`, context).map((it) => it.replace(/^ports\./, ""));

const CLUSTERWIDE: Context = { kind: "CiliumClusterwideNetworkPolicy" };

describe("the policy as a whole (B.1.1)", () => {
  test("a spec is needed, by the schema since 1.20", () => {
    expect(problemsOf("spec: ", { minor: 20 })).toEqual(["spec: B.1.1 none-of «spec» (api-server)"]);
    expect(problemsOf("x: 1").slice(1)).toEqual(["spec: B.1.1 none-of «CiliumNetworkPolicy» (agent)"]);
    expect(problemsOf("specs: [{endpointSelector: {}, ingress: [{}]}]")).toEqual([]);
  });

  test("a misspelt spec is one complaint", () => {
    expect(problemsOf("spc: {}")).toEqual(["spc: unknown-field «spc» (agent)"]);
  });

  test("exactly one subject, and nodes only cluster-wide", () => {
    expect(problemsOf("spec: {ingress: [{}]}")).toEqual(["spec.endpointSelector: B.1.1 none-of «spec» (api-server)"]);
    expect(problemsOf("spec: {endpointSelector: , ingress: [{}]}")).toEqual([
      "spec.endpointSelector: B.1.1 none-of «endpointSelector» -> {} (api-server)",
    ]);
    expect(problemsOf("spec: {endpointSelectr: {}, ingress: [{}]}")).toEqual([
      "spec.endpointSelectr: unknown-field «endpointSelectr» (api-server)",
    ]);
    expect(problemsOf("spec: {podSelector: {}, ingress: [{}]}")).toEqual([
      "spec.podSelector: unknown-field «podSelector» (api-server)",
    ]);
    const both = "spec: {endpointSelector: {}, nodeSelector: {}, ingress: [{}]}";
    expect(problemsOf(both)).toEqual(["spec.nodeSelector: B.1.1 several-of «nodeSelector» (api-server)"]);
    const nodes = "spec: {nodeSelector: {}, ingress: [{}]}";
    expect(problemsOf(nodes)).toEqual(["spec.nodeSelector: B.1.1 forbidden-field «nodeSelector» (agent)"]);
    expect(problemsOf(nodes, CLUSTERWIDE)).toEqual([]);
  });

  test("every item of specs is looked at", () => {
    expect(problemsOf("specs: [{ingress: [{}]}, {endpointSelector: {}}]")).toEqual([
      "specs.endpointSelector: B.1.1 none-of «{ingress: [{}]}» (api-server)",
      "specs: B.1.1 none-of «{endpointSelector: {}}» (api-server)",
    ]);
  });

  test("at least one list with an item, since 1.18", () => {
    expect(problemsOf("spec: {endpointSelector: {}}")).toEqual(["spec: B.1.1 none-of «spec» (api-server)"]);
    expect(problemsOf("spec: {endpointSelector: {}}", { minor: 17 })).toEqual([
      "spec: B.1.1 none-of «spec» (accepted)",
    ]);
    expect(problemsOf("spec: {endpointSelector: {}, ingress: }")).toEqual([
      "spec: B.1.1 none-of «ingress» (api-server)",
    ]);
    expect(problemsOf("spec: {endpointSelector: {}, ingress: []}")).toEqual([
      "spec.ingress: CP-2 none-of «ingress» -> [{}] (agent)",
    ]);
    expect(problemsOf("spec: {endpointSelector: {}, ingress: []}", { minor: 17 })).toEqual([
      "spec.ingress: CP-2 none-of «ingress» -> [{}] (accepted)",
    ]);
    expect(problemsOf("spec: {endpointSelector: {}, ingress: [], egress: [{}]}")).toEqual([]);
    expect(problemsOf("spec: {endpointSelector: {}, ingres: [{}]}")).toEqual([
      "spec.ingres: unknown-field «ingres» (api-server)",
    ]);
    expect(problemsOf("spec: {endpointSelector: {}, ingress: {}}")).toEqual([
      "spec.ingress: wrong-type «{}» (api-server)",
    ]);
  });

  test("default deny needs 1.16, and items in its direction", () => {
    const spec = "spec: {endpointSelector: {}, enableDefaultDeny: {ingress: true, egress: true}, ingress: [{}]}";
    expect(problemsOf(spec)).toEqual(["spec.enableDefaultDeny.egress: CP-24 lacks «egress» (accepted)"]);
    expect(problemsOf(spec, { minor: 15 })).toEqual([
      "spec.enableDefaultDeny: B.1.1 field-of-other-version «enableDefaultDeny» (strict-client)",
    ]);
  });

  test("log holds 32 printable characters, since 1.18", () => {
    const spec = (value: string) => `spec: {endpointSelector: {}, log: {value: ${value}}, ingress: [{}]}`;
    expect(problemsOf(spec("short"))).toEqual([]);
    expect(problemsOf(spec("short"), { minor: 17 })).toEqual([
      "spec.log: B.1.1 field-of-other-version «log» (strict-client)",
    ]);
    expect(problemsOf(spec("x".repeat(33)))).toEqual([
      `spec.log.value: B.1.1 wrong-length «${"x".repeat(33)}» (api-server)`,
    ]);
    expect(problemsOf(spec('"a\\tb"'))).toEqual(['spec.log.value: B.1.1 not-printable «"a\\tb"» (api-server)']);
  });
});

describe("selectors (B.1.2)", () => {
  test("values and operators are the schema's, keys the agent's", () => {
    expect(ingress("{fromEndpoints: [{matchLabels: {app: 'a b'}}]}")).toEqual([
      "fromEndpoints.matchLabels.app: KV-18 label-value «'a b'» (api-server)",
    ]);
    expect(ingress("{fromEndpoints: [{matchExpressions: [{key: app, operator: In, values: ['a b']}]}]}")).toEqual([
      "fromEndpoints.matchExpressions.values: KV-18 label-value «'a b'» (agent)",
    ]);
    expect(ingress("{fromEndpoints: [{matchExpressions: [{key: app, operator: in, values: [a]}]}]}")).toEqual([
      "fromEndpoints.matchExpressions.operator: KV-19 unknown-value «in» -> In (api-server)",
    ]);
    expect(ingress("{fromEndpoints: [{matchLabels: {'k8s:a:b': x}}]}")).toEqual([
      "fromEndpoints.matchLabels.k8s:a:b: KV-17 label-key «'k8s:a:b'» (agent)",
    ]);
    expect(
      ingress("{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': x, 'reserved:host': ''}}]}"),
    ).toEqual([]);
  });

  test("of services the schema alone", () => {
    const service = (selector: string) => egress(`{toServices: [{k8sServiceSelector: {selector: ${selector}}}]}`);
    expect(service("{matchLabels: {'a b': x}}")).toEqual([]);
    expect(service("{matchLabels: {a: 'x y'}}")).toEqual([
      "toServices.k8sServiceSelector.selector.matchLabels.a: KV-18 label-value «'x y'» (api-server)",
    ]);
  });
});

describe("what may stand in one item (CV-1 … CV-6)", () => {
  test("one kind of peers that is not empty", () => {
    expect(ingress("{fromEndpoints: [{}], fromCIDR: [10.0.0.0/8]}")).toEqual([
      "fromCIDR: CV-1 several-of «fromCIDR» (agent)",
    ]);
    expect(egress("{toEntities: [world], toFQDNs: [{matchName: a.io}], toCIDR: []}")).toEqual([
      "toFQDNs: CV-2 several-of «toFQDNs» (agent)",
    ]);
    expect(ingress("{fromEndpoints: [{}], fromCIDR: []}")).toEqual([]);
  });

  test("in deny items the agent looks since 1.18", () => {
    const item = "{toCIDR: [10.0.0.0/8], toEntities: [world]}";
    expect(inItem("egressDeny", item)).toEqual(["toEntities: CV-2 several-of «toEntities» (agent)"]);
    expect(inItem("egressDeny", item, { minor: 17 })).toEqual(["toEntities: CV-2 several-of «toEntities» (accepted)"]);
  });

  test("deny items take no names and nothing deeper than ports", () => {
    expect(inItem("egressDeny", "{toFQDNs: [{matchName: a.io}], authentication: {mode: required}}")).toEqual([
      "toFQDNs: CV-3 forbidden-field «toFQDNs» (strict-client)",
      "authentication: CV-3 forbidden-field «authentication» (strict-client)",
    ]);
    expect(inItem("ingressDeny", '{toPorts: [{ports: [{port: "80"}], rules: {http: [{}]}}]}')).toEqual([
      "toPorts.rules: CV-3 forbidden-field «rules» (strict-client)",
    ]);
    expect(inItem("ingressDeny", "{toFQDNs: [{matchName: a.io}]}")).toEqual([
      "toFQDNs: unknown-field «toFQDNs» (strict-client)",
    ]);
  });

  test("icmps or toPorts", () => {
    expect(egress('{toPorts: [{ports: [{port: "80"}]}], icmps: [{fields: [{type: 8}]}]}')).toEqual([
      "icmps: CV-4 several-of «icmps» (agent)",
    ]);
  });

  test("toServices with toPorts since 1.17", () => {
    const item = '{toServices: [{k8sService: {serviceName: a}}], toPorts: [{ports: [{port: "80"}]}]}';
    expect(egress(item)).toEqual([]);
    expect(egress(item, { minor: 16 })).toEqual(["toPorts: CV-5 clash «toPorts» (agent)"]);
  });

  test("requirements until 1.18", () => {
    const item = "{fromRequires: [{matchLabels: {a: b}}]}";
    expect(ingress(item, { minor: 16 })).toEqual([]);
    expect(ingress(item, { minor: 18 })).toEqual(["fromRequires: CV-6 deprecated-field «fromRequires» (accepted)"]);
    expect(ingress(item, { minor: 19 })).toEqual(["fromRequires: CV-6 wrong-count «fromRequires» (api-server)"]);
    expect(ingress("{fromRequires: []}", { minor: 19 })).toEqual([]);
  });

  test("nodes and groups since 1.16", () => {
    expect(egress("{toNodes: [{}]}", { minor: 15 })).toEqual([
      "toNodes: CV-7 field-of-other-version «toNodes» (strict-client)",
    ]);
    expect(ingress("{fromGroups: [{aws: {}}]}", { minor: 15 })).toEqual([
      "fromGroups: CV-16 field-of-other-version «fromGroups» (strict-client)",
    ]);
  });

  test("a mode of authentication", () => {
    expect(ingress("{authentication: {mode: Required}}")).toEqual([
      "authentication.mode: CV-13 unknown-value «Required» -> required (api-server)",
    ]);
  });
});

describe("a field of another version", () => {
  test("is dropped with all that is in it", () => {
    const tooNew = (list: string) => `spec: {endpointSelector: {}, ingress: [{}], enableDefaultDeny: ${list}}`;
    expect(problemsOf(tooNew("[no, object]"), { minor: 15 })).toEqual([
      "spec.enableDefaultDeny: B.1.1 field-of-other-version «enableDefaultDeny» (strict-client)",
    ]);
    expect(problemsOf(tooNew("[no, object]"))).toEqual([
      "spec.enableDefaultDeny: wrong-type «[no, object]» (api-server)",
    ]);
    expect(egress("{toNodes: [{matchLabels: 1}], toCIDR: [10.0.0.0/8]}", { minor: 15 })).toEqual([
      "toNodes: CV-7 field-of-other-version «toNodes» (strict-client)",
    ]);
  });

  test("leaves nothing behind in what is read", () => {
    const policy = `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec:
      {endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingress: [{fromNodes: [{}], toPorts: [{ports:
      [{port: "80", endPort: 90}], rules: {kafka: [{}]}}]}]}}`;
    const read = (minor: number) => {
      const root = rootOf(documentOf(policy));
      if (root === undefined) throw new Error("no document");
      const [spec] = decodeCiliumPolicy(root, "CiliumNetworkPolicy", settings(minor)).specs;
      const [item] = spec?.ingress?.items ?? [];
      const [toPorts] = item?.toPorts?.items ?? [];
      return {
        isolates: spec?.enableDefaultDeny.ingress?.value,
        peers: item?.peers.map((it) => it.key),
        endPort: toPorts?.ports?.ports[0]?.endPort?.value,
        rules: toPorts?.rules?.other.map((it) => it.value),
      };
    };
    expect(read(15)).toEqual({ isolates: undefined, peers: [], endPort: undefined, rules: ["kafka"] });
    expect(read(19)).toEqual({ isolates: false, peers: ["fromNodes"], endPort: 90, rules: ["kafka"] });
    expect(read(20)).toEqual({ isolates: false, peers: ["fromNodes"], endPort: 90, rules: [] });
  });

  test("is dropped from objects that an alias shares, and only where it is unknown", () => {
    const shared = `spec: {endpointSelector: {}, ingress: [{toPorts: &p [{ports: [{port: "80", protocol: TCP}],
      rules: {http: [{}]}}]}], ingressDeny: [{toPorts: *p}]}`;
    expect(problemsOf(shared)).toEqual([
      "spec.ingressDeny.toPorts.rules: CV-3 forbidden-field «rules» (strict-client)",
    ]);
  });
});

describe("a key that is dropped, and what is refused without it", () => {
  test("only the keys that may have been meant", () => {
    expect(problemsOf("spec: {endpointSelectr: {}, descriptin: a, ingress: [{}]}")).toEqual([
      "spec.endpointSelectr: unknown-field «endpointSelectr» (api-server)",
      "spec.descriptin: unknown-field «descriptin» (strict-client)",
    ]);
  });

  test("each version by itself", () => {
    const names = (minor: number) => ports("{ports: [{port: '53'}], rules: {dns: [{matchNam: a.io}]}}", { minor });
    expect(names(15)).toEqual(["rules.dns.matchNam: unknown-field «matchNam» (strict-client)"]);
    expect(names(16)).toEqual(["rules.dns.matchNam: unknown-field «matchNam» (api-server)"]);
  });
});

describe("peers (CV-8 … CV-12)", () => {
  test("entities", () => {
    expect(egress("{toEntities: [World, kube-api-server, internet, world-ipv4]}")).toEqual([
      "toEntities: CV-8 unknown-value «World» -> world (api-server)",
      "toEntities: CV-8 unknown-value «kube-api-server» -> kube-apiserver (api-server)",
      "toEntities: CV-8 unknown-value «internet» (api-server)",
      "toEntities: CV-8 unknown-value «world-ipv4» (api-server)",
    ]);
    expect(egress("{toEntities: [cluster-mesh]}", { minor: 20 })).toEqual([]);
    expect(egress("{toEntities: [cluster-mesh]}")).toEqual([
      "toEntities: CV-8 value-of-other-version «cluster-mesh» (api-server)",
    ]);
  });

  test("address ranges", () => {
    expect(egress("{toCIDR: [10.0.0.1, 'fd00::1', 10.0.0.0/33, 10.0.0.5/24, 010.0.0.0/8, 10.0.0.0/8]}")).toEqual([
      "toCIDR: CV-9 no-prefix «10.0.0.1» -> 10.0.0.1/32 (api-server)",
      "toCIDR: CV-9 no-prefix «'fd00::1'» -> fd00::1/128 (api-server)",
      "toCIDR: CV-9 unreadable «10.0.0.0/33» (api-server)",
      "toCIDR: CV-9 host-bits «10.0.0.5/24» -> 10.0.0.0/24 (accepted)",
      "toCIDR: CV-9 zeros-in-address «010.0.0.0/8» -> 10.0.0.0/8 (agent)",
    ]);
  });

  test("address ranges as the pattern of 1.15 has them", () => {
    const ranges = "{toCIDR: [10.0.0.0/08, '::ffff:10.0.0.0/104', 010.0.0.0/8, 'fd00::/8']}";
    expect(egress(ranges, { minor: 15 })).toEqual([
      "toCIDR: CV-9 zeros-in-length «10.0.0.0/08» -> 10.0.0.0/8 (api-server)",
      "toCIDR: CV-9 mapped «'::ffff:10.0.0.0/104'» -> 10.0.0.0/8 (api-server)",
      "toCIDR: CV-9 zeros-in-address «010.0.0.0/8» -> 10.0.0.0/8 (agent)",
    ]);
    expect(egress(ranges, { minor: 16 })).toEqual([
      "toCIDR: CV-9 zeros-in-length «10.0.0.0/08» -> 10.0.0.0/8 (agent)",
      "toCIDR: CV-9 zeros-in-address «010.0.0.0/8» -> 10.0.0.0/8 (agent)",
    ]);
  });

  test("a long name that is none is told at once", () => {
    const name = `${"a-long-name-of-one-label".repeat(20)}:443`;
    expect(egress(`{toFQDNs: [{matchName: '${name}'}, {matchPattern: '*.${name}'}]}`)).toHaveLength(2);
    expect(ports(`{ports: [{port: '443', protocol: TCP}], serverNames: ['${name}']}`)).toHaveLength(1);
  });

  test("placeholders are left alone", () => {
    expect(egress(`{toCIDR: ['$\{RANGE}', '$\{IP}/32'], toEntities: []}`)).toEqual([]);
    expect(port(`{port: '$\{PORT}', protocol: '$\{PROTOCOL}'}`)).toEqual([]);
  });

  test("sets of ranges", () => {
    expect(egress("{toCIDRSet: [{}]}")).toEqual(["toCIDRSet: CV-10 none-of «{}» (api-server)"]);
    expect(egress("{toCIDRSet: [{cidr: }]}")).toEqual(["toCIDRSet: CV-10 none-of «cidr» (api-server)"]);
    expect(egress("{toCIDRSet: [{cdir: 10.0.0.0/8}]}")).toEqual(["toCIDRSet.cdir: unknown-field «cdir» (api-server)"]);
    expect(egress("{toCIDRSet: [{cidr: 10.0.0.0/8, cidrGroupRef: g}]}")).toEqual([
      "toCIDRSet.cidrGroupRef: CV-10 several-of «cidrGroupRef» (api-server)",
    ]);
    expect(egress("{toCIDRSet: [{cidrGroupRef: My_Group}]}")).toEqual([
      "toCIDRSet.cidrGroupRef: CV-10 characters «My_Group» (api-server)",
    ]);
    expect(egress("{toCIDRSet: [{cidrGroupSelector: {}}]}", { minor: 16 })).toEqual([
      "toCIDRSet.cidrGroupSelector: CV-10 field-of-other-version «cidrGroupSelector» (api-server)",
    ]);
  });

  test("exceptions lie inside their range, and may equal it", () => {
    const set = (except: string, minor?: number) =>
      egress(`{toCIDRSet: [{cidr: 10.0.0.0/8, except: [${except}]}]}`, minor === undefined ? {} : { minor });
    expect(set("10.1.0.0/16, 10.0.0.0/8")).toEqual([]);
    expect(set("11.0.0.0/16")).toEqual(["toCIDRSet.except: CV-11 outside «11.0.0.0/16» (agent)"]);
    expect(set("10.0.0.0/7", 19)).toEqual([]);
    expect(set("10.0.0.0/7", 20)).toEqual(["toCIDRSet.except: CV-11 outside «10.0.0.0/7» (agent)"]);
  });

  test("names", () => {
    const names = (items: string, minor?: number) =>
      egress(`{toFQDNs: [${items}]}`, minor === undefined ? {} : { minor });
    expect(names("{matchName: a.io.}, {matchPattern: '**.a.io'}, {matchPattern: '*'}")).toEqual([]);
    expect(names("{}")).toEqual(["toFQDNs: CV-12 none-of «{}» (api-server)"]);
    expect(names("{matchName: a.io, matchPattern: '*'}")).toEqual([
      "toFQDNs.matchPattern: CV-12 several-of «matchPattern» (api-server)",
    ]);
    expect(names("{matchName: a.io, matchPattern: '*'}", 15)).toEqual([
      "toFQDNs.matchPattern: CV-12 several-of «matchPattern» (agent)",
    ]);
    expect(
      names("{matchName: 'https://a.io/x'}, {matchName: 'a.io:443'}, {matchName: '*.a.io'}, {matchName: a..io}"),
    ).toEqual([
      "toFQDNs.matchName: CV-12 url «'https://a.io/x'» -> a.io (api-server)",
      "toFQDNs.matchName: CV-12 characters «'a.io:443'» -> a.io (api-server)",
      "toFQDNs.matchName: CV-12 wildcard «'*.a.io'» (api-server)",
      "toFQDNs.matchName: CV-12 characters «a..io» (api-server)",
    ]);
    const long = `${"a".repeat(60)}.`.repeat(5);
    expect(names(`{matchName: ${long}}`, 16)).toEqual([]);
    expect(names(`{matchName: ${long}}`)).toEqual([`toFQDNs.matchName: CV-12 too-long «${long}» (api-server)`]);
  });
});

describe("ICMP (CV-14)", () => {
  const icmp = (field: string, minor = 19) =>
    egress(`{icmps: [{fields: [${field}]}]}`, { minor }).map((it) => it.replace("icmps.fields.", ""));
  test("types by family", () => {
    expect(icmp("{type: 8}, {type: '8'}, {type: EchoRequest}, {type: PacketTooBig, family: IPv6}")).toEqual([]);
    expect(icmp("{type: PacketTooBig}")).toEqual(["type: CV-14 unknown-value «PacketTooBig» (agent)"]);
    expect(icmp("{type: EchoRequst}")).toEqual(["type: CV-14 unknown-value «EchoRequst» -> EchoRequest (api-server)"]);
    expect(icmp("{type: ExtendedEchoReply, family: IPv6}")).toEqual([
      "type: CV-14 unknown-value «ExtendedEchoReply» -> 161 (api-server)",
    ]);
    expect(icmp("{type: 300}")).toEqual(["type: CV-14 out-of-range «300» (accepted)"]);
    expect(icmp("{type: EchoRequest}", 15)).toEqual([
      "type: CV-14 value-of-other-version «EchoRequest» -> 8 (api-server)",
    ]);
    expect(icmp("{type: 8, family: ipv4}")).toEqual(["family: CV-14 unknown-value «ipv4» -> IPv4 (api-server)"]);
    expect(icmp("{family: IPv4}")).toEqual(["type: missing-field «{family: IPv4}» (api-server)"]);
  });

  test("at most 40 fields", () => {
    const fields = Array.from({ length: 41 }, () => "{type: 8}").join(", ");
    expect(icmp(fields)).toEqual(["icmps.fields: CV-14 wrong-count «fields» (api-server)"]);
  });
});

describe("ports (CV-20 … CV-26)", () => {
  test("a number is no string, and one complaint is enough", () => {
    expect(port("{port: 80}")).toEqual(["port: wrong-type «80» (api-server)"]);
    expect(ports("{ports: [{port: 80, protocol: TCP}], rules: {http: [{}]}}")).toEqual([
      "ports.port: wrong-type «80» (api-server)",
    ]);
  });

  test("a port is needed", () => {
    expect(port("{protocol: TCP}")).toEqual(["port: CV-21 lacks «{protocol: TCP}» -> 0 (agent)"]);
    expect(port("{protocol: TCP}", { minor: 18 })).toEqual(["port: CV-21 lacks «{protocol: TCP}» -> 0 (api-server)"]);
    expect(port("{protocol: VRRP}")).toEqual([]);
    expect(port("{prt: '80'}")).toEqual(["prt: unknown-field «prt» (agent)"]);
  });

  test("numbers and names", () => {
    expect(port("{port: '80'}, {port: http}, {port: HTTP}, {port: '0'}, {port: '65535'}")).toEqual([]);
    expect(port("{port: '65536'}, {port: '80-90'}, {port: '80,443'}, {port: '080'}")).toEqual([
      "port: CV-22 number «'65536'» (agent)",
      "port: CV-22 range «'80-90'» (agent)",
      "port: CV-22 list «'80,443'» (agent)",
      "port: CV-22 number «'080'» -> 80 (agent)",
    ]);
    expect(port("{port: '010'}, {port: '0x50'}")).toEqual([
      "port: CV-22 octal «'010'» -> 10 (accepted)",
      "port: CV-23 hexadecimal «'0x50'» -> 80 (accepted)",
    ]);
    expect(port("{port: a-name-too-long-}, {port: ''}, {port: a--b}, {port: my-very-long-port-name}")).toEqual([
      "port: CV-23 pattern «a-name-too-long-» (api-server)",
      "port: CV-23 pattern «''» (api-server)",
      "port: CV-23 name «a--b» (agent)",
      "port: CV-23 name «my-very-long-port-name» (agent)",
    ]);
  });

  test("last ports", () => {
    expect(port("{port: '80', endPort: 90}, {port: '80', endPort: 80}, {port: '80', endPort: 0}")).toEqual([]);
    expect(
      port(
        "{port: '80', endPort: 70000}, {port: '80', endPort: 70}, {port: http, endPort: 90}, {port: '0', endPort: 9}",
      ),
    ).toEqual([
      "endPort: CV-25 out-of-range «70000» (api-server)",
      "endPort: CV-25 backwards «70» (accepted)",
      "endPort: CV-25 idle «endPort» (accepted)",
      "endPort: CV-25 idle «endPort» (accepted)",
    ]);
    expect(port("{port: '80', endPort: 90}", { minor: 15 })).toEqual([
      "endPort: CV-25 field-of-other-version «endPort» (strict-client)",
    ]);
  });

  test("protocols by version", () => {
    expect(port("{port: '80', protocol: tcp}, {port: '80', protocol: ICMP}")).toEqual([
      "protocol: CV-26 unknown-value «tcp» -> TCP (api-server)",
      "protocol: CV-26 unknown-value «ICMP» (api-server)",
    ]);
    expect(port("{port: '0', protocol: ESP}", { minor: 20 })).toEqual([]);
    expect(port("{port: '0', protocol: ESP}")).toEqual(["protocol: CV-26 value-of-other-version «ESP» (api-server)"]);
    expect(port("{port: '80', protocol: IGMP}")).toEqual(["port: CV-26 clash «'80'» -> 0 (agent)"]);
  });

  test("at most 40 ports in an item", () => {
    const many = `{ports: [${Array.from({ length: 41 }, () => "{port: '80'}").join(", ")}]}`;
    expect(ports(many)).toEqual(["ports: CV-20 wrong-count «ports» (api-server)"]);
    expect(inItem("egressDeny", `{toPorts: [${many}]}`)).toEqual(["toPorts.ports: CV-20 wrong-count «ports» (agent)"]);
  });
});

describe("rules beside ports (CV-24, CV-27 … CV-34)", () => {
  const tcp = "ports: [{port: '80', protocol: TCP}]";
  const dns = "ports: [{port: '53'}]";

  test("exactly one kind", () => {
    expect(ports(`{${tcp}, rules: {}}`)).toEqual(["rules: CV-27 none-of «rules» (api-server)"]);
    expect(ports(`{${tcp}, rules: {}}`, { minor: 15 })).toEqual(["rules: CV-27 none-of «rules» (accepted)"]);
    expect(ports(`{${tcp}, rules: {http: }}`)).toEqual(["rules: CV-27 none-of «http» (api-server)"]);
    expect(ports(`{${tcp}, rules: {htpp: [{}]}}`)).toEqual(["rules.htpp: unknown-field «htpp» (api-server)"]);
    expect(ports(`{${tcp}, rules: {http: [{}], dns: [{matchPattern: '*'}]}}`)).toEqual([
      "rules.dns: CV-27 several-of «dns» (api-server)",
    ]);
    expect(ports(`{${tcp}, rules: {http: []}}`)).toEqual([]);
  });

  test("requests to Kafka until 1.19", () => {
    const kafka = (rule: string, minor: number) => ports(`{${tcp}, rules: {kafka: [${rule}]}}`, { minor });
    expect(kafka("{role: Produce}", 19)).toEqual([
      "rules.kafka.role: CV-27 unknown-value «Produce» -> produce (api-server)",
    ]);
    const topic = "t".repeat(256);
    expect(kafka(`{role: consume, topic: ${topic}}`, 16)).toEqual([
      `rules.kafka.topic: CV-27 wrong-length «${topic}» (api-server)`,
    ]);
  });

  test("kinds that are gone in 1.20", () => {
    const kafka = `{${tcp}, rules: {kafka: [{topic: t}]}}`;
    expect(ports(kafka)).toEqual([]);
    expect(ports(kafka, { minor: 20 })).toEqual(["rules.kafka: CP-52 field-of-other-version «kafka» (api-server)"]);
    expect(ports(`{${tcp}, rules: {kafka: [], http: [{}]}}`, { minor: 20 })).toEqual([
      "rules.kafka: CP-52 field-of-other-version «kafka» (strict-client)",
    ]);
    expect(ports(`{${tcp}, rules: {l7proto: r2d2, l7: [{cmd: READ}]}}`)).toEqual([]);
    expect(ports(`{${tcp}, rules: {l7: [{cmd: READ}]}}`)).toEqual(["rules.l7: CV-27 lacks «l7» (api-server)"]);
    expect(ports(`{${tcp}, rules: {l7proto: r2d2, l7: []}}`, { minor: 20 })).toEqual([
      "rules.l7proto: CP-52 field-of-other-version «l7proto» (api-server)",
      "rules.l7: CP-52 field-of-other-version «l7» (api-server)",
    ]);
  });

  test("HTTP needs TCP on every port, and no port 0", () => {
    expect(
      ports("{ports: [{port: '80'}, {port: '81', protocol: ANY}, {port: '82', protocol: TCP}], rules: {http: [{}]}}"),
    ).toEqual([
      "ports.protocol: CV-28 lacks «{port: '80'}» -> TCP (agent)",
      "ports.protocol: CV-28 clash «ANY» -> TCP (agent)",
    ]);
    expect(ports("{ports: [{port: '80', protocol: tcp}], rules: {http: [{}]}}")).toEqual([
      "ports.protocol: CV-26 unknown-value «tcp» -> TCP (api-server)",
    ]);
    expect(ports("{ports: [{port: '0', protocol: TCP}], rules: {http: [{}]}}")).toEqual([
      "ports.port: CV-24 clash «'0'» (agent)",
    ]);
  });

  test("DNS on egress only, with ports, without ranges", () => {
    const rules = "rules: {dns: [{matchPattern: '*'}]}";
    expect(ports(`{${dns}, ${rules}}`)).toEqual([]);
    expect(ingress(`{toPorts: [{${dns}, ${rules}}]}`)).toEqual(["toPorts.rules.dns: CV-29 wrong-count «dns» (agent)"]);
    expect(ports(`{${rules}}`)).toEqual(["rules.dns: CV-29 lacks «dns» (agent)"]);
    expect(ports(`{ports: {port: '53'}, ${rules}}`)).toEqual(["ports: wrong-type «{port: '53'}» (api-server)"]);
    expect(ports(`{ports: [{port: '53', endPort: 54}], ${rules}}`)).toEqual([
      "ports.endPort: CV-29 clash «endPort» (agent)",
    ]);
    expect(ports(`{${dns}, rules: {dns: [{matchName: a/b}]}}`)).toEqual([
      "rules.dns.matchName: CV-12 characters «a/b» -> a (api-server)",
    ]);
  });

  test("on nodes DNS alone, on egress, since 1.17", () => {
    const nodes = (list: string, item: string, minor = 19) =>
      problemsOf(`spec: {nodeSelector: {}, ${list}: [{toPorts: [${item}]}]}`, { minor, ...CLUSTERWIDE });
    const http = `{${tcp}, rules: {http: [{}]}}`;
    const names = `{${dns}, rules: {dns: [{matchPattern: '*'}]}}`;
    expect(nodes("ingress", http)).toEqual(["spec.ingress.toPorts.rules.http: CV-30 clash «http» (agent)"]);
    expect(nodes("egress", http)).toEqual(["spec.egress.toPorts.rules.http: CV-30 clash «http» (agent)"]);
    expect(nodes("egress", names)).toEqual([]);
    expect(nodes("egress", names, 16)).toEqual(["spec.egress.toPorts.rules.dns: CV-30 clash «dns» (agent)"]);
  });

  test("expressions of HTTP rules", () => {
    const http = (rule: string) => ports(`{${tcp}, rules: {http: [${rule}]}}`);
    expect(http("{method: 'GET|POST', path: '/api/.*', host: '*.example.com'}")).toEqual([]);
    expect(http("{method: '*', path: '/api/**'}")).toEqual([
      "rules.http.method: CV-31 nothing-to-repeat «'*'» -> .* (agent)",
      "rules.http.path: CV-31 repeated-repetition «'/api/**'» -> /api/.* (agent)",
    ]);
    expect(http("{path: '/(?!admin).*'}")).toEqual(["rules.http.path: CV-31 look-around «'/(?!admin).*'» (agent)"]);
    expect(http("{path: '/$(BASE)/[a-z'}")).toEqual([]);
  });

  test("headers", () => {
    expect(
      ports(`{${tcp}, rules: {http: [{headerMatches: [{name: X, mismatch: log}, {name: ""}, {value: x}]}]}}`),
    ).toEqual([
      "rules.http.headerMatches.mismatch: CV-31 unknown-value «log» -> LOG (api-server)",
      'rules.http.headerMatches.name: CV-31 wrong-length «""» (api-server)',
      "rules.http.headerMatches.name: missing-field «{value: x}» (api-server)",
    ]);
  });

  test("server names", () => {
    const names = (list: string, minor = 19) => ports(`{${tcp}, serverNames: ${list}}`, { minor });
    expect(names("[a.io, '*.a.io', '**.a.io']")).toEqual([]);
    expect(names("[]")).toEqual(["serverNames: CV-32 wrong-count «serverNames» (api-server)"]);
    expect(names("[a.io, a.io]")).toEqual(["serverNames: CV-32 repeated «a.io» (api-server)"]);
    expect(names("['']", 17)).toEqual(["serverNames: CV-32 empty «''» (agent)"]);
    expect(names("['a.*.io']")).toEqual(["serverNames: CV-32 wildcard-inside «'a.*.io'» (api-server)"]);
    expect(names("['a.*.io']", 20)).toEqual([]);
    const both = `${tcp}, serverNames: [a.io], rules: {http: [{}]}`;
    expect(ports(`{${both}}`)).toEqual(["serverNames: CV-32 lacks «serverNames» (agent)"]);
    expect(ports(`{${both}, terminatingTLS: {secret: {name: s}}}`)).toEqual([]);
    expect(ports(`{${both}, terminatingTLS: {secret: {}}}`)).toEqual([
      "terminatingTLS.secret.name: missing-field «secret» (api-server)",
    ]);
  });

  test("listeners", () => {
    const listener = (kind: string, more = "") =>
      `{${tcp}, listener: {name: l, envoyConfig: {kind: ${kind}, name: e}${more}}}`;
    const config = listener("CiliumEnvoyConfig");
    expect(ports(config)).toEqual([]);
    expect(ingress(`{toPorts: [${config}]}`)).toEqual(["toPorts.listener: CV-34 forbidden-field «listener» (agent)"]);
    expect(ports(config, CLUSTERWIDE)).toEqual([
      "listener.envoyConfig.kind: CV-34 clash «CiliumEnvoyConfig» -> CiliumClusterwideEnvoyConfig (accepted)",
    ]);
    expect(ports(listener("EnvoyConfig"))).toEqual([
      "listener.envoyConfig.kind: CV-34 unknown-value «EnvoyConfig» (api-server)",
    ]);
    expect(ports(listener("CiliumEnvoyConfig", ", priority: 0"))).toEqual([
      "listener.priority: CV-34 out-of-range «0» (api-server)",
    ]);
    expect(ports(`{${tcp}, rules: {http: [{}]}, listener: {name: l, envoyConfig: {name: e}}}`)).toEqual([
      "listener: CV-34 clash «listener» (agent)",
    ]);
  });
});

test("the ranges of a CiliumCIDRGroup are checked too", () => {
  const document = documentOf(
    "{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: g, labels: {a: b}}, spec: {externalCIDRs: [10.0.0.0/8, 10.0.0.1]}}",
  );
  const root = rootOf(document);
  if (root === undefined) throw new Error("no document");
  const group = decodeCidrGroup(root, settings(19));
  expect(group.cidrs.map((it) => it.value)).toEqual(["10.0.0.0/8", "10.0.0.1"]);
  expect(group.meta.labels.get("a")?.value).toBe("b");
  expect(group.problems.map((it) => brief(document, it))).toEqual([
    "spec.externalCIDRs: CV-9 no-prefix «10.0.0.1» -> 10.0.0.1/32 (api-server)",
  ]);
});
