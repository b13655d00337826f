/** Code actions by kind, from what the last complete run found: no rule that looks at several documents runs for them. */

import { beforeEach, describe, expect, it } from "vitest";
import { type CodeAction, Workspace } from "../server/src/ide/index.js";
import { RULES } from "../server/src/rules/registry.js";
import type { Rule } from "../server/src/rules/rule.js";
import { edited } from "./kit/text-edits.js";

const FILE = "policies.yaml";
const NULLED = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: nulled, namespace: shop}
spec:
  podSelector:
  policyTypes: [Ingress]
`;
const NO_DNS = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: no-dns, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {}}]
`;
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web:1}]}
`;
const TEXT = `${NULLED}---\n${NO_DNS}---\n${WEB}`;
/** A null, which its document shows by itself. */
const OF_THE_DOCUMENT = "NP1009";
/** Egress without DNS, of which other policies could allow it. */
const OF_THE_RUN = "NP1203";

/** How often rules that look at several documents were run. */
let runs = 0;
let workspace: Workspace;

beforeEach(() => {
  runs = 0;
  const host = { log: () => expect.unreachable("nothing to log"), now: () => 0 };
  workspace = new Workspace(host, [], RULES.map(counted));
  put(TEXT);
});

function counted(rule: Rule): Rule {
  if (rule.premise === "file") return rule;
  const check: (...given: never) => Iterable<never> = rule.check as never;
  const counting = (...given: never) => {
    runs++;
    return check(...given);
  };
  return { ...rule, check: counting } as unknown as Rule;
}

function put(text: string): void {
  workspace.apply([{ type: "put", file: { id: FILE, path: FILE, text } }]);
}

function actions(only?: readonly string[]): readonly CodeAction[] {
  const end = workspace.textOf(FILE)?.length ?? 0;
  return workspace.codeActions(FILE, { start: 0, end }, only);
}

function fixOfTheRun(): CodeAction | undefined {
  return actions(["quickfix"]).find((it) => it.code === OF_THE_RUN && !it.title.startsWith("Ignore"));
}

describe("kinds", () => {
  const kindsOf = (only?: string[]) => [...new Set(actions(only).map((it) => it.kind))];

  it("are all of them unless some are named", () => {
    expect(kindsOf()).toEqual(["quickfix", "refactor", "source.fixAll.netpol"]);
    expect(kindsOf([""])).toEqual(kindsOf());
  });

  it("are those that are named, and those below them", () => {
    expect(kindsOf(["quickfix"])).toEqual(["quickfix"]);
    expect(kindsOf(["refactor", "source"])).toEqual(["refactor", "source.fixAll.netpol"]);
    expect(kindsOf(["source.fixAll"])).toEqual(["source.fixAll.netpol"]);
    expect(kindsOf(["refactor.extract", "source.fix", "source.fixAll.netpol.more"])).toEqual([]);
  });
});

describe("findings", () => {
  it("of the document itself are there without a run", () => {
    expect(actions(["quickfix"]).map((it) => it.code)).toContain(OF_THE_DOCUMENT);
    expect(fixOfTheRun()).toBeUndefined();
    expect(runs).toBe(0);
  });

  it("of the last run stay at their document while it is unchanged, wherever it moves", () => {
    workspace.allDiagnostics();
    const before = runs;
    const fix = fixOfTheRun();
    expect(fix).toBeDefined();
    const text = TEXT.replace("podSelector:\n", "podSelector: {} # all\n");
    put(text);
    const moved = fixOfTheRun();
    expect(moved?.title).toBe(fix?.title);
    const edits = workspace.resolve(FILE, moved?.id ?? "")?.edits.get(FILE) ?? [];
    expect(edited(text, edits)).toContain("port: 53");
    // The old place is another's now.
    expect(workspace.resolve(FILE, fix?.id ?? "")).toBeUndefined();
    expect(runs).toBe(before);
  });

  it("of the last run go with the text that they were found in, until the next", () => {
    workspace.allDiagnostics();
    put(TEXT.replace("name: no-dns", "name: no-names"));
    expect(fixOfTheRun()).toBeUndefined();
    workspace.allDiagnostics();
    expect(fixOfTheRun()).toBeDefined();
  });

  it("that a setting has switched off since offer nothing", () => {
    workspace.allDiagnostics();
    workspace.configure({ rules: new Map([["egress-blocks-dns", "off"]]) });
    expect(fixOfTheRun()).toBeUndefined();
  });
});

it("make each what its title says, where one rule finds several things at one place", () => {
  const caller = (name: string, port: number) => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: example.com/a:1, env: [{name: DB, value: "db:${port}"}]}]}
`;
  const service =
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {selector: {app: db}, ports: [{name: sql, port: 5432}, {name: web, port: 8080}]}\n";
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: ops}}}]
`;
  const callers = [caller("api", 5432), caller("db", 5432), caller("ops", 5432), caller("web", 8080)];
  put(`${policy}${service}${callers.join("")}`);
  workspace.allDiagnostics();
  const place = policy.indexOf("ingress:");
  const offered = workspace
    .codeActions(FILE, { start: place, end: place })
    .filter((it) => it.code === "NP1902" && it.title.startsWith("Allow"))
    .map(
      ({ id, title }) => [title, [...(workspace.resolve(FILE, id)?.edits.values() ?? [])].flat()[0]?.newText] as const,
    );
  expect(offered.map(([title]) => title)).toEqual([
    "Allow api to reach db on TCP 5432 (opens)",
    "Allow web to reach db on TCP 8080 (opens)",
  ]);
  for (const [title, text] of offered) expect(text).toContain(`app: ${/Allow (\w+)/.exec(title)?.[1] ?? "?"}`);
});
