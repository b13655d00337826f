/** What is asked to be ignored over several files, scopes and settings, and what the summary counts; `features/ignore.md` has the rest. */

import { describe, expect, it } from "vitest";
import { type Files, workspaceOf } from "./kit/analyse.js";

const policy = (name: string, { spec = "", metadata = "" } = {}): string =>
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${name}
${metadata}spec:
  podSelector: {}
${spec}`;

const MISSPELT = "  ingres: []\n";
const files = (texts: Readonly<Record<string, string>>): Files => new Map(Object.entries(texts));

function rulesIn(texts: Readonly<Record<string, string>>, settings: Parameters<typeof workspaceOf>[1] = {}): string[] {
  const workspace = workspaceOf(files(texts), settings);
  return [...workspace.allDiagnostics()].flatMap(([file, found]) => found.map((it) => `${file} ${it.rule}`));
}

describe("the summary", () => {
  it("counts what was silenced, and no other finding", () => {
    const workspace = workspaceOf(
      files({
        "a.yaml": policy("a", { spec: `  # netpol: ignore[unknown-field]\n${MISSPELT}` }),
        "b.yaml": policy("b", { spec: MISSPELT }),
      }),
    );
    expect(workspace.summary()).toMatchObject({ silenced: 1, errors: 1, hints: 0 });
  });

  it("counts nothing where nobody asked", () => {
    expect(workspaceOf(files({ "b.yaml": policy("b", { spec: MISSPELT }) })).summary().silenced).toBe(0);
  });
});

describe("the name of a rule of which others were made", () => {
  const cilium = (comment: string): string => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  endpointSelector: {}
  ${comment}
  ingress: [{fromEntities: [nobody]}]
`;

  it("silences what they find, and is used then", () => {
    expect(rulesIn({ "a.yaml": cilium("# any comment") })).toEqual(["a.yaml unknown-entity"]);
    for (const name of ["refused-by-cilium", "NP1507", "unknown-entity"]) {
      expect(rulesIn({ "a.yaml": cilium(`# netpol: ignore[${name}]`) })).toEqual([]);
    }
    expect(rulesIn({ "a.yaml": cilium("# netpol: ignore[misread-cilium-port]") })).toEqual([
      "a.yaml useless-ignore",
      "a.yaml unknown-entity",
    ]);
  });
});

describe("findings that need other documents", () => {
  const same = { "a.yaml": policy("same"), "b.yaml": policy("same") };

  it("are silenced in the file that asks, and in no other", () => {
    const both = rulesIn(same).filter((it) => it.endsWith("duplicate-policy"));
    expect(both.length).toBeGreaterThan(0);
    const [first = ""] = both;
    const file = first.slice(0, first.indexOf(" ")) as keyof typeof same;
    const asked = { ...same, [file]: `# netpol: ignore-file[duplicate-policy]\n${same[file]}` };
    expect(rulesIn(asked).filter((it) => it.endsWith("duplicate-policy"))).toEqual(both.slice(1));
    expect(rulesIn(asked).filter((it) => it.endsWith("useless-ignore"))).toEqual([]);
  });

  it("are silenced in all scopes that show them", () => {
    const scopes = new Map([
      ["one", ["one/**", "base/**"]],
      ["two", ["two/**", "base/**"]],
    ]);
    const texts = {
      "base/a.yaml": policy("same"),
      "one/b.yaml": policy("same", { spec: "  ingress: []\n" }),
      "two/b.yaml": policy("same", { spec: "  policyTypes: [Egress]\n" }),
    };
    const found = rulesIn(texts, { scopes }).filter((it) => it.endsWith("duplicate-policy"));
    expect(found.length).toBeGreaterThan(0);
    const quiet = Object.fromEntries(
      Object.entries(texts).map(([file, text]) => [file, `# netpol: ignore-file[duplicate-policy]\n${text}`]),
    );
    const left = rulesIn(quiet, { scopes });
    expect(left.filter((it) => it.endsWith("duplicate-policy"))).toEqual([]);
  });
});

describe("a request for a rule that says nothing", () => {
  const asked = { "a.yaml": policy("a", { spec: `  # netpol: ignore[unknown-field]\n${MISSPELT}` }) };

  it("is no useless one where settings switch the rule off", () => {
    expect(rulesIn(asked, { rules: new Map([["unknown-field", "off"]]) })).toEqual([]);
  });

  it("is not judged where an action or a variable leaves the rule nothing to look at", () => {
    const text = policy("a", { spec: "  # netpol: ignore[unknown-field]\n  ingress: []\n" });
    const chart = "apiVersion: v2\nname: a\nversion: 1.0.0\n";
    expect(rulesIn({ "Chart.yaml": chart, "templates/a.yaml": `{{- if .Values.on }}\n${text}{{- end }}\n` })).toEqual(
      [],
    );
    expect(rulesIn({ "a.yaml": text.replace("name: a", `name: $\{NAME}`) })).toEqual([]);
  });

  it("is not spoken of where useless requests are switched off", () => {
    const useless = { "a.yaml": policy("a", { spec: "  # netpol: ignore[unknown-field]\n  ingress: []\n" }) };
    expect(rulesIn(useless)).toEqual(["a.yaml useless-ignore"]);
    expect(rulesIn(useless, { rules: new Map([["useless-ignore", "off"]]) })).toEqual([]);
  });

  it("is not judged where the rule rests for want of workloads", () => {
    const texts = { "a.yaml": `# netpol: ignore-file[selector-matches-nothing]\n${policy("a")}` };
    expect(rulesIn(texts, { closedWorld: "never" })).toEqual([]);
    expect(rulesIn(texts, { closedWorld: "always" })).toEqual(["a.yaml useless-ignore"]);
  });
});

it("silences what begins at its line, and not what ends there", () => {
  const rule = (comment: string): string =>
    `    - from: [{podSelector: {matchLabels: {app: web}}}]\n      ports: [{port: 80}]${comment}\n`;
  const texts = (comment: string) => ({ "a.yaml": policy("a", { spec: `  ingress:\n${rule("")}${rule(comment)}` }) });
  expect(rulesIn(texts(""))).toEqual(["a.yaml rule-adds-nothing"]);
  const asked = texts("   # netpol: ignore[rule-adds-nothing]");
  expect(rulesIn(asked)).toEqual(["a.yaml rule-adds-nothing", "a.yaml useless-ignore"]);
});

it("speaks of the edited file's own findings at once", () => {
  const workspace = workspaceOf(
    files({ "a.yaml": policy("a", { spec: `  # netpol: ignore[unknown-field]\n${MISSPELT}` }) }),
  );
  expect(workspace.ownDiagnostics("a.yaml")).toEqual([]);
});

it("reads an annotation in a file that several objects share, for its own object alone", () => {
  const metadata = "  annotations:\n    netpol.dev/ignore: NP1002\n";
  const text = `${policy("a", { metadata, spec: MISSPELT })}---\n${policy("b", { spec: MISSPELT })}`;
  const [only, ...others] = workspaceOf(files({ "a.yaml": text })).diagnostics("a.yaml");
  expect(others).toEqual([]);
  expect(only).toMatchObject({ rule: "unknown-field", object: { name: "b" } });
});
