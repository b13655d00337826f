// Bundles the extension's client, and the server together with the command line; and both once more for a browser.
// Usage: node scripts/build.mjs [--watch]
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

/** The server's bundle is CommonJS, where `import.meta.url` does not exist; code that asks for it gets the bundle's place. */
const BUNDLE_URL = {
  define: { "import.meta.url": "bundleUrl" },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
};

const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
};

export const FOR_BROWSER = { ...common, platform: "browser", format: "iife", target: "es2022" };

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

const SERVER = { ...common, ...BUNDLE_URL, entryPoints: ["server/src/cli/main.ts"], outfile: "server/dist/netpol.cjs" };

/** The language server in a worker: of the extension, and of the playground. */
export const WEB_SERVER = {
  ...FOR_BROWSER,
  entryPoints: ["server/src/web/main.ts"],
  outfile: "server/dist/netpol-web.js",
  define: { NETPOL_VERSION: JSON.stringify(version) },
};

export const BUNDLES = [
  { ...common, entryPoints: ["client/src/extension.ts"], outfile: "client/dist/extension.js", external: ["vscode"] },
  SERVER,
  // VS Code loads the client as a module of CommonJS in a browser too.
  {
    ...FOR_BROWSER,
    format: "cjs",
    entryPoints: ["client/src/web-extension.ts"],
    outfile: "client/dist/web-extension.js",
    external: ["vscode"],
  },
  WEB_SERVER,
  // The page of the flow graph, with its style beside it.
  {
    ...FOR_BROWSER,
    entryPoints: ["client/src/flow-graph/view/main.ts"],
    outfile: "client/dist/flow-graph.js",
  },
];

/** The server's bundle, written somewhere else: for whoever must not depend on what was built last. */
export async function bundleServer(outfile) {
  await esbuild.build({ ...SERVER, absWorkingDir: fileURLToPath(new URL("..", import.meta.url)), outfile });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (process.argv.includes("--watch")) {
      const contexts = await Promise.all(BUNDLES.map((it) => esbuild.context(it)));
      await Promise.all(contexts.map((it) => it.watch()));
    } else await Promise.all(BUNDLES.map((it) => esbuild.build(it)));
  } catch {
    // The bundler has already said what is wrong, and where.
    process.exitCode = 1;
  }
}
