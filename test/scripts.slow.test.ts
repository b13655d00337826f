/** The scripts that write: the scaffolder's rule loads and its page reads; JSON keeps every byte it must; all is up to date. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generated } from "../scripts/gen.mjs";
import { replaceJsonMember } from "../scripts/json-text.mjs";
import { newRule } from "../scripts/new-rule.mjs";
import { installFrom } from "../scripts/set-up.mjs";
import { readPage } from "./kit/pages.js";
import { ROOT } from "./kit/repository.js";

let root = "";

/** A copy of what the scripts read; the layers below the rules are not copied but linked. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "netpol-scripts-"));
  mkdirSync(join(root, "server/src"), { recursive: true });
  for (const layer of readdirSync(join(ROOT, "server/src"))) {
    if (layer !== "rules") symlinkSync(join(ROOT, "server/src", layer), join(root, "server/src", layer));
  }
  for (const it of ["server/src/rules", "docs/rules", "schemas", "package.json"]) {
    cpSync(join(ROOT, it), join(root, it), { recursive: true });
  }
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("new-rule", () => {
  it.each([
    ["policy", 1200, "isolation"],
    ["workload", 1200, "isolation"],
    ["scope", 1600, "several"],
    ["shape", 1000, "shape"],
  ])("starts a rule on a %s that loads, with a page of one bad and one good example", async (on, group, folder) => {
    const name = `surprising-${on}`;
    const { code, files } = newRule({ name, on, group, root });
    expect(code).toMatch(new RegExp(`^NP${group / 100}\\d\\d$`));
    expect(files).toEqual([`server/src/rules/${folder}/${code.toLowerCase()}-${name}.ts`, `docs/rules/${code}.md`]);

    const page = readPage(readFileSync(join(root, files[1] ?? ""), "utf8"));
    expect(`${page.code} ${page.name}`).toBe(`${code} ${name}`);
    expect(page.examples.flatMap((it) => it.files.map(({ role }) => role))).toEqual(["bad", "good"]);

    const written = await generated(root);
    expect(written.get("server/src/rules/registry.ts")).toContain(`./${folder}/${code.toLowerCase()}-${name}.js`);
    expect(written.get("docs/rules/index.md")).toContain(`\`${name}\``);
    expect(JSON.parse(written.get("package.json") ?? "")).toHaveProperty([
      ...["contributes", "configuration", "properties", "netpol.rules", "properties"],
      name,
    ]);
  });

  it("takes the next free code each time, and no name twice", () => {
    const first = newRule({ name: "surprise-one", on: "policy", group: 1300, root });
    const second = newRule({ name: "surprise-two", on: "policy", group: 1300, root });
    expect(Number(second.code.slice(2))).toBeGreaterThan(Number(first.code.slice(2)));
    expect(() => newRule({ name: "surprise-one", on: "policy", group: 1300, root })).toThrow("taken");
  });

  it("starts a rule about one system in the folder of its name, in hundreds of its own", async () => {
    expect(newRule({ name: "surprising-cilium", on: "policy", group: "cilium", root }).code).toMatch(/^NP15\d\d$/);
    rmSync(join(root, "server/src/systems"));
    cpSync(join(ROOT, "server/src/systems"), join(root, "server/src/systems"), { recursive: true });
    const record = join(root, "server/src/systems/toy/system.ts");
    mkdirSync(join(record, ".."));
    cpSync(join(root, "server/src/systems/kubernetes"), join(record, ".."), { recursive: true });
    const text = readFileSync(record, "utf8")
      .replace('id: "kubernetes"', 'id: "toy"')
      .replace('title: "Kubernetes"', 'title: "Toy"')
      .replace("isBuiltIn: true,", "")
      .replace("kubernetesVersion", "toyVersion");
    writeFileSync(record, text);
    const codes = ["one", "two"].map((it) => newRule({ name: `toy-${it}`, on: "policy", group: "toy", root }).code);
    const [first = ""] = codes;
    expect(first).toMatch(/^NP\d\d01$/);
    expect(codes[1]).toBe(first.replace(/01$/, "02"));
    expect(newRule({ name: "toy-three", on: "policy", group: Number(`${first.slice(2, 4)}00`), root }).files[0]).toBe(
      `server/src/rules/toy/${first.toLowerCase().replace(/01$/, "03")}-toy-three.ts`,
    );
    const written = await generated(root);
    expect(written.get("docs/rules/index.md")).toContain("\n## Toy\n");
    expect(written.get("server/src/systems/registry.ts")).toContain('from "./toy/system.js"');
    const settings = JSON.parse(written.get("schemas/netpol-config.schema.json") ?? "");
    expect(settings.properties.toyVersion).toEqual({
      ...settings.properties.kubernetesVersion,
      description: "The Toy version of the cluster.",
    });
    const manifest = JSON.parse(written.get("package.json") ?? "").contributes.configuration.properties;
    expect(manifest["netpol.toyVersion"]).toMatchObject({ default: manifest["netpol.kubernetesVersion"].default });
  });

  it.each([
    ["no-egress", "policy", 1200, "instruction"],
    ["Egress", "policy", 1200, "kebab-case"],
    ["egress", "pod", 1200, "--on is one of"],
    ["egress", "policy", Number.NaN, "--group is one of"],
  ])("refuses %s on %s of group %s", (name, on, group, why) => {
    expect(() => newRule({ name, on, group, root })).toThrow(why);
    expect(existsSync(join(root, `docs/rules/${name}.md`))).toBe(false);
  });
});

describe("replaceJsonMember", () => {
  it("puts a new member behind those that come before it", () => {
    const grown = replaceJsonMember('{"owner": {"aVersion": 1, "b": 2}}', ["owner", "cVersion"], 3, (it) =>
      it.endsWith("Version"),
    );
    expect(Object.keys((JSON.parse(grown) as { owner: object }).owner)).toEqual(["aVersion", "cVersion", "b"]);
  });

  const text = '{\n  "a": [1,2],\n  "owner": {\n    "kept": "br{ace\\"",\n    "map": { "x": 1 }\n  },\n  "z": {}\n}\n';

  it("changes one member and no other byte outside of its object", () => {
    const changed = replaceJsonMember(text, ["owner", "map"], { y: { type: "string" } });
    expect(JSON.parse(changed)).toEqual({
      a: [1, 2],
      owner: { kept: 'br{ace"', map: { y: { type: "string" } } },
      z: {},
    });
    expect(changed.startsWith('{\n  "a": [1,2],\n')).toBe(true);
    expect(changed.endsWith('  },\n  "z": {}\n}\n')).toBe(true);
  });

  it("changes nothing the second time", () => {
    const once = replaceJsonMember(text, ["owner", "map"], { y: 1 });
    expect(replaceJsonMember(once, ["owner", "map"], { y: 1 })).toBe(once);
  });

  it("refuses an owner that is not there", () => {
    expect(() => replaceJsonMember(text, ["nobody", "map"], {})).toThrow('no member "nobody"');
  });
});

it("has no download address in a lock file", () => {
  for (const file of [
    "package-lock.json",
    "scripts/vsce/package-lock.json",
    "test/extension/vscode-host/package-lock.json",
  ]) {
    const lock = JSON.parse(readFileSync(join(ROOT, file), "utf8")) as {
      packages: Record<string, { resolved?: string; link?: boolean }>;
    };
    const addresses = Object.values(lock.packages).filter((it) => it.resolved?.includes("://"));
    expect(addresses, file).toEqual([]);
  }
});

it("packages that a link leads to are left alone", () => {
  const [folder, shared] = [join(root, "clone"), join(root, "shared")];
  for (const it of [folder, shared]) mkdirSync(it);
  writeFileSync(join(folder, "package-lock.json"), "{}");
  writeFileSync(join(shared, "package.json"), "{}");
  symlinkSync(shared, join(folder, "node_modules"));
  expect(() => installFrom(folder, [], () => undefined)).toThrow("is a link");
  expect(readdirSync(shared)).toEqual(["package.json"]);
});
