// What a person sees beside the text of playground/shop: hints, colors, lines above policies, hovers.
// Usage: import { READING_STEPS } from "./reading.mjs"

import assert from "node:assert/strict";
import { withSettings } from "./driver.mjs";

/** @type {import("./shop.mjs").Steps} */
export const READING_STEPS = [
  ["hints are seen, and can be switched off", seeHints],
  ["a line above a policy is off until it is asked for, and shows the flow graph", seeLens],
  ["parts of a policy have colors, which can be switched off", seeColors],
  ["a hover says what a policy does, and leads to the question who can talk to whom", readHover],
];

async function seeHints(driver, folder) {
  await driver.open("policies.yaml");
  const hint = driver.hint("4 workloads");
  await hint.waitFor();
  const off = { "netpol.inlayHints.selectors": false };
  await withSettings(folder, off, () => hint.waitFor({ state: "detached" }));
  await hint.waitFor();
}

async function seeLens(driver, folder) {
  await driver.open("policies.yaml");
  await driver.hint("4 workloads").waitFor();
  const lens = driver.page.locator(".codelens-decoration a", { hasText: "selects 4 · allows in 0 · show flows" });
  assert.equal(await lens.count(), 0);
  await withSettings(folder, { "netpol.codeLens": true }, async () => {
    await lens.click();
    await driver.webview.locator("svg.np-picture").waitFor();
  });
  await lens.waitFor({ state: "detached" });
}

async function seeColors(driver, folder) {
  await driver.open("policies.yaml");
  const name = driver.line("name: default-deny").locator("span > span", { hasText: /^\s*default-deny$/ });
  const value = driver.line("kind: NetworkPolicy").locator("span > span", { hasText: /^\s*NetworkPolicy$/ });
  const [policy, other] = [await driver.colorOf(name), await driver.colorOf(value)];
  assert.notEqual(policy, other);
  await withSettings(folder, { "netpol.semanticTokens": false }, () => driver.colorIs(name, other));
  await driver.colorIs(name, policy);
}

async function readHover(driver) {
  await driver.open("policies.yaml");
  await driver.goTo("name: api-from-web");
  const hover = await driver.hover("NetworkPolicy shop/api-from-web");
  await hover.locator("a", { hasText: "Can it talk to…?" }).click();
  await driver.pick("FROM", "shop/Deployment/api");
  await driver.pick("TO:", "shop/Deployment/web");
  await driver.answer("shop/Deployment/api → shop/Deployment/web", "8080");
  await driver.line("egress: denied").waitFor();
}
