/** Policies that Kyverno generates for namespaces: where they count, and where nobody can tell. */

import { describe, expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";

const NAMESPACES = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {tier: apps-1}}
---
apiVersion: v1
kind: Namespace
metadata: {name: kube-system}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: dns, namespace: kube-system, labels: {app: dns}}
spec: {containers: [{name: dns}]}
---
apiVersion: v1
kind: Pod
metadata: {name: old, labels: {app: old}}
spec: {containers: [{name: old}]}
`;

const MATCH = "any: [{resources: {kinds: [Namespace]}}]";

function ruleWith({ match = MATCH, more = "", namespace = "{{request.object.metadata.name}}", app = "" }): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: add-networkpolicy}
spec:
  rules:
    - name: default-deny
      match: {${match}}
${more}      generate:
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        name: default-deny
        namespace: "${namespace}"
        data:
          spec: {podSelector: {${app}}, policyTypes: [Ingress, Egress]}
`;
}

/** Namespaces of the pods that the generated policy isolates. */
function isolatedBy(rule: string): string[] {
  const { workloads } = workspaceWith(rule).flows();
  return workloads.flatMap((it) => (it.isolated.ingress && it.isolated.egress ? it.namespace : [])).sort();
}

function workspaceWith(rule: string) {
  return workspaceOf(
    new Map([
      ["a.yaml", NAMESPACES],
      ["kyverno.yaml", rule],
    ]),
  );
}

describe("policies that a rule generates", () => {
  it("deny by default in each new namespace", () => {
    const workspace = workspaceWith(ruleWith({}));
    expect(isolatedBy(ruleWith({}))).toEqual(["shop"]);
    expect(workspace.notices()).toContainEqual({
      file: "kyverno.yaml",
      message: "NetworkPolicy default-deny counts in shop: ClusterPolicy add-networkpolicy generates it there",
    });
    expect(workspace.diagnostics("kyverno.yaml")).toEqual([]);
    const question = { from: "shop/web", to: "kube-system/dns", protocol: "TCP", port: 53 } as const;
    expect(workspace.can("workspace", question)).toMatchObject({
      answer: {
        verdict: "denied",
        egress: { isolatedBy: [{ policy: "shop/NetworkPolicy/default-deny", file: "kyverno.yaml" }] },
      },
    });
  });

  it("reach namespaces that were there before, where the rule says so", () => {
    const more = ruleWith({}).replace("spec:\n  rules", "spec:\n  generateExisting: true\n  rules");
    expect(isolatedBy(more)).toEqual(["default", "shop"]);
  });

  it("follow names, labels and exclusions", () => {
    const match = (it: string) => isolatedBy(ruleWith({ match: it }));
    expect(match('resources: {kinds: [v1/Namespace], names: ["sh?p"]}')).toEqual(["shop"]);
    expect(match('resources: {kinds: [Namespace], name: "stage-*"}')).toEqual([]);
    expect(match('any: [{resources: {kinds: [Namespace], selector: {matchLabels: {tier: "apps-*"}}}}]')).toEqual([
      "shop",
    ]);
    expect(match("all: [{resources: {kinds: [Namespace], selector: {matchLabels: {tier: web}}}}]")).toEqual([]);
    expect(isolatedBy(ruleWith({ more: "      exclude: {any: [{resources: {names: [shop]}}]}\n" }))).toEqual([]);
  });

  it("are for one namespace where the rule names it", () => {
    expect(isolatedBy(ruleWith({ namespace: "kube-system" }))).toEqual(["kube-system"]);
  });

  it("do not count where nobody can tell for which namespaces, or what they say", () => {
    const unreadable = [
      ruleWith({ more: "      preconditions: {all: [{key: a, operator: Equals, value: b}]}\n" }),
      ruleWith({ match: "any: [{resources: {kinds: [Namespace]}, subjects: [{kind: User, name: a}]}]" }),
      ruleWith({ match: "any: [{resources: {kinds: [Namespace], annotations: {a: b}}}]" }),
      ruleWith({ match: "any: [{resources: {kinds: [Namespace, Pod]}}]" }),
      ruleWith({ match: "any: [{resources: {kinds: [Namespace], operations: [DELETE]}}]" }),
      ruleWith({ namespace: "{{request.object.metadata.labels.for}}" }),
      ruleWith({ app: 'matchLabels: {app: "{{request.object.metadata.name}}"}' }),
      ruleWith({}).replace("kind: ClusterPolicy", "kind: Policy"),
      ruleWith({}).replace("kyverno.io/v1", "example.com/v1"),
    ];
    for (const rule of unreadable) expect(isolatedBy(rule), rule).toEqual([]);
    const [first = ""] = unreadable;
    expect(workspaceWith(first).notices()).toContainEqual({
      message: "Policies inside other manifests are checked, but not counted in flows (kyverno.yaml)",
    });
  });

  it("leave alone what a manifest of its own has", () => {
    const own = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
`;
    expect(isolatedBy(`${ruleWith({})}${own}`)).toEqual([]);
  });
});

const GENERATING = `apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata: {name: deny}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [namespaces]}
  variables:
    - name: nsName
      expression: object.metadata.name
    - name: made
      expression: >-
        [
          {
            "kind": dyn("NetworkPolicy"), // by default
            "apiVersion": dyn("networking.k8s.io/v1"),
            "metadata": dyn({"name": "default-deny", "namespace": string(variables.nsName)}),
            "spec": dyn({"podSelector": dyn({}), "policyTypes": dyn(["Ingress", "Egress"])})
          }
        ]
  generate:
    - expression: generator.Apply(variables.nsName, variables.made)
`;

const TEMPLATED = GENERATING.replace(
  / {2}generate:[\s\S]*/,
  `  generate:
    - template:
        interpolate: cel
        value: |
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: {name: default-deny, namespace: (( variables.nsName ))}
          spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`,
);

describe("policies that a GeneratingPolicy makes", () => {
  it.each([
    ["as literals in an expression", GENERATING],
    [
      "with the list in the call",
      GENERATING.replace("variables.made", "[variables.one]")
        .replace(/name: made[\s\S]*?\[\n/, "name: one\n      expression: >-\n")
        .replace("        ]\n  generate", "  generate"),
    ],
    ["as a template", TEMPLATED],
  ])("%s count in each namespace that sets it off", (_, rule) => {
    expect(isolatedBy(rule), rule).toEqual(["shop"]);
    const notices = workspaceWith(rule).notices();
    expect(notices).toEqual([
      {
        file: "kyverno.yaml",
        message: "NetworkPolicy default-deny counts in shop: GeneratingPolicy deny generates it there",
      },
    ]);
  });

  it("follow what it says of which namespaces", () => {
    const existing = GENERATING.replace("spec:\n", "spec:\n  evaluation: {generateExisting: {enabled: true}}\n");
    expect(isolatedBy(existing)).toEqual(["default", "shop"]);
    const selecting = (labels: string): string =>
      GENERATING.replace("Constraints:\n", `Constraints:\n    objectSelector: {matchLabels: {${labels}}}\n`);
    expect(isolatedBy(selecting("tier: apps-1"))).toEqual(["shop"]);
    expect(isolatedBy(selecting("tier: other"))).toEqual([]);
    expect(isolatedBy(GENERATING.replace("variables.nsName, ", '"shop", '))).toEqual(["shop"]);
  });

  it("count nowhere where that takes an evaluation, and are checked", () => {
    const conditional = GENERATING.replace(
      "  variables:",
      "  matchConditions: [{name: a, expression: 'object.metadata.name != \"a\"'}]\n  variables:",
    );
    expect(isolatedBy(conditional)).toEqual([]);
    expect(workspaceWith(conditional).notices()).toContainEqual({
      message: "Policies inside other manifests are checked, but not counted in flows (kyverno.yaml)",
    });
  });

  it("are one notice where a part of them is computed", () => {
    const computed = [
      GENERATING.replace('"default-deny"', 'object.metadata.name + "-deny"'),
      GENERATING.replace("variables.made", "variables.made + variables.made"),
      TEMPLATED.replace("podSelector: {}", 'podSelector: {matchLabels: {app: "(( object.metadata.name ))"}}'),
      GENERATING.replace("variables.made)", "variables.made"),
    ];
    for (const rule of computed) {
      expect(isolatedBy(rule), rule).toEqual([]);
      expect(workspaceWith(rule).notices(), rule).toEqual([
        { message: "Policies that a GeneratingPolicy computes with expressions are not read (kyverno.yaml)" },
      ]);
      expect(workspaceWith(rule).diagnostics("kyverno.yaml"), rule).toEqual([]);
    }
  });

  it.each([
    ["an expression", GENERATING.replace('"podSelector": dyn({})', '"podSelectr": dyn({})'), '"podSelectr"'],
    ["a template", TEMPLATED.replace("spec: {podSelector", "spec: {podSelectr"), "podSelectr"],
  ])("are checked at their places in %s, without fixes", (_, rule, piece) => {
    const workspace = workspaceWith(rule);
    const found = workspace.diagnostics("kyverno.yaml").filter((it) => it.rule === "unknown-field");
    expect(found.map((it) => rule.slice(it.range.start, it.range.end))).toEqual([piece]);
    expect(found.flatMap((it) => it.fixes)).toEqual([]);
  });

  it("end for expressions of any kind", () => {
    const hostile = [
      "[".repeat(5000),
      "{".repeat(5000),
      '"'.repeat(5000),
      "dyn(".repeat(5000),
      "variables.made",
      "a.b(c, ".repeat(2000),
    ];
    for (const it of hostile) {
      const rule = GENERATING.replace(/>-\n[\s\S]*\]\n {2}generate/, `>-\n        ${it}\n  generate`);
      expect(isolatedBy(rule)).toEqual([]);
    }
  });
});
