/** What becomes of settings as clients really send them, and of the three ways to name folders. */

import { describe, expect, test } from "vitest";
import type { InitializeParams } from "vscode-languageserver/node";
import { DEFAULT_EDITOR_SETTINGS, foldersOf, readEditorSettings, settingsSection } from "./from-lsp.js";

describe("readEditorSettings", () => {
  test.each([[null], [undefined], ["netpol"], [[]], [7]])("takes %j for no settings at all", (given) => {
    expect(readEditorSettings(given)).toEqual({ settings: DEFAULT_EDITOR_SETTINGS, problems: [] });
  });

  test("is on unless it is switched off, and shows problems of every file", () => {
    expect(DEFAULT_EDITOR_SETTINGS).toMatchObject({ enable: true, workspaceDiagnostics: "all" });
    expect(readEditorSettings({ persona: "auditor" }).settings).toMatchObject({
      enable: true,
      workspaceDiagnostics: "all",
    });
  });

  test("reads all that VS Code sends", () => {
    const { settings, problems } = readEditorSettings({
      enable: false,
      workspaceDiagnostics: "openFiles",
      rules: { "egress-blocks-dns": "error", NP1002: "off" },
      persona: "auditor",
      exclude: ["charts/**"],
      scopes: { staging: ["clusters/staging/**"], production: "clusters/production/**" },
      closedWorld: "never",
      helm: "off",
      kubernetesVersion: "v1.33.4",
      ciliumVersion: "1.18",
      dns: { namespace: "dns", labels: { app: "coredns" }, ports: [53, 5353] },
      trace: { server: "off" },
    });
    expect(problems).toEqual([]);
    expect(settings.enable).toBe(false);
    expect(settings.workspaceDiagnostics).toBe("openFiles");
    expect(settings.workspace).toEqual({
      rules: new Map([
        ["egress-blocks-dns", "error"],
        ["NP1002", "off"],
      ]),
      persona: "auditor",
      exclude: ["charts/**"],
      scopes: new Map([
        ["staging", ["clusters/staging/**"]],
        ["production", ["clusters/production/**"]],
      ]),
      closedWorld: "never",
      helm: "off",
      versions: { kubernetes: { major: 1, minor: 33 }, cilium: { major: 1, minor: 18 } },
      dns: { namespace: "dns", labels: new Map([["app", "coredns"]]), ports: [53, 5353] },
    });
  });

  test("reads what is shown in the text, each kind with its default", () => {
    const { settings, problems } = readEditorSettings({ inlayHints: { peers: false }, codeLens: true });
    expect(problems).toEqual([]);
    expect(settings.inlayHints).toEqual({ ...DEFAULT_EDITOR_SETTINGS.inlayHints, peers: false });
    expect(settings.codeLens).toBe(true);
    const wrong = readEditorSettings({ inlayHints: { peers: "no" }, codeLens: "yes" });
    expect(wrong.settings).toEqual(DEFAULT_EDITOR_SETTINGS);
    expect(wrong.problems).toHaveLength(2);
  });

  test("keeps the good settings beside a bad one, which it names", () => {
    const { settings, problems } = readEditorSettings({ persona: "bored", closedWorld: "always", dns: { ports: [0] } });
    expect(settings.workspace.persona).toBeUndefined();
    expect(settings.workspace.closedWorld).toBe("always");
    expect(settings.workspace.dns).toBeUndefined();
    expect(problems).toEqual([
      expect.stringContaining("netpol.persona must be one of regular, pedantic, auditor"),
      expect.stringContaining("netpol.dns"),
    ]);
  });
});

test("settings may stand under `netpol` or bare", () => {
  expect(settingsSection({ netpol: { persona: "auditor" } })).toEqual({ persona: "auditor" });
  expect(settingsSection({ persona: "auditor" })).toEqual({ persona: "auditor" });
  expect(settingsSection(null)).toBeNull();
});

describe("foldersOf", () => {
  const params = (given: object): InitializeParams => ({ processId: null, capabilities: {}, rootUri: null, ...given });

  test("prefers workspace folders to the root, and URIs to paths", () => {
    const workspaceFolders = [{ uri: "file:///a%20b", name: "a b" }];
    expect(foldersOf(params({ workspaceFolders, rootUri: "file:///root" }))).toEqual(["file:///a%20b"]);
    expect(foldersOf(params({ rootUri: "file:///root", rootPath: "/path" }))).toEqual(["file:///root"]);
    expect(foldersOf(params({ rootPath: "/path" }))).toEqual(["file:///path"]);
    expect(foldersOf(params({}))).toEqual([]);
  });
});
