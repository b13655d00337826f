// Opens VS Code with the extension of this repository on a folder. Usage: npm run code [-- PATH] (default: playground/shop)
//
// Where PATH is a folder, a file with a policy in it is shown, so that there is something to see.
// An installed desktop VS Code is used where there is one. Else a VS Code for the browser is installed from the npm registry
// (once, about 250 MB), started on a port of this machine, and its address is printed; it runs until Ctrl+C.

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { findPolicy } from "./find-policy.mjs";
import { build, installPackages, ROOT } from "./set-up.mjs";

/** Commands under which desktop versions of VS Code are found. */
const DESKTOPS = ["code", "code-insiders", "codium"];

const here = process.env.INIT_CWD ?? process.cwd();
const given = process.argv.slice(2).find((it) => !it.startsWith("-"));
const target = given === undefined ? path.join(ROOT, "playground/shop") : path.resolve(here, given);
if (!existsSync(target)) {
  console.error(`${given} does not exist`);
  process.exit(2);
}
/** The folder to open, and the file to show in it: PATH, or a policy of the folder that PATH is. */
const isFolder = statSync(target).isDirectory();
const file = isFolder ? findPolicy(target) : target;
const folder = isFolder ? target : path.dirname(target);

installPackages();
build();
const desktop =
  process.platform === "linux" && process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined
    ? undefined
    : DESKTOPS.find(
        (it) => spawnSync(it, ["--version"], { stdio: "ignore", shell: process.platform === "win32" }).status === 0,
      );
if (desktop !== undefined) openDesktop(desktop);
else await serveInBrowser();

function openDesktop(command) {
  console.log(`Opening ${folder} in ${command}`);
  const args = ["--new-window", `--extensionDevelopmentPath=${ROOT}`, folder, ...(file === undefined ? [] : [file])];
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  process.exitCode = status ?? 1;
}

async function serveInBrowser() {
  if (process.platform !== "linux") {
    console.error("No desktop VS Code was found; the one for the browser runs on Linux only. Is `code` on the PATH?");
    process.exitCode = 1;
    return;
  }
  const { install } = await import("../test/extension/vscode-host/install.mjs");
  const { remoteUri, startCodeServer, windowUrl } = await import("../test/extension/runner/code-server.mjs");
  install();
  const server = await startCodeServer();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(0));
  console.log(`VS Code ${server.version} with netpol on ${folder}. Open this address in a browser of this machine:\n`);
  const shown = file === undefined ? [] : [["openFile", remoteUri(server.authority, file)]];
  console.log(`  ${windowUrl(server.authority, folder, path.resolve(ROOT), shown)}\n`);
  console.log("Ctrl+C ends it.");
  await server.exited;
}
