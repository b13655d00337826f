// Keeps everything up to date while one works: types and bundles on save, page tests on save of a rule or a page.
// Usage: npm run dev                  (F5 in VS Code opens the playground; the client restarts the server by itself)

import { spawn } from "node:child_process";
import path from "node:path";
import { startVitest } from "vitest/node";
import { installPackages, ROOT } from "./set-up.mjs";

installPackages();
const children = [
  watch("node_modules/typescript/bin/tsc", ["-b", "--watch", "--preserveWatchOutput"]),
  watch("scripts/build.mjs", ["--watch"]),
];
process.on("exit", () => {
  for (const child of children) child.kill();
});

// Pages are read by the test, not imported: say that they matter.
const watchTriggerPatterns = [{ pattern: /docs\/rules\/.*\.md$/, testsToRun: () => "./test/rules.test.ts" }];
await startVitest("test", ["test/rules.test.ts"], { root: ROOT, watch: true, watchTriggerPatterns });

function watch(script, args) {
  return spawn(process.execPath, [path.join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  });
}
