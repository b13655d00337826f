// Installs and builds what is missing or stale, then lists the problems of a folder.
// Usage: npm start [-- PATH]          (default: playground/shop)
//
// Ends with 0 when it could list, whatever it found.

import { spawnSync } from "node:child_process";
import path from "node:path";
import { build, installPackages, ROOT } from "./set-up.mjs";

/** Nothing found, and something found: both are answers. */
const LISTED = [0, 1];

/** npm runs scripts in the root; paths are meant from where the user stands. */
const here = process.env.INIT_CWD ?? process.cwd();
const given = process.argv.slice(2);
const paths = given.length > 0 ? given : [path.relative(here, path.join(ROOT, "playground/shop"))];

try {
  installPackages();
  build();
} catch (error) {
  console.error(error.message);
  process.exit(70);
}

const { status } = spawnSync(process.execPath, [path.join(ROOT, "server/bin/netpol.js"), "check", ...paths], {
  cwd: here,
  stdio: "inherit",
});
if (!LISTED.includes(status)) process.exit(status ?? 70);

console.log(`\nTo see the same in VS Code:  npm run code -- ${paths[0]}`);
