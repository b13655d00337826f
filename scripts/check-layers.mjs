// Holds the layers: who may import what, which packages, no rule that imports a rule, no folder that is no layer.
// Usage: node scripts/check-layers.mjs     prints each breach with its place; ends with 1 if there is one

import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Layer → other layers and packages that it may import. `node:*` stands for all of Node.
 * @type {Record<string, { layers: string[], packages: string[] }>}
 */
export const LAYERS = {
  base: { layers: [], packages: ["fastest-levenshtein"] },
  syntax: { layers: ["base"], packages: ["yaml"] },
  model: { layers: ["base"], packages: ["re2js"] },
  decode: { layers: ["base", "syntax", "model"], packages: [] },
  engine: { layers: ["base", "model"], packages: [] },
  compile: { layers: ["base", "model", "engine"], packages: [] },
  workspace: { layers: ["base", "syntax", "model", "decode", "compile", "engine"], packages: ["picomatch"] },
  rules: { layers: ["base", "model", "engine"], packages: [] },
  ide: { layers: ["base", "syntax", "model", "engine", "workspace", "rules"], packages: [] },
  files: { layers: ["base", "workspace"], packages: ["ignore", "picomatch", "node:*"] },
  lsp: {
    layers: ["base", "workspace", "ide", "files"],
    packages: ["vscode-languageserver", "vscode-languageserver-textdocument", "vscode-uri", "node:*"],
  },
  cli: { layers: ["base", "workspace", "ide", "files", "lsp"], packages: ["commander", "picocolors", "node:*"] },
};

/** Doors: who comes from outside may import these modules of a layer and no others. */
const DOORS = {
  ide: { from: ["lsp", "cli"], modules: ["ide/index.js"] },
  lsp: { from: ["cli"], modules: ["lsp/main.js"] },
};

/** Imports and re-exports at the start of a line, for their effect alone too, and dynamic ones anywhere. */
const IMPORT = /^(?:(?:import|export)\b[^"=;]*?\bfrom\s+|import\s+)"([^"]+)"|\bimport\("([^"]+)"\)/gm;
const RULE_FILE = /^rules\/np\d/;

/**
 * @param {{ path: string, text: string }[]} modules Sources, with paths from `server/src`.
 * @returns {string[]} One line for each breach.
 */
export function breaches(modules) {
  return modules.flatMap(({ path: file, text }) => {
    const layer = file.split("/")[0];
    const rules = LAYERS[layer];
    if (rules === undefined || !file.includes("/")) return [`server/src/${file}: \`${layer}\` is no layer`];
    return [...text.matchAll(IMPORT)].flatMap(({ 1: fixed, 2: dynamic, index }) => {
      const target = fixed ?? dynamic;
      const line = text.slice(0, index).split("\n").length;
      const why = target.startsWith(".")
        ? moduleBreach(file, layer, path.posix.join(path.posix.dirname(file), target))
        : packageBreach(layer, target);
      return why === undefined ? [] : [`server/src/${file}:${line}: ${why}`];
    });
  });
}

function moduleBreach(file, layer, target) {
  const other = target.split("/")[0];
  if (RULE_FILE.test(file) && RULE_FILE.test(target))
    return "a rule imports no other rule; share a module without a code";
  if (other === layer) return undefined;
  if (!LAYERS[layer].layers.includes(other)) return `\`${layer}\` may not import \`${other}\``;
  const door = DOORS[other];
  if (door?.from.includes(layer) && !door.modules.includes(target)) {
    return `\`${layer}\` reaches \`${other}\` through ${door.modules.join(", ")} alone`;
  }
  return undefined;
}

function packageBreach(layer, target) {
  const isNode = target.startsWith("node:") || builtinModules.includes(target);
  const name = isNode
    ? "node:*"
    : target
        .split("/")
        .slice(0, target.startsWith("@") ? 2 : 1)
        .join("/");
  return LAYERS[layer].packages.includes(name) ? undefined : `\`${layer}\` may not import the package \`${target}\``;
}

/** Sources of the server without their tests, which may reach anywhere. */
function sources() {
  const folder = path.join(ROOT, "server/src");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((it) => it.split(path.sep).join("/"))
    .filter((it) => it.endsWith(".ts") && !it.endsWith(".test.ts"))
    .sort()
    .map((it) => ({ path: it, text: readFileSync(path.join(folder, it), "utf8") }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modules = sources();
  const found = breaches(modules);
  for (const it of found) console.log(it);
  console.log(`Layers: ${modules.length} modules, ${found.length} breaches`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
