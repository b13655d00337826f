// What a person does with the policies of playground/shop. A table of steps, each with what has to be seen.
// Usage: import { SHOP_STEPS } from "./shop.mjs"

import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { until } from "./driver.mjs";

/**
 * The name of what is done, and doing it.
 * @typedef {[string, (driver: import("./driver.mjs").Driver, folder: string) => Promise<void>][]} Steps
 */

/** @type {Steps} */
export const SHOP_STEPS = [
  ["a problem's code opens the page of its rule", openRulePage],
  ["a suggestion is accepted, and the status bar leads to what the edit changes", completeAndCompare],
  ["it is asked whether A can talk to B", askCan],
  ["the flow graph is opened, unfolded and clicked", useGraph],
  ["the tree of flows leads to a policy", useTree],
  ["policy tests are written, run, and run again when a policy changes", testPolicies],
  ["a namespace is locked down", lockDown],
  ["the documentation opens, and its pages lead to each other", readDocumentation],
];

/** The last one: VS Code brings its welcome page back once it has been shown. @type {Steps} */
export const WALKTHROUGH_STEPS = [["the walkthrough shows its steps", openWalkthrough]];

async function openRulePage(driver) {
  await driver.open("policies.yaml");
  await driver.keys("Control+Shift+M");
  const code = driver.page.locator(".markers-panel .monaco-list-row a", { hasText: /^NP\d+/ }).first();
  const text = await code.innerText();
  await code.click({ modifiers: ["ControlOrMeta"] });
  await driver.webview.locator("h1", { hasText: text }).waitFor();
  await driver.line("kind: NetworkPolicy").click();
  await driver.keys("Control+j");
}

async function completeAndCompare(driver) {
  const { page } = driver;
  await driver.open("policies.yaml");
  await driver.goTo("{tier: backend");
  for (const _ of "backend") await driver.keys("Backspace");
  await page.keyboard.type("b");
  await page.locator(".suggest-widget .monaco-list-row.focused", { hasText: "back" }).waitFor();
  await driver.keys("Enter");
  await driver.line(/\{tier:\s*back\}/).waitFor();
  await page.locator(".statusbar-item a", { hasText: /\+\d+ −\d+/ }).click();
  await driver.webview.locator("h2", { hasText: "Not saved yet" }).waitFor();
  await driver.webview.locator("li", { hasText: "shop/Deployment/api → shop/StatefulSet/db" }).first().waitFor();
  await driver.webview.locator("li a", { hasText: "db-from-api (policies.yaml:78)" }).click();
  await driver.cursorAt(/^Ln 78,/);
  await driver.line(/\{tier:\s*back\}/).click();
  await driver.command("File: Revert File");
  await driver.line(/\{tier:\s*backend\}/).waitFor();
  await driver.webview.locator("p", { hasText: "No manifest differs" }).waitFor();
}

async function askCan(driver) {
  await driver.open("policies.yaml");
  await driver.command("netpol: Can A Talk to B?");
  await driver.pick("FROM", "shop/Deployment/web");
  const { page } = driver;
  await page.locator(".quick-input-widget", { hasText: "TO:" }).locator("input").first().waitFor();
  // What means no end is refused where it is typed.
  await page.keyboard.type("300.1.1.1");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "300.1.1.1 is not an IP address" }).waitFor();
  await driver.keys("Enter", "Control+a");
  // A part of a name is enough: the first that has it is chosen.
  await page.keyboard.type("StatefulSet/d");
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "shop/StatefulSet/db" }).waitFor();
  await driver.keys("Enter");
  await driver.answer("shop/Deployment/web → shop/StatefulSet/db", "5432");
  await driver.line("ingress: denied").waitFor();
  await driver.line("Allow this:").waitFor();
}

async function useGraph(driver) {
  await driver.open("policies.yaml");
  await driver.command("netpol: Show Flow Graph");
  await driver.webview.locator("svg.np-picture").waitFor();
  await driver.webview.locator("#overview").click();
  await driver.webview.locator('td[data-from="ns:shop"][data-to="ns:shop"]').click();
  await driver.webview.locator('[data-vertex="shop/Deployment/api"]').click();
  await driver.webview.locator("#details li", { hasText: "selected by" }).first().waitFor();
  // Its flows are listed, and each leads to its edge and to the line that decides it.
  const flow = driver.webview
    .locator("#details section", { hasText: "It can connect to" })
    .locator("li", { hasText: "db" });
  await flow.filter({ hasText: "allowed on one side only" }).locator("button").click();
  await driver.webview.locator("#details", { hasText: "api → db" }).waitFor();
  await driver.webview.locator(".edge.half-open .hit").first().click();
  await driver.webview.locator("#details:not([hidden])").waitFor();
  // The edge is that from api to db, and the first line that decides it is the rule of api-egress.
  await driver.cursorAt(/^Ln 6\d,/);
  const found = driver.webview.locator("#found");
  await driver.webview.locator("#filter").fill("no such workload");
  await found.filter({ hasText: "No results" }).waitFor();
  await driver.webview.locator("#filter").fill("db");
  await found.filter({ hasText: /^1 of \d/ }).waitFor();
  await driver.webview.locator('[data-vertex="shop/StatefulSet/db"].match.current').waitFor();
  await driver.webview.locator('[data-vertex="shop/Job/import"].left-out').waitFor();
  // A flow from api is left, so api is too.
  await driver.webview.locator('[data-vertex="shop/Deployment/api"]:not(.left-out, .match)').waitFor();
  await driver.webview.locator("#filter").fill("");
}

async function useTree(driver) {
  await driver.open("workloads.yaml");
  const header = driver.page.locator(".pane-header", { hasText: "Network Flows" });
  await header.click();
  const tree = driver.page.locator(".pane", { has: header });
  const row = (name) => tree.locator(".monaco-list-row", { hasText: name }).first();
  const unfold = (name) => row(name).locator(".monaco-tl-twistie").click();
  await unfold("monitoring");
  await row("no policy selects it").waitFor();
  await unfold("monitoring");
  await row("no policy selects it").waitFor({ state: "detached" });
  await unfold("shop");
  await unfold("api");
  await row("api-from-web").click();
  await driver.tab("policies.yaml").waitFor();
  await driver.cursorAt(/^Ln 18,/);
  await header.click();
}

async function lockDown(driver, folder) {
  await driver.open("workloads.yaml");
  await driver.command("netpol: Lock Down Namespace…");
  await driver.pick("Namespace to lock down", "monitoring");
  await driver.page.locator(".quick-input-list .monaco-list-row", { hasText: "→" }).first().waitFor();
  await driver.keys("Enter");
  await driver.tab("monitoring-lock-down.yaml").waitFor();
  await driver.line("name: default-deny").click();
  await driver.keys("Control+s");
  const file = path.join(folder, "monitoring-lock-down.yaml");
  await until(() => /namespace: monitoring\n/.test(readFileSync(file, "utf8")), `text in ${file}`);
}

async function readDocumentation(driver) {
  await driver.open("policies.yaml");
  await driver.command("netpol: Open Documentation");
  await driver.webview.locator("h1", { hasText: "Editors" }).waitFor();
  await driver.webview.locator("a", { hasText: "Twelve denied connections" }).click();
  await driver.webview.locator("h1", { hasText: "Why can it not connect?" }).waitFor();
  await driver.command("View: Close All Editors");
}

async function openWalkthrough(driver) {
  await driver.open("policies.yaml");
  await driver.command("Welcome: Open Walkthrough...");
  await driver.pick("Select a walkthrough to open", "Get started with netpol");
  const steps = driver.page.locator(".getting-started-step");
  await steps.nth(3).waitFor();
  const titles = await steps.locator(".step-title").allInnerTexts();
  assert.deepEqual(titles, ["See a problem", "Fix it", "Ask whether A can talk to B", "See the flow graph"]);
  await steps.nth(2).click();
  await driver.page.locator(".gettingStartedContainer img").first().waitFor();
}

async function testPolicies(driver, folder) {
  const { page } = driver;
  await driver.command("netpol: Write Policy Tests…");
  await driver.pick("Namespace to write tests for", "shop");
  await driver.line("nothing else reaches shop/api").waitFor();
  await driver.command("Testing: Focus on Test Explorer View");
  const tree = page.locator(".test-explorer");
  await tree.locator(".monaco-list-row", { hasText: "shop.netpol-test.yaml" }).first().waitFor();
  await driver.command("Test: Run All Tests");
  await tree.locator(".monaco-list-row .codicon-testing-passed-icon").first().waitFor();
  await driver.open("policies.yaml");
  await driver.goTo("port: 9000");
  await driver.keys("Backspace");
  await page.keyboard.type("1");
  await driver.command("Test: Run All Tests");
  await tree.locator(".monaco-list-row .codicon-testing-failed-icon").first().waitFor();
  // VS Code may have saved it by now.
  await driver.line(/port:\s9001/).click();
  await driver.keys("End", "Backspace");
  await page.keyboard.type("0");
  await driver.line(/port:\s9000/).waitFor();
  await driver.keys("Control+s");
  await driver.command("Test: Clear All Results");
  await driver.keys("Control+j");
  await driver.command("View: Show Explorer");
  rmSync(path.join(folder, "shop.netpol-test.yaml"));
}
