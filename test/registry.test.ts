/** Invariants of the registry, its rules' pages and all modules. */

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Workspace } from "../server/src/ide/index.js";
import { SETTING_NAMES, VERSION_SETTINGS } from "../server/src/workspace/settings.js";
import { RULES } from "../server/src/rules/registry.js";
import { RETIRED } from "../server/src/rules/retired.js";
import { SYSTEMS } from "../server/src/systems/registry.js";
import { SYNTAX_RULE, workspaceOf } from "./kit/analyse.js";
import { limitsOf } from "./kit/limits.js";
import { filesOf, type Page, readPage } from "./kit/pages.js";
import { ROOT, RULE_PAGES } from "./kit/repository.js";

/** Prefixes that make a name an instruction; a name says what is wrong. */
const INSTRUCTIONS = /^(no|avoid|use|prefer|require|invalid)-/;
/** Ids of the specification that rules may cover. */
/** Ids of the lists that the index shows, and of what policies mean, which rules may stand for too: `KS-3`. */
const PREFIXES = JSON.parse(readFileSync(join(ROOT, "docs/rules/prefixes.json"), "utf8")) as Record<string, string>;
const SPECIFICATION = new RegExp(`^(${[...Object.keys(PREFIXES), "[A-Z]S"].join("|")})-\\d+$`);

const version = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;

describe("the registry", () => {
  it("holds every rule file and nothing else, sorted by code", () => {
    const files = readdirSync(join(ROOT, "server/src/rules"), { recursive: true, encoding: "utf8" })
      .map((it) => basename(it))
      .filter((it) => /^np\d/.test(it) && !it.endsWith(".test.ts"));
    expect(RULES.map(({ code, name }) => `${code.toLowerCase()}-${name}.ts`)).toEqual(files.sort());
    expect(RULES.length).toBeGreaterThan(0);
  });

  it("gives every code and every name once", () => {
    expect(new Set(RULES.map((it) => it.code)).size).toBe(RULES.length);
    expect(new Set(RULES.map((it) => it.name)).size).toBe(RULES.length);
  });

  it("uses no retired code or name again", () => {
    const retired = new Set(RETIRED.flatMap((it) => [it.code, it.name]));
    const live = RULES.filter((it) => it.stage.kind !== "retired").flatMap((it) => [it.code, it.name]);
    expect(live.filter((it) => retired.has(it))).toEqual([]);
  });

  it("knows the rules of which others were made, and each by both of its names", () => {
    const former = RULES.flatMap((it) => it.formerly ?? []);
    const known = [...RETIRED, ...RULES].map(({ code, name }) => `${code} ${name}`);
    expect(former.filter(({ code, name }) => !known.includes(`${code} ${name}`))).toEqual([]);
    expect(former.length).toBeGreaterThan(0);
  });

  it("knows the rule that every page switches on", () => {
    expect(RULES.map((it) => it.name)).toContain(SYNTAX_RULE);
  });

  it("is what a face lists", () => {
    expect(Workspace.rules().map(({ code, name }) => `${code} ${name}`)).toEqual(
      RULES.map(({ code, name }) => `${code} ${name}`),
    );
  });
});

describe.each(RULES.map((it) => [it.code, it.name, it] as const))("%s %s", (code, name, rule) => {
  it("has a code of four digits and a name that says what is wrong", () => {
    expect(code).toMatch(/^NP\d{4}$/);
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(name).not.toMatch(INSTRUCTIONS);
    expect(rule.title).toMatch(/^[A-Z`].*[^.]$/);
  });

  it("is about policy systems that exist", () => {
    const systems = rule.on === "policy" ? (rule.systems ?? []) : [];
    expect(SYSTEMS.map((it) => it.id)).toEqual(expect.arrayContaining([...systems]));
  });

  it("stands for ids of the specification", () => {
    for (const id of rule.covers) expect(id).toMatch(SPECIFICATION);
  });

  it("is no younger than this version", () => {
    expect(rule.stage.since).toMatch(/^\d+\.\d+\.\d+$/);
    expect(compareVersions(rule.stage.since, version)).toBeLessThanOrEqual(0);
  });

  it("is no error that only an auditor sees", () => {
    expect(rule.persona === "auditor" && rule.severity === "error").toBe(false);
  });

  it("has a page with its name, a bad example, a good one and every fix", () => {
    const page = pageOf(code);
    expect(readFileSync(join(RULE_PAGES, `${code}.md`), "utf8")).toMatch(
      /^<!-- gen:facts -->\n[\s\S]*^<!-- \/gen:facts -->$/m,
    );
    expect(`${page.code} ${page.name}`).toBe(`${code} ${name}`);
    const roles = page.examples.flatMap((it) => it.files.map(({ role }) => role));
    expect(roles).toContain("bad");
    expect(roles).toContain("good");
    const shown = new Set(page.examples.flatMap((it) => it.fixed.map(({ fix }) => fix)));
    expect([...shown].sort(), "ids of `yaml fixed` blocks").toEqual(Object.keys(rule.fixes ?? {}).sort());
  });

  it("shows each of its limits in an example", () => {
    const text = readFileSync(join(RULE_PAGES, `${code}.md`), "utf8");
    for (const { sentence } of limitsOf(text, readPage(text))) expect(sentence).toMatch(/^[A-Z`[].*[^.]\.$/);
  });
});

const ON_REQUEST = RULES.filter((it) => it.stage.kind === "preview" || (it.persona ?? "regular") !== "regular");

it.each(ON_REQUEST.map((it) => it.code))("%s is silent unless it is asked for", (code) => {
  for (const example of pageOf(code).examples) {
    const all = [...workspaceOf(filesOf(example)).allDiagnostics().values()].flat();
    expect(all.filter((it) => it.code === code)).toEqual([]);
  }
});

describe("settings in package.json", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    contributes: { configuration: Configuration | readonly Configuration[] };
  };
  const properties = Object.assign(
    {},
    ...[manifest.contributes.configuration].flat().map((it) => it.properties),
  ) as Record<
    string,
    { readonly properties?: object; readonly additionalProperties?: { readonly enum?: readonly string[] } | boolean }
  >;

  it("name every setting of the core", () => {
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(SETTING_NAMES.map((it) => `netpol.${it}`)));
  });

  it("name the version of no system that has none", () => {
    const versions = Object.keys(properties).filter((it) => it.endsWith("Version"));
    expect(versions.sort()).toEqual(VERSION_SETTINGS.map((it) => `netpol.${it.setting}`).sort());
  });

  it("name every rule", () => {
    const named = Object.keys(properties["netpol.rules"]?.properties ?? {});
    expect(named).toEqual(RULES.map((it) => it.name));
  });
});

interface Configuration {
  readonly properties: object;
}

function pageOf(code: string): Page {
  return readPage(readFileSync(join(RULE_PAGES, `${code}.md`), "utf8"));
}

function compareVersions(a: string, b: string): number {
  const numbers = (text: string): number[] => text.split(".").map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  const index = left.findIndex((it, at) => it !== right[at]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

describe("every module", () => {
  const FOLDERS = ["server/src", "client/src", "test", "scripts"];
  const modules = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((it) => /\.(ts|mts|mjs|js)$/.test(it) && !/(^|\/)(node_modules|dist|out|\.vscode-test)\//.test(it))
      .map((it) => `${folder}/${it}`),
  );

  it("starts by saying which job it does", () => {
    const silent = modules.filter((it) => {
      const text = readFileSync(join(ROOT, it), "utf8").replace(/^#!.*\n/, "");
      return !/^(\/\*\*?[\s\n*]+\S|\/\/ \S)/.test(text);
    });
    expect(modules.length).toBeGreaterThan(0);
    expect(silent).toEqual([]);
  });

  /** Where failed assertions are reported to is set once, by a face or a test. */
  const KEEPS_STATE = ["server/src/base/assert.ts"];
  const core = modules.filter((it) => /^server\/src\/(?!files|node|lsp|cli|web)[^.]+\.ts$/.test(it));

  it("of the core keeps no state: a View, a lineage or an object does", () => {
    // What is declared as read-only is a constant.
    const state = /^(export )?(let |const \w+ = new (Weak)?(Map|Set)(<.*>)?\(\))/m;
    expect(core.filter((it) => state.test(readFileSync(join(ROOT, it), "utf8")))).toEqual(KEEPS_STATE);
  });

  it("asks a View's memory with a function that is always the same one", () => {
    // One passes on what it was asked with, the other has one function for each rule.
    const known = ["server/src/analysis/kept/keeping-view.ts", "server/src/ide/findings/ask-rules.ts"];
    const asked = core.flatMap((file) => {
      const text = known.includes(file) ? "" : readFileSync(join(ROOT, file), "utf8");
      return [...text.matchAll(/\.memo\(\s*([^,)]*)/g)].map(([, key = ""]) => ({ file, text, key }));
    });
    const isLasting = ({ text, key }: (typeof asked)[number]): boolean =>
      /^\w+$/.test(key) && new RegExp(`^(export )?(function\\*? |const )${key}\\b`, "m").test(text);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((it) => !isLasting(it)).map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
  });
});
