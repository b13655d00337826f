// Writes what is derived from the sources: the registry, the facts of each page, the index, the schemas of the settings,
// the table of contents of the semantics, and what docs/cli.md shows of the command line.
// Usage: npm run gen                  writes what is out of date and names it
//        npm run gen -- --check       writes nothing; ends with 1 where something is out of date

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleServer } from "./build.mjs";
import { replaceJsonMember } from "./json-text.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const RULES_FOLDER = "server/src/rules";
const SYSTEMS_FOLDER = "server/src/systems";
const LEVELS = ["off", "hint", "info", "warning", "error", "on"];

/** What the hundreds of a code stand for, and the folder of such rules. */
const TOPICS = [
  { from: 1000, title: "Shape of the document", folder: "shape" },
  { from: 1100, title: "Selectors", folder: "selectors" },
  { from: 1200, title: "Isolation and DNS", folder: "isolation" },
  { from: 1300, title: "Lists of rules and peers", folder: "lists" },
  { from: 1400, title: "Ports and addresses", folder: "ports" },
  { from: 1600, title: "Several policies together", folder: "several" },
  { from: 1800, title: "What kustomize builds", folder: "kustomize" },
  { from: 1900, title: "Calls that the manifests ask for", folder: "needs" },
];

/**
 * The topics, and the hundreds that policy systems have to themselves: those of the rules in their folders that are no
 * topic's. Sorted.
 * @returns {{ from: number, folder: string, title?: string }[]} Groups of systems have no title: that is the record's.
 */
export function groupsOf(root) {
  const files = ruleFiles(root);
  const own = systemFolders(root).flatMap((folder) => {
    const hundreds = files.filter((it) => it.startsWith(`${folder}/`)).map((it) => hundredOf(path.posix.basename(it)));
    return [...new Set(hundreds)].filter((it) => !isTopic(it)).map((from) => ({ from, folder }));
  });
  return [...TOPICS, ...own].sort((a, b) => a.from - b.from);
}

/** The hundred that a system's first rule begins: after all that codes were ever taken of. @param codes As numbers. */
export function nextGroup(codes) {
  return Math.max(...TOPICS.map((it) => it.from), ...codes.map((it) => Math.floor(it / 100) * 100)) + 100;
}

function isTopic(from) {
  return TOPICS.some((it) => it.from === from);
}

/** `NP1234` → 1200. */
function hundredOf(code) {
  return Math.floor(Number(code.slice(2, 6)) / 100) * 100;
}

/** Shows what the command line prints. */
const CLI_PAGE = "docs/cli.md";
const OWN_FILES = "server/src/ide/own-files";

const PREMISES = {
  file: "this document only",
  "all-policies": "all policies of the cluster",
  "closed-world": "all policies, and all workloads of the namespace",
};

/** The rules of these sources, sorted by code. */
export function rulesOf(root = ROOT) {
  return loadRules(root, registryText(ruleFiles(root)));
}

/** Every generated file: path from the root → its text as it ought to be. */
export async function generated(root = ROOT) {
  const registry = registryText(ruleFiles(root));
  const rules = await loadRules(root, registry);
  const systems = await loadSystems(root);
  const files = new Map([
    [`${RULES_FOLDER}/registry.ts`, registry],
    [`${SYSTEMS_FOLDER}/registry.ts`, systemsText(root)],
    ["server/src/gitops/policy-kinds.ts", policyKindsText(systems)],
  ]);
  for (const rule of rules) {
    const page = `docs/rules/${rule.code}.md`;
    if (existsSync(path.join(root, page)))
      files.set(page, withRegion(page, read(root, page), "facts", factsText(rule)));
  }
  files.set("docs/rules/index.md", indexText(root, rules, systems));
  files.set("docs/semantics.md", semanticsText(root));
  const [manifest, schema] = ["package.json", "schemas/netpol-config.schema.json"];
  files.set(manifest, withVersions(withRules(read(root, manifest), ["netpol.rules"], rules), systems, editorSetting));
  const settings = withVersions(withRules(read(root, schema), ["rules"], rules), systems, fileSetting);
  files.set(schema, settings);
  files.set(`${OWN_FILES}/settings-schema.ts`, settingsModule(settings));
  const tests = JSON.parse(read(root, "schemas/netpol-test.schema.json"));
  files.set(`${OWN_FILES}/policy-test-schema.ts`, schemaModule("*.netpol-test.yaml", "POLICY_TEST_SCHEMA", tests));
  return files;
}

/** Modules of rules with their folders, sorted by code: `shape/np1001-malformed-yaml.ts`. */
export function ruleFiles(root) {
  return readdirSync(path.join(root, RULES_FOLDER), { recursive: true, encoding: "utf8" })
    .map((it) => it.split(path.sep).join("/"))
    .filter((it) => /^[a-z-]+\/np\d{4}-[a-z0-9-]+\.ts$/.test(it))
    .sort((a, b) => (path.posix.basename(a) < path.posix.basename(b) ? -1 : 1));
}

function registryText(files) {
  const names = files.map((it) => path.posix.basename(it).slice(0, "np0000".length));
  const list = names.length === 0 ? "[]" : `[\n${names.map((it) => `  ${it},\n`).join("")}]`;
  return [
    "/** Every rule, sorted by code. Generated by `npm run gen`; do not edit. */\n",
    ...files.map((it, index) => `import ${names[index]} from "./${it.replace(/\.ts$/, ".js")}";`),
    'import type { Rule } from "./rule.js";\n',
    `export const RULES: readonly Rule[] = ${list};\n`,
  ].join("\n");
}

/** Folders of policy systems: those that have a record. */
export function systemFolders(root) {
  return readdirSync(path.join(root, SYSTEMS_FOLDER), { withFileTypes: true })
    .filter((it) => it.isDirectory() && existsSync(path.join(root, SYSTEMS_FOLDER, it.name, "system.ts")))
    .map((it) => it.name)
    .sort();
}

function systemsText(root) {
  const names = systemFolders(root);
  const variable = (name) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return [
    "/** Every policy system, in order of their folders' names. Generated by `npm run gen`; do not edit. */\n",
    ...names.map((it) => `import ${variable(it)} from "./${it}/system.js";`),
    'import type { PolicySystem } from "./system.js";\n',
    `export const SYSTEMS: readonly PolicySystem[] = [${names.map(variable).join(", ")}];\n`,
  ].join("\n");
}

/** The rules of the registry that is to be, which need not be on disk yet. */
async function loadRules(root, registry) {
  const { RULES } = await loaded(root, RULES_FOLDER, registry);
  const shared = sharedCovers(root);
  return RULES.map((it) => ({ ...it, covers: [...it.covers, ...(shared.get(it.code) ?? [])] }));
}

/**
 * Code of a rule that many systems share → the ids of one system's mistakes that it covers too, so that a new system need
 * not touch the rule: `docs/rules/covered.json`.
 */
export function sharedCovers(root = ROOT) {
  const codes = new Map();
  for (const [id, rules] of Object.entries(JSON.parse(read(root, "docs/rules/covered.json")))) {
    for (const code of rules) codes.set(code, [...(codes.get(code) ?? []), id]);
  }
  return codes;
}

/** The kinds of all systems, for a layer below them that asks which have a namespace. */
function policyKindsText(systems) {
  const kinds = systems
    .flatMap((it) => it.kinds)
    .map((it) => `  "${it.group}/${it.kind}": "${it.clusterwide ? "cluster" : "namespace"}",\n`);
  return `/** Group and kind of what policy systems read, and what it is in. Generated by \`npm run gen\`; do not edit. */

export const POLICY_KINDS: Readonly<Record<string, "cluster" | "namespace">> = {
${kinds.sort().join("")}};
`;
}

async function loadSystems(root) {
  return (await loaded(root, SYSTEMS_FOLDER, systemsText(root))).SYSTEMS;
}

/** What a registry with this text exports. */
async function loaded(root, folder, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.join(root, folder), loader: "ts", sourcefile: "registry.ts" },
    ...{ bundle: true, write: false, platform: "node", format: "esm", target: "node20", logLevel: "error" },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

/** Replaces what stands between the two marks of a region. */
function withRegion(file, text, name, content) {
  const [start, end] = [`<!-- gen:${name} -->`, `<!-- /gen:${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} lacks ${start} and ${end}`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

function factsText(rule) {
  const persona = rule.persona ?? "regular";
  return [
    "| Severity | Looks at | Fix | Since |",
    "| --- | --- | --- | --- |",
    `| ${[
      rule.severity + (persona === "regular" ? "" : ` (persona \`${persona}\`)`),
      PREMISES[rule.premise],
      fixesText(rule),
      rule.stage.since + (rule.stage.kind === "stable" ? "" : ` (${rule.stage.kind})`),
    ].join(" | ")} |`,
    // For maintainers: ids of the specification mean nothing to who reads the page.
    ...(rule.covers.length === 0 ? [] : [`<!-- covers: ${rule.covers.join(", ")} -->`]),
  ].join("\n");
}

function fixesText(rule) {
  const fixes = Object.entries(rule.fixes ?? {});
  return fixes.map(([id, { safety }]) => `\`${id}\`${safety === "safe" ? "" : " changes traffic"}`).join(", ") || "–";
}

/** What the page of the command line shows is what the command line of these sources prints. */
export async function withExamples(text, root = ROOT) {
  const bundle = path.join(root, "server/out/gen/netpol.cjs");
  await bundleServer(bundle);
  const shown = (args) => {
    const { stdout } = spawnSync(process.execPath, [bundle, ...args], { cwd: root, encoding: "utf8" });
    return `\n\`\`\`console\n$ netpol ${args.join(" ")}\n${stdout.trimEnd()}\n\`\`\`\n`;
  };
  return [
    ["can", ["can", "shop/api", "shop/db", "playground/shop", "--port", "5432"]],
    ["example", ["check", "playground/shop"]],
    ["help", ["check", "--help"]],
  ].reduce((changed, [name, args]) => withRegion(CLI_PAGE, changed, name, shown(args)), text);
}

/**
 * Every mistake and every check of the specification, in the order of `docs/rules/ids.json`: the codes of the rules that
 * cover it, and why there is none where `docs/rules/uncovered.json` says so. With neither it is still to be done.
 */
export function coverageOf(root, rules) {
  const ids = JSON.parse(read(root, "docs/rules/ids.json"));
  const reasons = JSON.parse(read(root, "docs/rules/uncovered.json"));
  const unknown = Object.keys(reasons).filter((it) => !(it in ids));
  if (unknown.length > 0)
    throw new Error(`docs/rules/uncovered.json names what ids.json does not: ${unknown.join(", ")}`);
  return Object.entries(ids).map(([id, title]) => ({
    id,
    title,
    codes: rules.filter((it) => it.covers.includes(id)).map((it) => it.code),
    reason: reasons[id],
  }));
}

/** Neither a rule nor a reason. */
export function isMissing({ codes, reason }) {
  return codes.length === 0 && reason === undefined;
}

/** By the letters before the number, as `docs/rules/prefixes.json` has them. */
function coverageText(root, coverage) {
  const titles = JSON.parse(read(root, "docs/rules/prefixes.json"));
  const lost = coverage.find(({ id }) => !(prefixOf(id) in titles));
  if (lost !== undefined) throw new Error(`docs/rules/prefixes.json has no title for ids such as ${lost.id}`);
  const parts = Object.entries(titles).map(([prefix, title]) => {
    const rows = coverage
      .filter(({ id }) => prefixOf(id) === prefix)
      .map((it) => `| ${it.id} | ${it.title} | ${answerText(it)} |`);
    return `### ${title}\n\n${["| Id | What | Rule, or why there is none |", "| --- | --- | --- |", ...rows].join("\n")}\n`;
  });
  return parts.join("\n");
}

function prefixOf(id) {
  return id.slice(0, id.indexOf("-"));
}

function answerText({ codes, reason }) {
  const linked = codes.map((it) => `[${it}](${it}.md)`).join(", ");
  return [...(linked === "" ? [] : [linked]), ...(reason === undefined ? [] : [reason])].join(". ") || "not yet";
}

function indexText(root, rules, systems) {
  const coverage = coverageOf(root, rules);
  const known = groupsOf(root);
  const titleOf = ({ title, folder }) => title ?? systems.find((it) => it.id === folder)?.title ?? folder;
  const groups = known.map((group) => {
    const own = rules.filter(({ code }) => hundredOf(code) === group.from);
    if (own.length === 0) return "";
    const rows = own.map(
      (it) => `| [${it.code}](${it.code}.md) | \`${it.name}\` | ${it.title} | ${it.severity} | ${fixesText(it)} |`,
    );
    const head = ["| Code | Name | Finds | Severity | Fix |", "| --- | --- | --- | --- | --- |"];
    return `## ${titleOf(group)}\n\n${[...head, ...rows].join("\n")}\n`;
  });
  const lost = rules.find(({ code }) => known.every((it) => it.from !== hundredOf(code)));
  if (lost !== undefined)
    throw new Error(`${lost.code} belongs to no topic, and is not in the folder of a policy system`);
  return `# Rules

<!-- Generated by \`npm run gen\`; do not edit. -->

${rules.length} rules. A rule is set by its name or code: in \`.netpol.yaml\` under \`rules\`, in VS Code under \`netpol.rules\`, in the terminal with \`--rule name=level\`.

${groups.filter((it) => it !== "").join("\n")}
## By mistake

Every mistake that the specification lists, and every check of the cluster, with the rules that report it. Of ${coverage.length},
${coverage.filter((it) => it.codes.length > 0).length} have a rule, ${coverage.filter((it) => it.codes.length === 0 && it.reason !== undefined).length} have a reason why there is none, and ${coverage.filter(isMissing).length} are still to be done.

${coverageText(root, coverage)}`;
}

/** Everything that the engine is held to, as the headings of the pages that hold it. */
function semanticsText(root) {
  const folder = "test/semantics";
  const names = existsSync(path.join(root, folder)) ? readdirSync(path.join(root, folder)) : [];
  const pages = names.filter((it) => it.endsWith(".md")).sort();
  const sections = pages.map((page) => {
    const text = read(root, `${folder}/${page}`).replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
    const [, title] = /^# (.+)$/m.exec(text);
    const [, summary] = /^# .+\n+([^#\n][^#]*?)(?=\n\n|\n#|$)/.exec(text) ?? [];
    const statements = [...text.matchAll(/^## (.+)$/gm)].map(
      ([, it]) => `- [${it}](../${folder}/${page}#${anchorOf(it)})`,
    );
    return [`## ${title}`, ...(summary === undefined ? [] : [summary]), statements.join("\n")].join("\n\n");
  });
  return `# What policies mean

<!-- Generated by \`npm run gen\`; do not edit. -->

What netpol takes policies to mean is written down as policies and verdicts in \`${folder}\`, and run as a test. The ids are those
of the specification that the rules quote too. Whoever finds that a cluster does otherwise has found a bug: the page is where to
show it.

${sections.join("\n\n")}
`;
}

/** The anchor that Markdown renderers give a heading. */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** Gives a map of rules to levels, somewhere in a JSON file, the names that it knows. */
function withRules(text, owner, rules) {
  const properties = Object.fromEntries(
    rules.map(({ code, name, title, severity }) => [
      name,
      { type: "string", enum: LEVELS, description: `${code}, ${severity}: ${title}` },
    ]),
  );
  return replaceJsonMember(text, [...owner, "properties"], properties);
}

/** Sets the settings that name the version of a policy system; new ones go beside each other. */
function withVersions(text, systems, settingOf) {
  const versioned = systems.filter((it) => it.version !== undefined);
  const isVersion = (name) => name.endsWith("Version");
  return versioned.reduce((changed, it) => replaceJsonMember(changed, ...settingOf(it), isVersion), text);
}

const VERSION_PATTERN = "^v?\\d+\\.\\d+(\\.\\d+)?$";

/** The schema of `.netpol.yaml` as a module: rules are left to the registry, and references are what they refer to. */
function settingsModule(text) {
  const schema = JSON.parse(text);
  delete schema.properties.rules.properties;
  return schemaModule(".netpol.yaml", "SETTINGS_SCHEMA", schema);
}

/** Words of JSON Schema that editors are shown something of (`JsonSchema`), and those that hold schemas by name. */
const SHOWN = ["description", "type", "enum", "default", "pattern", "minimum", "maximum", "format", "required"];
const NESTED = ["additionalProperties", "items"];

/** Without references, and without what only validators read. */
function resolvedSchema(schema, root) {
  if (typeof schema !== "object") return schema;
  if (schema.$ref !== undefined) {
    const target = schema.$ref.replace("#/", "").split("/");
    return resolvedSchema(
      target.reduce((at, key) => at[key], root),
      root,
    );
  }
  const entries = Object.entries(schema).flatMap(([key, it]) => {
    if (SHOWN.includes(key)) return [[key, it]];
    if (NESTED.includes(key)) return [[key, resolvedSchema(it, root)]];
    if (key === "anyOf") return [[key, it.map((one) => resolvedSchema(one, root))]];
    if (key !== "properties") return [];
    return [[key, Object.fromEntries(Object.entries(it).map(([name, one]) => [name, resolvedSchema(one, root)]))]];
  });
  return Object.fromEntries(entries);
}

/** The schema of one of netpol's own files, for what editors show there. */
function schemaModule(file, name, schema) {
  const { type, additionalProperties, required, properties } = resolvedSchema(schema, schema);
  const source = `/** What \`${file}\` may hold. Generated by \`npm run gen\` from its JSON schema; do not edit. */

import type { JsonSchema } from "./json-schema.js";

export const ${name}: JsonSchema = ${JSON.stringify({ type, additionalProperties, required, properties })};
`;
  const biome = path.join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const args = ["format", "--stdin-file-path=schema.ts"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, ...args], {
    cwd: ROOT,
    input: source,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`biome cannot format the module of a schema: ${stderr}`);
  return stdout;
}

/** The setting of a system's version in VS Code; behind the one of the API that every cluster has. */
function editorSetting({ title, isBuiltIn, version: { setting, latest } }) {
  return [
    ["properties", `netpol.${setting}`],
    {
      order: isBuiltIn === true ? 8 : 9,
      scope: "resource",
      type: "string",
      pattern: VERSION_PATTERN,
      default: `${latest.major}.${latest.minor}`,
      markdownDescription: `The ${title} version of the cluster.`,
    },
  ];
}

/** The same in the workspace's file. */
function fileSetting({ title, version: { setting, latest } }) {
  return [
    ["properties", setting],
    {
      description: `The ${title} version of the cluster.`,
      type: ["string", "number"],
      pattern: VERSION_PATTERN,
      default: `${latest.major}.${latest.minor}`,
    },
  ];
}

function read(root, file) {
  return readFileSync(path.join(root, file), "utf8");
}

/**
 * Names the files that differ from what they ought to be, and writes them unless it only checks.
 * @returns {number} How many they were.
 */
export function settle(files, checking = false) {
  const stale = [...files].filter(([file, text]) => !existsSync(path.join(ROOT, file)) || read(ROOT, file) !== text);
  for (const [file, text] of stale) {
    console.log(`${checking ? "Out of date" : "Written"}: ${file}`);
    if (!checking) writeFileSync(path.join(ROOT, file), text);
  }
  return stale.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const checking = process.argv.includes("--check");
  const files = await generated();
  const stale = settle(files, checking);
  // What the command line prints depends on the registry, so that comes first.
  const shown = new Map([[CLI_PAGE, await withExamples(read(ROOT, CLI_PAGE))]]);
  const all = stale + settle(shown, checking);
  const missing = coverageOf(ROOT, await rulesOf()).filter(isMissing);
  if (missing.length > 0) console.log(`Neither rule nor reason: ${missing.length} ids of docs/rules/ids.json`);
  if (all === 0) console.log(`Generated files: ${files.size + 1}, all up to date`);
  else if (checking) {
    console.log("Run: npm run gen");
    process.exitCode = 1;
  }
}
