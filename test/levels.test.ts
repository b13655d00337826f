/** Which level a rule has where several sources speak: editor, file, overrides of some files, flags. */

import { describe, expect, it } from "vitest";
import type { PartialSettings, Workspace } from "../server/src/ide/index.js";
import { emptyWorkspace, putAll } from "./kit/analyse.js";

const MISSPELT = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  ingres: []
`;
const FILES = ["deploy/a.yaml", "legacy/b.yaml", "legacy/new/c.yaml"];

function levels({
  file = "",
  editor = {},
  flags = {},
}: {
  readonly file?: string;
  readonly editor?: PartialSettings;
  readonly flags?: PartialSettings;
}): Record<string, string | undefined> {
  const workspace = emptyWorkspace();
  workspace.configure(editor, flags);
  putAll(workspace, new Map([...FILES.map((it) => [it, MISSPELT] as const), [".netpol.yaml", file]]));
  expect(workspace.diagnostics(".netpol.yaml")).toEqual([]);
  const levelIn = (it: string) => workspace.diagnostics(it).find(({ rule }) => rule === "unknown-field")?.severity;
  return Object.fromEntries(FILES.map((it) => [it, levelIn(it)]));
}

const OVERRIDES = `rules: {unknown-field: warning}
overrides:
  - files: ["legacy/**"]
    rules: {NP1002: hint}
  - files: legacy/new/**
    rules: {unknown-field: off}
`;

describe("overrides", () => {
  it("hold for their files alone, the last that matches first", () => {
    expect(levels({ file: OVERRIDES })).toEqual({
      "deploy/a.yaml": "warning",
      "legacy/b.yaml": "hint",
      "legacy/new/c.yaml": undefined,
    });
  });

  it("leave rules alone that they do not name", () => {
    const file = 'overrides:\n  - files: ["**"]\n    rules: {duplicate-key: off}\n';
    expect(new Set(Object.values(levels({ file })))).toEqual(new Set(["error"]));
  });

  it("yield to flags, and go before the editor", () => {
    const byCode = { rules: new Map([["NP1002", "info" as const]]) };
    expect(new Set(Object.values(levels({ file: OVERRIDES, flags: byCode })))).toEqual(new Set(["info"]));
    expect(levels({ file: OVERRIDES, editor: byCode })["legacy/b.yaml"]).toBe("hint");
  });
});

it("a level that is changed in an override is noticed", () => {
  const workspace = emptyWorkspace();
  const settings = (level: string) => `overrides: [{files: ["**"], rules: {unknown-field: ${level}}}]\n`;
  putAll(
    workspace,
    new Map([
      ["a.yaml", MISSPELT],
      [".netpol.yaml", settings("hint")],
    ]),
  );
  expect(workspace.diagnostics("a.yaml").map((it) => it.severity)).toEqual(["hint"]);
  putAll(workspace, new Map([[".netpol.yaml", settings("info")]]));
  expect(workspace.diagnostics("a.yaml").map((it) => it.severity)).toEqual(["info"]);
});

it("the later source has the say, whether it names the rule or its code", () => {
  const off = new Map([["unknown-field", "off" as const]]);
  expect(levels({ file: "rules: {NP1002: info}\n", editor: { rules: off } })["deploy/a.yaml"]).toBe("info");
  expect(levels({ file: "rules: {NP1002: info}\n", flags: { rules: off } })["deploy/a.yaml"]).toBeUndefined();
});

it("what the document alone shows is looked at again when a setting changes what it means", () => {
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 10.96.0.10/32}}]}]
`;
  const workspace: Workspace = emptyWorkspace();
  putAll(workspace, new Map([["a.yaml", policy]]));
  const spoken = () => workspace.diagnostics("a.yaml").some(({ rule }) => rule === "cidr-of-services");
  expect(spoken()).toBe(false);
  workspace.configure({ serviceCidrs: ["10.96.0.0/12"] });
  expect(spoken()).toBe(true);
});

describe("a rule of which others were made", () => {
  const ENTITY = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  endpointSelector: {}
  ingress: [{fromEntities: [nobody], authentication: {mode: sometimes}}]
`;
  const severities = (file: string): Record<string, string> => {
    const workspace = emptyWorkspace();
    putAll(
      workspace,
      new Map([
        ["legacy/a.yaml", ENTITY],
        [".netpol.yaml", file],
      ]),
    );
    expect(workspace.diagnostics(".netpol.yaml")).toEqual([]);
    return Object.fromEntries(workspace.diagnostics("legacy/a.yaml").map(({ rule, severity }) => [rule, severity]));
  };

  it("has its level handed on, by name and by code", () => {
    expect(severities("")).toEqual({ "unknown-entity": "error", "refused-by-cilium": "error" });
    for (const name of ["refused-by-cilium", "NP1507"]) {
      expect(severities(`rules: {${name}: hint}`)).toEqual({ "unknown-entity": "hint", "refused-by-cilium": "hint" });
      expect(severities(`rules: {${name}: off}`)).toEqual({});
      const overrides = `overrides: [{files: ["legacy/**"], rules: {${name}: info}}]`;
      expect(severities(overrides)).toEqual({ "unknown-entity": "info", "refused-by-cilium": "info" });
    }
  });

  it("yields to what is set for the others themselves, and takes nothing from them", () => {
    const own = { "unknown-entity": "warning", "refused-by-cilium": "hint" };
    expect(severities("rules: {unknown-entity: warning, refused-by-cilium: hint}")).toEqual(own);
    expect(severities("rules: {refused-by-cilium: hint, NP1536: warning}")).toEqual(own);
    expect(severities("rules: {unknown-entity: off}")).toEqual({ "refused-by-cilium": "error" });
  });
});
