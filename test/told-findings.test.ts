/** What was told of a finding stays for as long as it is told in the same way, and no longer. */

import { expect, it } from "vitest";
import type { Site } from "../server/src/base/source.js";
import { type Diagnostic, Workspace } from "../server/src/ide/index.js";
import { RULES } from "../server/src/rules/registry.js";
import { defineRule, type Finding, type Rule } from "../server/src/rules/rule.js";

/** What rules of this test have in common: a finding at each policy's name. */
const ABOUT_POLICIES = {
  title: "A rule of this test",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],
  message: () => "A finding",
} as const;

interface Pointing extends Finding {
  readonly other: Site;
}

const POINTING = defineRule<"policy", Pointing>({
  ...ABOUT_POLICIES,
  code: "NP1698",
  name: "points-to-other",
  *check({ object: { meta } }, { scope }) {
    const other = scope.policies.find((it) => it.object.meta.name?.value === "other");
    if (other !== undefined) yield { at: meta.name?.at ?? meta.at, other: other.object.meta.at };
  },
  related: ({ other }) => [{ at: other, message: "The other" }],
});

/** It looks at no other policy, but its fix does. */
const COUNTING = defineRule({
  ...ABOUT_POLICIES,
  code: "NP1699",
  name: "counts-policies",
  check: ({ object: { meta } }) => [{ at: meta.name?.at ?? meta.at }],
  fixes: {
    mend: {
      safety: "changes-traffic",
      fix: ({ at }, { scope }) => ({
        title: `Mend one of ${scope.policies.length}`,
        edit: (editor) => editor.set(at, "mended"),
      }),
    },
  },
});

const policy = (name: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\nspec: {podSelector: {}}\n`;

function living(files: Readonly<Record<string, string>>): { put: (path: string, text: string) => void; told: Told } {
  const workspace = new Workspace({ log: () => undefined, now: () => 0 }, [], [...RULES, POINTING, COUNTING]);
  const put = (path: string, text: string): void => workspace.apply([{ type: "put", file: { id: path, path, text } }]);
  for (const [path, text] of Object.entries(files)) put(path, text);
  return { put, told: (path, { name }) => workspace.diagnostics(path).find((it) => it.rule === name) };
}

type Told = (path: string, rule: Rule) => Diagnostic | undefined;

const FILES = { "a.yaml": policy("one"), "b.yaml": `# A remark\n---\n${policy("other")}` };

it("is the very same where nothing has changed", () => {
  const { put, told } = living(FILES);
  const before = told("a.yaml", POINTING);
  put("c.yaml", "# nothing\n");
  expect(told("a.yaml", POINTING)).toBe(before);
});

it("points to where the other place is now", () => {
  const { put, told } = living(FILES);
  expect(told("a.yaml", POINTING)?.related[0]).toMatchObject({ file: "b.yaml", start: { line: 2 } });
  put("b.yaml", `# A remark\n# and another\n---\n${policy("other")}`);
  expect(told("a.yaml", POINTING)?.related[0]).toMatchObject({ file: "b.yaml", start: { line: 3 } });
});

it("offers what can be done now", () => {
  const { put, told } = living(FILES);
  expect(told("a.yaml", COUNTING)?.fixes[0]?.title).toBe("Mend one of 2 (changes traffic)");
  put("c.yaml", policy("third"));
  expect(told("a.yaml", COUNTING)?.fixes[0]?.title).toBe("Mend one of 3 (changes traffic)");
});

it("names the namespace that the object has now", () => {
  const kustomization = (namespace: string): string => `namespace: ${namespace}\nresources: [../base]\n`;
  const { put, told } = living({
    ...FILES,
    "base/kustomization.yaml": "resources: [policy.yaml]\n",
    "base/policy.yaml": policy("based"),
    "z/kustomization.yaml": kustomization("last"),
  });
  expect(told("base/policy.yaml", COUNTING)?.object?.namespace).toBe("last");
  put("c/kustomization.yaml", kustomization("first"));
  expect(told("base/policy.yaml", COUNTING)?.object?.namespace).toBe("first");
});

it("has the severity that settings give it now", () => {
  const { put, told } = living(FILES);
  expect(told("a.yaml", COUNTING)?.severity).toBe("warning");
  put(".netpol.yaml", `rules: {${COUNTING.name}: error}\n`);
  expect(told("a.yaml", COUNTING)?.severity).toBe("error");
});
