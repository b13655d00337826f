/** Hostile kustomizations: each ends soon as a finding or a notice, and nothing outside the workspace is read. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadWorkspace } from "../server/src/cli/load-workspace.js";
import { treeOf } from "./kit/file-tree.js";
import { BLOCK_POLICY } from "./kit/manifests.js";
import { workspaceOf } from "./kit/analyse.js";
import { build, type FileTree } from "../server/src/kustomize/index.js";

/** Of processor time, however busy the machine is: far more than any of these takes, and far less than what runs away. */
const MOST_SECONDS = 30;

function endsSoon<T>(work: () => T): T {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS);
  return result;
}

/** Everything that is said about the files. */
function said(texts: Readonly<Record<string, string>>): string[] {
  return endsSoon(() => saidOf(texts));
}

function saidOf(texts: Readonly<Record<string, string>>): string[] {
  const workspace = workspaceOf(new Map(Object.entries(texts)));
  const findings = [...workspace.allDiagnostics()].flatMap(([file, list]) =>
    list.map((it) => `${file}:${it.start.line + 1} ${it.code} ${it.message}`),
  );
  const notices = workspace.notices().map((it) => `${it.file ?? ""} ${it.message}`);
  workspace.flows();
  return [...findings, ...notices];
}

const withPolicy = (kustomization: string): Record<string, string> => ({
  "kustomization.yaml": kustomization,
  "db.yaml": BLOCK_POLICY,
});

describe("hostile input ends and is said", () => {
  test("a cycle", () => {
    const texts = { "a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n" };
    expect(said(texts)).toContainEqual(expect.stringContaining("NP1801 `../a` creates a cycle"));
  });

  test("ten thousand patches that fit, and as many that do not", () => {
    const patch = (path: string): string =>
      `  - {patch: '[{"op": "replace", "path": "${path}", "value": x}]', target: {name: d.*}}\n`;
    const fit = said(
      withPolicy(`resources: [db.yaml]\npatches:\n${patch("/spec/podSelector/matchLabels/app").repeat(10_000)}`),
    );
    expect(fit).not.toContainEqual(expect.stringContaining("NP1801"));
    const misfit = said(withPolicy(`resources: [db.yaml]\npatches:\n${patch("/spec/none/app").repeat(10_000)}`));
    expect(misfit).toContainEqual(expect.stringContaining("kustomization.yaml:3 NP1801"));
  });

  test("a bomb of aliases in a kustomization, in a resource and in a patch", () => {
    const levels = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]`);
    const bomb = `a0: &a0 [x, x]\n${levels.join("\n")}\n`;
    const object = `${BLOCK_POLICY}  ingress: *a30\n`;
    for (const texts of [
      withPolicy(`${bomb}resources: *a30\n`),
      { "kustomization.yaml": "namespace: shop\nresources: [db.yaml]\n", "db.yaml": bomb + object },
      { ...withPolicy("resources: [db.yaml]\npatches: [{path: patch.yaml}]\n"), "patch.yaml": bomb + object },
    ]) {
      expect(said(texts)).toContainEqual(expect.stringMatching(/NP1001|NP1801/));
    }
  });

  test("a pointer into the prototype", () => {
    for (const at of ["/__proto__/polluted", "/constructor/prototype/polluted", "/metadata/__proto__/polluted"]) {
      const patch = `[{op: add, path: ${at}, value: 1}]`;
      expect(
        said(withPolicy(`resources: [db.yaml]\npatches: [{patch: "${patch}", target: {kind: NetworkPolicy}}]\n`)),
      ).toContainEqual(expect.stringContaining("NP1801"));
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("an entry that is called like the prototype stays an entry", () => {
    const merge = BLOCK_POLICY.replace("app: db", '__proto__: {polluted: "1"}\n      constructor: db');
    said({
      ...withPolicy("namePrefix: a-\nresources: [db.yaml]\npatches: [{path: patch.yaml}]\n"),
      "patch.yaml": merge,
    });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test("an expression that explodes elsewhere, and one that is none", () => {
    const patch = (name: string): string =>
      `resources: [db.yaml]\npatches: [{patch: "[]", target: {name: "${name}"}}]\n`;
    const long = BLOCK_POLICY.replace("name: db", `name: ${"a".repeat(200)}b`);
    expect(said({ "kustomization.yaml": patch("(a+)+$"), "db.yaml": long })).not.toContainEqual(
      expect.stringContaining("NP1801"),
    );
    expect(said(withPolicy(patch("(a")))).toContainEqual(expect.stringContaining("NP1801"));
  });

  test("folders that each include the next one twice", () => {
    const texts: Record<string, string> = {
      "l20/kustomization.yaml": "resources: [db.yaml]\n",
      "l20/db.yaml": BLOCK_POLICY,
    };
    for (let level = 0; level < 20; level++) {
      texts[`l${level}/a/kustomization.yaml`] = `namePrefix: a-\nresources: [../../l${level + 1}]\n`;
      texts[`l${level}/b/kustomization.yaml`] = `namePrefix: b-\nresources: [../../l${level + 1}]\n`;
      texts[`l${level}/kustomization.yaml`] = "resources: [a, b]\n";
    }
    const { problems } = endsSoon(() => build(treeOf(texts), { folder: "l0", restrictor: "root" }));
    expect(problems.map((it) => it.is)).toContain("too-large");
  });

  test("a reference that fills itself", () => {
    const vars =
      "vars: [{name: A, objref: {apiVersion: v1, kind: ConfigMap, name: c}, fieldref: {fieldpath: data.a}}]\n";
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "${"$(A)".repeat(50)}"}\n`;
    said({ "kustomization.yaml": `resources: [c.yaml]\n${vars}`, "c.yaml": map });
  });
});

describe("nothing outside the workspace is read", () => {
  const OUTSIDE = ["../../../../etc/passwd", "/etc/hosts", "../x", "a/../../x"];

  test("the build asks for none of it, and a notice or finding names each", () => {
    const kustomization = `resources: [${OUTSIDE.join(", ")}]
components: [../c]
patches: [{path: ../../p.yaml, target: {kind: Pod}}]
configMapGenerator: [{name: m, files: [../secret, /etc/shadow], envs: [../env]}]
transformers: [../t.yaml]
configurations: [../conf.yaml]
`;
    const asked: string[] = [];
    const inner = treeOf({ "kustomization.yaml": kustomization });
    const noting = (path: string): string => {
      asked.push(path);
      return path;
    };
    const tree: FileTree = {
      file: (it) => inner.file(noting(it)),
      isFolder: (it) => inner.isFolder(noting(it)),
      chart: () => undefined,
      names: (it) => inner.names(noting(it)),
    };
    const { problems, unseen } = build(tree, { folder: "", restrictor: "root" });
    expect(asked.filter((it) => it.startsWith("/") || it.split("/").includes(".."))).toEqual([]);
    const told = [...problems.map((it) => it.says), ...unseen.map((it) => it.because)].join("\n");
    for (const it of OUTSIDE) expect(told).toContain(it);
    // Several of one cause are counted, at their lines.
    expect(said({ "kustomization.yaml": kustomization })).toContainEqual(
      expect.stringMatching(/^ \d resources cannot be read here: .* \(kustomization\.yaml\)$/),
    );
  });

  const folders: string[] = [];
  afterEach(() => {
    for (const it of folders.splice(0)) rmSync(it, { recursive: true });
  });

  test("nor does the command line open it, by its name or by a link", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "netpol-hostile-"));
    folders.push(folder);
    const root = path.join(folder, "root");
    mkdirSync(root);
    writeFileSync(path.join(folder, "secret.txt"), "hush=1\n");
    symlinkSync(path.join(folder, "secret.txt"), path.join(root, "link.txt"));
    writeFileSync(
      path.join(root, "kustomization.yaml"),
      `configMapGenerator: [{name: m, files: [../secret.txt, link.txt, ${folder}/secret.txt]}]\n`,
    );
    const { workspace } = await loadWorkspace({ paths: [root], flags: {} });
    expect(workspace.files.filter((it) => workspace.textOf(it) !== "")).toHaveLength(1);
    expect(workspace.files.map((it) => workspace.textOf(it)).join()).not.toContain("hush");
    expect(workspace.notices().length + [...workspace.allDiagnostics()].length).toBeGreaterThan(0);
  });

  test("nor through links of its own: to a folder, to a manifest, to the settings", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "netpol-hostile-"));
    folders.push(folder);
    const root = path.join(folder, "root");
    mkdirSync(root);
    mkdirSync(path.join(folder, "private"));
    for (const it of ["private/secret.yaml", "secret.yaml"]) writeFileSync(path.join(folder, it), "hush: [1\n");
    symlinkSync("../private", path.join(root, "private"));
    symlinkSync("../secret.yaml", path.join(root, "link.yaml"));
    symlinkSync("../secret.yaml", path.join(root, ".netpol.yaml"));
    symlinkSync("link.yaml", path.join(root, "twice.yaml"));
    const named = "[private, private/secret.yaml, link.yaml, twice.yaml]";
    writeFileSync(path.join(root, "kustomization.yaml"), `resources: ${named}\ntransformers: ${named}\n`);
    const { workspace, notices } = await loadWorkspace({ paths: [root], flags: {} });
    expect(workspace.files.map((it) => workspace.textOf(it)).join()).not.toContain("hush");
    const told = [
      ...notices.map((it) => it.message),
      ...[...workspace.allDiagnostics().values()].flat().map((it) => it.message),
    ];
    expect(told.join()).not.toContain("hush");
    expect(notices.filter((it) => it.message.includes("leads out of the repository"))).toHaveLength(4);
    expect(workspace.notices().map((it) => it.message)).toContainEqual(
      expect.stringMatching(/^\d+ resources cannot be read here: /),
    );
  });
});
