// The flow graph without a mouse or a screen: what keys do in its page, and what axe finds in it and in the exported page.
// Usage: import { ACCESSIBLE_STEPS, checkExport } from "./accessible.mjs"

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const program = fileURLToPath(new URL("../../../server/bin/netpol.js", import.meta.url));

/** @type {import("./shop.mjs").Steps} */
export const ACCESSIBLE_STEPS = [["the flow graph is used with keys alone, and names everything", useKeys]];

async function useKeys(driver) {
  await driver.open("policies.yaml");
  await driver.command("netpol: Show Flow Graph");
  const graph = driver.webview;
  await graph.locator("svg.np-picture").waitFor();
  await checkPage(await driver.webviewFrame());
  await graph.locator("#graph").focus();
  const scale = async () => Number.parseInt(await graph.locator("#zoom-scale").innerText(), 10);
  const whole = await scale();
  await driver.keys("+", "+");
  assert.ok((await scale()) > whole, "+ does not make the graph larger");
  await driver.keys("0");
  assert.equal(await scale(), whole);
  await driver.keys("-");
  assert.ok((await scale()) < whole, "- does not make the graph smaller");
  await graph.locator("#overview").focus();
  await driver.keys("Enter");
  await graph.locator("table.np-matrix").waitFor();
  await checkPage(await driver.webviewFrame());
  // Into the table, to the namespace, and into it.
  const focused = (selector) => graph.locator(`${selector}:focus`).waitFor();
  await graph.locator('#graph a[data-namespace="shop"]').first().focus();
  await driver.keys("Enter");
  await graph.locator("svg.np-picture").waitFor();
  await focused("#graph");
  await driver.keys("Tab");
  await focused("#graph :is([data-vertex], [data-edge])");
  await graph.locator('[data-vertex="shop/Deployment/web"]').focus();
  await driver.keys("ArrowRight");
  await focused('[data-vertex="shop/Deployment/api"]');
  await driver.keys("Enter");
  await graph.locator("#details li", { hasText: "selected by" }).first().waitFor();
  await checkPage(await driver.webviewFrame());
  await driver.keys("Escape");
  await graph.locator("#details").waitFor({ state: "hidden" });
}

/** The page that `netpol flows --format html` writes, in both color schemes. */
export async function checkExport(page, folder) {
  const parent = mkdtempSync(path.join(tmpdir(), "netpol-page-"));
  try {
    const file = path.join(parent, "flows.html");
    writeFileSync(file, execFileSync(process.execPath, [program, "flows", folder, "--format", "html"]));
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.goto(pathToFileURL(file).href);
      await checkPage(page.mainFrame());
    }
    // The widest picture shrinks to a window that is a little narrower, and is scrolled to in one that is much narrower.
    const isCut = () =>
      page.evaluate(() => [...document.querySelectorAll(".scroll")].some((it) => it.scrollWidth > it.clientWidth));
    const size = page.viewportSize();
    await page.setViewportSize({ ...size, width: 1200 });
    assert.equal(await isCut(), false);
    await page.setViewportSize({ ...size, width: 700 });
    assert.equal(await isCut(), true);
    await page.setViewportSize(size);
  } finally {
    await page.emulateMedia({ colorScheme: null });
    rmSync(parent, { recursive: true });
  }
}

/**
 * Fails with what axe finds. What is dimmed on purpose is not looked at.
 * @param {readonly string[]} [rules] Those of axe that are asked; all of them, if left out.
 */
export async function checkPage(frame, rules) {
  await frame.evaluate(axe);
  const found = await frame.evaluate(async (runOnly) => {
    const options = { resultTypes: ["violations"], ...(runOnly && { runOnly }) };
    const { violations } = await globalThis.axe.run(document, options);
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      at: nodes.slice(0, 5).map((it) => `${it.html.slice(0, 160)} ${it.failureSummary ?? ""}`),
    }));
  }, rules);
  assert.deepEqual(found, []);
}
