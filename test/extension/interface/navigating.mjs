// How a person finds their way in playground/shop: from a name to where it comes from, who uses it, and whom it concerns.
// Usage: import { NAVIGATING_STEPS } from "./navigating.mjs"

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** @type {import("./shop.mjs").Steps} */
export const NAVIGATING_STEPS = [
  ["a label leads to the workload that has it, and to all who ask for it", followLabel],
  ["symbols list each object of a file and of the workspace", findSymbols],
  ["a policy folds as a whole, and a selection grows by its parts", foldAndSelect],
  ["the call hierarchy shows who may call a workload", showCallers],
  ["a kustomization leads to the files that it lists", followLink],
];

async function followLabel(driver) {
  await driver.open("policies.yaml");
  await driver.goTo("matchLabels: {app: db");
  await driver.keys("F12");
  await driver.tab("workloads.yaml").waitFor();
  await driver.cursorAt(/^Ln 55,/);
  await driver.keys("Shift+F12");
  const peek = driver.page.locator(".peekview-widget");
  await peek.locator(".ref-tree .monaco-list-row", { hasText: "policies.yaml" }).first().waitFor();
  await peek.locator(".ref-tree .monaco-list-row", { hasText: "workloads.yaml" }).first().waitFor();
  await driver.keys("Escape");
}

async function findSymbols(driver) {
  await driver.open("policies.yaml");
  await driver.openList("Control+Shift+O", "@api-eg", "NetworkPolicy shop/api-egress");
  await driver.cursorAt(/^Ln 5\d,/);
  await driver.openList("Control+t", "#import-locked", "NetworkPolicy shop/import-locked");
  await driver.cursorAt(/^Ln 8\d,/);
}

async function foldAndSelect(driver) {
  await driver.open("policies.yaml");
  // The second one that is found.
  await driver.goTo("kind: NetworkPolicy");
  const below = driver.line("name: api-from-web");
  await driver.keys("Control+k", "Control+l");
  await below.waitFor({ state: "detached" });
  await driver.keys("Control+k", "Control+l");
  await below.waitFor();
  await driver.goTo("{app: we");
  // The word, then the entry.
  await driver.keys("Shift+Alt+ArrowRight");
  await driver.cursorAt("(3 selected)");
  await driver.keys("Shift+Alt+ArrowRight");
  await driver.cursorAt("(8 selected)");
  await driver.keys("Escape");
}

async function showCallers(driver) {
  await driver.open("policies.yaml");
  await driver.goTo("name: api-from-web");
  await driver.keys("Shift+Alt+h");
  const caller = driver.page.locator(".sidebar .monaco-list-row", { hasText: "Deployment in shop · TCP 9000" });
  await caller.first().waitFor();
  await driver.keys("Control+Shift+e");
}

async function followLink(driver, folder) {
  const listed = path.join(folder, "listed");
  mkdirSync(listed);
  writeFileSync(path.join(listed, "kustomization.yaml"), "resources:\n  - config.yaml\n");
  writeFileSync(path.join(listed, "config.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: listed}\n");
  await driver.open("kustomization.yaml");
  const link = driver.line("- config.yaml").locator(".detected-link").first();
  await link.waitFor();
  await link.click({ modifiers: ["ControlOrMeta"] });
  await driver.line("kind: ConfigMap").waitFor();
}
