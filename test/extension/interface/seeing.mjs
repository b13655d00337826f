// What a person sees change: the flow graph as they type, what is exported from it, what an edit changes.
// Usage: import { SEEING_STEPS, compareWithHead } from "./seeing.mjs"

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { copyOf, openWindow, remoteUri, windowUrl } from "../runner/code-server.mjs";
import { Driver, until } from "./driver.mjs";

const shop = fileURLToPath(new URL("../../../playground/shop", import.meta.url));

/** @type {import("./shop.mjs").Steps} */
export const SEEING_STEPS = [
  ["it is asked from the context menu", askFromMenu],
  ["the flow graph follows what is typed, and is exported", typeAndExport],
  ["it is asked from the flow graph, in its column", askFromGraph],
  ["the table of many namespaces keeps its heads, and a filter leaves rows and columns of what it finds", filterTable],
];

async function askFromMenu(driver) {
  await driver.open("workloads.yaml");
  await driver.goTo("name: prometheus");
  await driver.line("name: prometheus").click({ button: "right" });
  const entry = driver.page.locator(".monaco-menu .action-item", { hasText: "Can A Talk to B?" }).first();
  await entry.waitFor();
  await entry.click();
  // The workload that the menu was opened on is offered first.
  await driver.page
    .locator(".quick-input-widget .monaco-list-row.focused", { hasText: "prometheus" })
    .first()
    .waitFor();
  await driver.keys("Enter");
  await driver.pick("TO:", "shop/Deployment/api");
  await driver.answer("monitoring/Deployment/prometheus → shop/Deployment/api", "9090");
  await driver.line("ingress: allowed").waitFor();
}

async function askFromGraph(driver) {
  await driver.open("workloads.yaml");
  await driver.command("netpol: Show Flow Graph");
  await driver.webview.locator('[data-vertex="shop/Deployment/api"]').click();
  await driver.webview.locator("#details li").first().waitFor();
  await driver.command("netpol: Can A Talk to B?");
  await driver.pick("FROM", "shop/Deployment/web");
  await driver.pick("TO:", "shop/Deployment/api");
  await driver.answer("shop/Deployment/web → shop/Deployment/api", "9000");
  await driver.line("ingress: allowed").waitFor();
  assert.equal(await driver.page.locator(".editor-group-container").count(), 2);
}

async function typeAndExport(driver, folder) {
  await driver.open("policies.yaml");
  await driver.goTo("{app: web");
  await driver.command("netpol: Show Flow Graph");
  const edge = driver.webview.locator('[data-from="shop/Deployment/web"][data-to="shop/Deployment/api"]');
  await edge.waitFor();
  await driver.keys("Backspace");
  await edge.waitFor({ state: "detached" });
  await driver.keys("Escape");
  await driver.page.keyboard.type("b");
  await edge.waitFor();
  await driver.webview.locator("#export").selectOption("mermaid");
  await driver.line("flowchart").waitFor();
  // It names the flow that the picture shows.
  await driver.line(/TCP\s9000/).waitFor();
  await driver.command("View: Revert and Close Editor");
  // A picture is saved, and shown as one.
  await driver.webview.locator("#export").selectOption("svg");
  const file = path.join(folder, "flows-shop.svg");
  const box = driver.page.locator(".quick-input-widget input").first();
  await until(async () => (await box.inputValue()).endsWith("flows-shop.svg"), "the dialog to save the picture");
  await driver.keys("Enter");
  await until(() => existsSync(file) && /^<svg /.test(readFileSync(file, "utf8")), `a picture in ${file}`);
  await driver.page.locator(".tab.active", { hasText: "flows-shop.svg" }).waitFor();
  await driver.keys("Control+w");
  rmSync(file);
  await driver.line("kind: NetworkPolicy").click();
  await driver.command("File: Revert File");
}

/** @type {import("./shop.mjs").Steps[number][1]} */
async function filterTable(driver, folder) {
  const names = Array.from({ length: 30 }, (_, at) => `team-${String.fromCharCode(97 + (at % 26))}${at}`);
  const manifests = names.map(
    (it) => `apiVersion: v1
kind: Pod
metadata: {name: app, namespace: ${it}, labels: {app: app}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: ${it}}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`,
  );
  const file = path.join(folder, "teams.yaml");
  writeFileSync(file, manifests.join("---\n"));
  try {
    await driver.open("policies.yaml");
    await driver.command("netpol: Show Flow Graph");
    const page = driver.webview;
    await page.locator("#overview").click();
    await page.locator("table.np-matrix.dense a", { hasText: "team-d29" }).first().waitFor();
    const frame = await driver.webviewFrame();
    const placesOfHeads = () =>
      frame.evaluate(() => {
        const graph = document.querySelector("#graph");
        graph.scrollTo(400, 500);
        const own = graph.getBoundingClientRect();
        const at = (it) => it.getBoundingClientRect();
        const rows = [...graph.querySelectorAll("tbody th")];
        return {
          top: Math.round(at(graph.querySelector("thead th")).top - own.top),
          left: Math.round(at(rows[20]).left - own.left),
          scrolled: [graph.scrollLeft > 100, graph.scrollTop > 100],
        };
      });
    assert.deepEqual(await placesOfHeads(), { top: 0, left: 0, scrolled: [true, true] });
    await page.locator("#filter").fill("monitoring");
    await page.locator("#found", { hasText: "1 of 1" }).waitFor();
    const seen = (selector) =>
      page.locator(selector).evaluateAll((all) => all.filter((it) => it.checkVisibility()).map((it) => it.textContent));
    // What monitoring connects to, and what connects to it.
    assert.deepEqual(await seen("thead th"), ["monitoring", "shop", "outside the cluster"]);
    assert.deepEqual(await seen("tbody th > :is(a, span:first-child)"), ["monitoring", "shop", "outside the cluster"]);
    await page.locator("#filter").fill("nobody");
    await page.locator("#found", { hasText: "No results" }).waitFor();
    await page.locator("#filter").fill("");
    await page.locator('tbody a[data-namespace="team-d29"]').waitFor();
  } finally {
    rmSync(file);
  }
}

/** A flow that differs from the one that Git has, without a change that is not saved. */
export async function compareWithHead(page, server, payload = []) {
  const folder = copyOf(shop);
  const git = (...args) => execFileSync("git", ["-C", folder, ...args], { stdio: "pipe" });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message=First");
  mkdirSync(path.join(folder, ".vscode"));
  writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify({ "git.enabled": true }));
  const shown = [["openFile", remoteUri(server.authority, path.join(folder, "policies.yaml"))], ...payload];
  await openWindow(page, server, windowUrl(server.authority, folder, undefined, shown));
  const driver = new Driver(page);
  await driver.opened();
  await driver.goTo("{tier: backend");
  for (const _ of "end") await driver.keys("Backspace");
  await driver.keys("Escape", "Control+s");
  await page.locator(".statusbar-item a", { hasText: /\+1 −0/ }).click();
  await driver.webview.locator("h2", { hasText: "Since Git's HEAD" }).waitFor();
  await driver.webview.locator("li", { hasText: "shop/Deployment/api → shop/StatefulSet/db" }).first().waitFor();
}
