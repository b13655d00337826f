// Bundles the extension's client and the server with the command line. Usage: node scripts/build.mjs [--watch]
import * as esbuild from "esbuild";

const common = { bundle: true, platform: "node", format: "cjs", target: "node20", sourcemap: true, logLevel: "warning" };
const bundles = [
  { ...common, entryPoints: ["client/src/extension.ts"], outfile: "client/dist/extension.js", external: ["vscode"] },
  { ...common, entryPoints: ["server/src/cli/main.ts"], outfile: "server/dist/netpol.cjs" },
];

if (process.argv.includes("--watch")) {
  const contexts = await Promise.all(bundles.map((it) => esbuild.context(it)));
  await Promise.all(contexts.map((it) => it.watch()));
} else {
  await Promise.all(bundles.map((it) => esbuild.build(it)));
}
