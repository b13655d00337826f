// Holds the layers: who may import what, which packages, which rooms of a layer know each other, no circle of modules, no
// product named where none is known, no rule that imports a rule, no folder that is no layer.
// Usage: node scripts/check-layers.mjs     prints each breach with its place; ends with 1 if there is one

import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Layer → other layers and packages that it may import. `node:*` stands for all of Node. What a package has behind a slash is
 * named by itself, because some of it is for Node or a browser alone.
 * @type {Record<string, { layers: string[], packages: string[] }>}
 */
export const LAYERS = {
  base: { layers: [], packages: ["fastest-levenshtein", "re2js"] },
  syntax: { layers: ["base"], packages: ["yaml"] },
  kustomize: { layers: ["base", "syntax"], packages: [] },
  gitops: { layers: ["base", "syntax", "kustomize"], packages: [] },
  helm: { layers: ["base", "syntax", "kustomize"], packages: [] },
  model: { layers: ["base"], packages: [] },
  schema: { layers: ["base", "syntax", "model"], packages: [] },
  decode: { layers: ["base", "syntax", "model", "schema"], packages: [] },
  pods: { layers: ["base", "syntax", "model", "decode"], packages: [] },
  needs: { layers: ["base", "syntax", "model", "decode"], packages: [] },
  engine: { layers: ["base", "model"], packages: [] },
  systems: { layers: ["base", "syntax", "model", "schema", "decode", "pods", "needs", "engine"], packages: [] },
  analysis: { layers: ["base", "model", "engine", "systems"], packages: [] },
  workspace: {
    layers: ["base", "syntax", "kustomize", "gitops", "helm", "model", "engine", "systems", "analysis"],
    packages: ["picomatch"],
  },
  rules: { layers: ["base", "model", "engine", "systems", "analysis"], packages: [] },
  ide: {
    layers: ["base", "syntax", "kustomize", "model", "schema", "engine", "systems", "analysis", "workspace", "rules"],
    packages: [],
  },
  files: { layers: ["base", "kustomize", "workspace"], packages: ["ignore"] },
  node: { layers: ["base", "kustomize", "helm", "workspace", "files"], packages: ["vscode-uri", "node:*"] },
  lsp: {
    layers: ["base", "workspace", "ide", "files"],
    packages: ["vscode-languageserver", "vscode-languageserver-textdocument", "vscode-uri"],
  },
  cli: {
    layers: ["base", "workspace", "ide", "files", "node", "lsp"],
    packages: ["commander", "picocolors", "vscode-languageserver/node", "node:*"],
  },
  web: { layers: ["lsp"], packages: ["vscode-languageserver/browser"] },
};

/**
 * Rooms: layers whose folders do not all know each other. `shared`: folders that every other one of the layer may import,
 * after the layer's own modules; `all`: modules and folders that may import from every folder.
 */
const ROOMS = {
  systems: { shared: [], all: ["systems/registry.ts", "systems/profiles"] },
  rules: { shared: ["rules/words", "rules/evidence"], all: ["rules/registry.ts"] },
};

/**
 * Outside their layer systems are known by their records: what lies in their folders is for the folder of rules of the same
 * name, but for these modules.
 */
const OPEN_IN_SYSTEMS = ["systems/profiles/profiles.js"];

/** Layers that serve every policy system alike, and words that would tie them to one, besides the names of systems' folders. */
const NEUTRAL = ["base", "model", "schema", "decode", "engine"];
const PRODUCTS = ["cilium", "calico", "antrea", "tigera", "openshift", "ovn-kubernetes"];
/** A system that every layer may name: its objects, pods and namespaces, are everybody's. */
const EVERYBODYS = "kubernetes";

/** Doors: who comes from outside may import these modules of a layer and no others. */
const DOORS = {
  ide: { from: ["lsp", "cli"], modules: ["ide/index.js"] },
  lsp: { from: ["cli", "web"], modules: ["lsp/server.js", "lsp/client-installation.js"] },
};

/** Imports and re-exports at the start of a line, for their effect alone too, and dynamic ones anywhere. */
const IMPORT = /^(?:(?:import|export)\b[^"=;]*?\bfrom\s+|import\s+)"([^"]+)"|\bimport\("([^"]+)"\)/gm;
const RULE_FILE = /^rules\/(?:[a-z-]+\/)?np\d/;

/**
 * @param {{ path: string, text: string }[]} modules Sources, with paths from `server/src`.
 * @returns {string[]} One line for each breach.
 */
export function breaches(modules) {
  const products = productsIn(modules);
  return [...modules.flatMap((it) => breachesIn(it, products)), ...circles(modules)];
}

function productsIn(modules) {
  const systems = modules.flatMap((it) => /^systems\/([a-z-]+)\/system\.ts$/.exec(it.path)?.[1] ?? []);
  // A folder's name may be part of other words.
  const folders = systems.filter((it) => it !== EVERYBODYS).map((it) => `\\b${it}\\b`);
  return new RegExp([...PRODUCTS, ...folders].join("|"), "i");
}

function breachesIn({ path: file, text }, products) {
  const layer = file.split("/")[0];
  if (LAYERS[layer] === undefined || !file.includes("/")) return [`server/src/${file}: \`${layer}\` is no layer`];
  const at = (index) => `server/src/${file}:${text.slice(0, index).split("\n").length}`;
  const imports = importsOf(file, text).flatMap(({ target, isModule, index }) => {
    const why = isModule ? moduleBreach(file, layer, target) : packageBreach(layer, target);
    return why === undefined ? [] : [`${at(index)}: ${why}`];
  });
  const product = NEUTRAL.includes(layer) ? products.exec(text) : null;
  return product === null
    ? imports
    : [...imports, `${at(product.index)}: \`${layer}\` names the product ${product[0]}`];
}

/** @param file Its path, from which paths of modules are resolved. */
function importsOf(file, text) {
  return [...text.matchAll(IMPORT)].map(({ 0: all, 1: fixed, 2: dynamic, index }) => {
    const written = fixed ?? dynamic;
    const isModule = written.startsWith(".");
    const target = isModule ? path.posix.join(path.posix.dirname(file), written) : written;
    return { target, isModule, index, forTypes: /^(?:import|export) type\b/.test(all) };
  });
}

/** Circles of imports, those for types alone left out: each module of one would have to be loaded before the other. */
function circles(modules) {
  const graph = new Map(
    modules.map(({ path: file, text }) => [
      file,
      importsOf(file, text).flatMap((it) => (it.isModule && !it.forTypes ? it.target.replace(/\.js$/, ".ts") : [])),
    ]),
  );
  const found = [];
  const done = new Set();
  const visit = (file, trail) => {
    if (trail.includes(file)) found.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
    else if (!done.has(file)) for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found.map((it) => `a circle of imports: ${it}`);
}

function moduleBreach(file, layer, target) {
  const other = target.split("/")[0];
  if (RULE_FILE.test(file) && RULE_FILE.test(target))
    return "a rule imports no other rule; share a module without a code";
  if (other === layer) return roomBreach(file, layer, target);
  if (!LAYERS[layer].layers.includes(other)) return `\`${layer}\` may not import \`${other}\``;
  const door = DOORS[other];
  if (door?.from.includes(layer) && !door.modules.includes(target)) {
    return `\`${layer}\` reaches \`${other}\` through ${door.modules.join(", ")} alone`;
  }
  return other === "systems" ? systemBreach(file, target) : undefined;
}

function systemBreach(file, target) {
  const [, system, module] = target.split("/");
  if (module === undefined || OPEN_IN_SYSTEMS.includes(target) || file.startsWith(`rules/${system}/`)) return undefined;
  return `what is in \`systems/${system}\` is for \`rules/${system}\` alone; ask the system's record`;
}

function roomBreach(file, layer, target) {
  const rooms = ROOMS[layer];
  const roomOf = (it) => it.split("/").slice(0, 2).join("/");
  const [own, other] = [roomOf(file), roomOf(target)];
  if (rooms === undefined || rooms.all.includes(own)) return undefined;
  const isModule = target.split("/").length === 2;
  if (isModule || own === other) return undefined;
  // The shared rooms know each other in the order in which they stand.
  const place = rooms.shared.indexOf(other);
  const ownPlace = rooms.shared.indexOf(own);
  if (place >= 0 && (ownPlace < 0 || place < ownPlace)) return undefined;
  return `\`${own}\` may not import \`${other}\``;
}

function packageBreach(layer, target) {
  const isNode = target.startsWith("node:") || builtinModules.includes(target);
  const name = isNode ? "node:*" : target;
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
