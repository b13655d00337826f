/** A rule that throws is our fault: one notice, the log says more, and everything else is found as if it were not there. */

import { describe, expect, it } from "vitest";
import { type Diagnostic, Workspace } from "../server/src/ide/index.js";
import { RULES } from "../server/src/rules/registry.js";
import { defineRule, type Finding, type Rule, type RuleSpec } from "../server/src/rules/rule.js";

const POLICIES = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelecter: {matchLabels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: example.com/main:1}]}}
`;

/** What the registry finds in them: one thing of the document alone, one of two documents. */
const FOUND = ["NP1002", "NP1601"];

const NAME = "failing-rule";

function fail(): never {
  throw new Error("an index out of range");
}

/** A rule that finds one thing in each policy, but for what a test breaks. */
function ruleWith(part: Partial<RuleSpec<"policy", Finding>>): Rule {
  return defineRule({
    code: "NP1699",
    name: NAME,
    title: "A rule that fails",
    severity: "warning",
    premise: "all-policies",
    stage: { kind: "stable", since: "0.1.0" },
    on: "policy",
    covers: [],
    check: ({ object }) => [{ at: object.meta.at }],
    message: () => "A finding",
    ...part,
  });
}

function run(rule: Rule): { codes: string[]; own: string[]; workspace: Workspace; log: string[] } {
  const log: string[] = [];
  const workspace = new Workspace({ log: (it) => log.push(it), now: () => 0 }, [], [...RULES, rule]);
  workspace.apply([{ type: "put", file: { id: "a.yaml", path: "a.yaml", text: POLICIES } }]);
  const own = codesOf(workspace.ownDiagnostics("a.yaml"));
  return { own, codes: codesOf(workspace.diagnostics("a.yaml")), workspace, log };
}

function codesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.filter((it) => it.rule !== NAME).map((it) => it.code);
}

function expectOneNotice({ codes, workspace, log }: ReturnType<typeof run>): void {
  expect(codes).toEqual(FOUND);
  const notices = workspace.notices().filter((it) => it.rule === NAME);
  expect(notices).toHaveLength(1);
  expect(notices[0]?.message).toMatch(/^Rule NP1699 failing-rule failed on \S+ and is off; see the log$/);
  expect(log.length).toBeGreaterThan(0);
  for (const line of log)
    expect(line).toMatch(/^rule NP1699 failing-rule failed on .*: Error: an index out of range\n/);
}

it("finds what it is expected to find without it", () => {
  const { own, codes, workspace, log } = run(ruleWith({}));
  expect(own).toEqual(["NP1002"]);
  expect(codes).toEqual(FOUND);
  expect(workspace.diagnostics("a.yaml").filter((it) => it.rule === NAME)).toHaveLength(2);
  expect([...workspace.notices(), ...log]).toEqual([]);
});

describe("a check that throws", () => {
  it("of policies in the scope is told once, and logged for each policy", () => {
    const result = run(ruleWith({ check: fail }));
    expectOneNotice(result);
    expect(result.log).toHaveLength(2);
  });

  it("after its first finding loses that subject's findings, and those of no other", () => {
    const result = run(
      ruleWith({
        *check({ object }) {
          yield { at: object.meta.at };
          if (object.meta.at.document % 2 === 0) fail();
        },
      }),
    );
    expectOneNotice(result);
    expect(result.workspace.diagnostics("a.yaml").filter((it) => it.rule === NAME)).toHaveLength(1);
  });

  it("of the document alone leaves the other findings of the document", () => {
    const result = run(ruleWith({ premise: "file", check: fail }));
    expectOneNotice(result);
    expect(result.own).toEqual(["NP1002"]);
  });

  const others: readonly ("shape" | "workload" | "scope")[] = ["shape", "workload", "scope"];
  it.each(others)("on %s is told in the same way", (on) => {
    const premise = on === "shape" ? "file" : "all-policies";
    expectOneNotice(run({ ...ruleWith({}), on, premise, check: fail } as Rule));
  });
});

describe("words that throw", () => {
  it.each(["message", "note", "related"] as const)("in %s lose the finding, and nothing else", (part) => {
    const result = run(ruleWith({ [part]: fail }));
    expectOneNotice(result);
    expect(result.workspace.diagnostics("a.yaml").filter((it) => it.rule === NAME)).toEqual([]);
  });

  it("in the message of a rule about the document alone do so too", () => {
    expectOneNotice(run(ruleWith({ premise: "file", message: fail })));
  });
});

it.each([
  ["when it is looked at", fail],
  ["when its edits are asked for", () => ({ title: "Mend it", edit: fail })],
])("a fix that throws %s is not offered, and the finding stays", (_when, fix) => {
  const result = run(ruleWith({ fixes: { mend: { safety: "changes-traffic", fix } } }));
  const found = result.workspace.diagnostics("a.yaml").filter((it) => it.rule === NAME);
  expect(found.map((it) => it.fixes)).toEqual([[], []]);
  expectOneNotice(result);
});

it("a rule that failed is told for as long as the server runs, and edits go on being answered", () => {
  const { workspace } = run(ruleWith({ check: fail }));
  workspace.apply([
    { type: "put", file: { id: "a.yaml", path: "a.yaml", text: POLICIES.replace("podSelecter", "podSelector") } },
  ]);
  expect(codesOf(workspace.diagnostics("a.yaml"))).toEqual(["NP1601"]);
  expect(workspace.notices().filter((it) => it.rule === NAME)).toHaveLength(1);
});
