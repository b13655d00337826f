// What a person does in other workspaces and with other extensions. Each opens a window of its own.
// Usage: import { beside, lockDownBuilt, openExample, rename } from "./elsewhere.mjs"

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { copyOf, openWindow, remoteUri, windowUrl } from "../runner/code-server.mjs";
import { Driver, until } from "./driver.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const workspace = fileURLToPath(new URL("../workspace", import.meta.url));
const kustomized = fileURLToPath(new URL("../kustomized", import.meta.url));

/** Renames a label in a kustomization, and reads the files. */
export async function rename(page, server) {
  const folder = copyOf(kustomized);
  const driver = await open(page, server, folder, "kustomization.yaml");
  // The links are there when the language server is.
  await page.locator(".editor-instance .detected-link").first().waitFor();
  await driver.line("team:").click();
  await driver.goTo("team: bl");
  await driver.keys("F2");
  const box = page.locator(".rename-box input.rename-input").first();
  await box.fill("green");
  await box.press("Enter");
  await driver.line("team: green").waitFor();
  const files = ["kustomization.yaml", "policies/orders.yaml", "policies/billing.yaml"];
  const has = (it) => /team: green/.test(readFileSync(path.join(folder, it), "utf8"));
  await until(
    () => files.every(has),
    () => `the new name in ${files.filter((it) => !has(it))}`,
  );
}

/** Where a kustomization lists the new file too, the new file is what is shown. */
export async function lockDownBuilt(page, server) {
  const folder = copyOf(kustomized);
  const driver = await open(page, server, folder, "orders.yaml");
  await driver.command("netpol: Lock Down Namespace…");
  await driver.pick("Namespace to lock down", "orders");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "→" }).first().waitFor();
  await driver.keys("Enter");
  await page.locator(".tab.active", { hasText: "orders-lock-down.yaml" }).waitFor();
  await driver.line("default-deny").waitFor();
  await driver.tab("kustomization.yaml").waitFor();
}

/** Invalid YAML is reported, but not where the YAML extension is there, which reports it itself. */
export async function beside(page, server) {
  const folder = copyOf(workspace);
  writeFileSync(
    path.join(folder, "policies/broken.yaml"),
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: [1,\n",
  );
  const stub = path.join(folder, ".yaml-extension");
  mkdirSync(stub);
  const manifest = { name: "vscode-yaml", publisher: "redhat", version: "1.0.0", engines: { vscode: "^1.100.0" } };
  writeFileSync(path.join(stub, "package.json"), JSON.stringify(manifest));
  const rows = async (payload) => {
    const driver = await open(page, server, folder, "policies/broken.yaml", payload);
    await driver.line("NetworkPolicy").click();
    await driver.keys("Control+Shift+M");
    await page.locator(".markers-panel .monaco-list-row a", { hasText: "NP1002" }).first().waitFor();
    return page.locator(".markers-panel .monaco-list-row a", { hasText: "NP1001" });
  };
  await (await rows([])).first().waitFor();
  const withStub = await rows([["extensionDevelopmentPath", remoteUri(server.authority, stub)]]);
  // What is reported together is shown together.
  assert.equal(await withStub.count(), 0);
}

/** `npm run code` prints the address of a window that shows a policy. */
export async function openExample(page) {
  const folder = copyOf(path.join(root, "playground/shop"));
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const child = spawn(process.execPath, [path.join(root, "scripts/code.mjs"), folder], { env });
  try {
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (it) => {
        output += it;
      });
    }
    const address = await until(
      () => /http:\/\/\S+/.exec(output)?.[0],
      () => output,
    );
    await page.goto(address);
    const driver = new Driver(page);
    await driver.tab("policies.yaml").waitFor();
    await driver.line("kind: NetworkPolicy").waitFor();
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
}

async function open(page, server, folder, file, payload = []) {
  const shown = [["openFile", remoteUri(server.authority, path.join(folder, file))], ...payload];
  await openWindow(page, server, windowUrl(server.authority, folder, undefined, shown));
  return new Driver(page);
}
