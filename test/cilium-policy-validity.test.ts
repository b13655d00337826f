/** What is refused in a Cilium policy as a whole, by whom and since which version: its parts, selectors, what may be in one item, dropped fields. */

import { describe, expect, test } from "vitest";
import { decodeCiliumPolicy } from "../server/src/systems/cilium/decode/policy.js";
import { rootOf } from "../server/src/syntax/yaml-document.js";
import {
  CLUSTERWIDE,
  documentOf,
  egress,
  inItem,
  ingress,
  ports,
  problemsOf,
  settings,
} from "./kit/cilium-problems.js";

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
    expect(problemsOf(spec.replace("egress: true", "egress: false"))).toEqual([]);
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
