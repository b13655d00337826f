// What a person has written for them in playground/shop: whole policies, settings, fixes, both sides of a connection.
// Usage: import { WRITING_STEPS } from "./writing.mjs"

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { until } from "./driver.mjs";

/** @type {import("./shop.mjs").Steps} */
export const WRITING_STEPS = [
  ["a policy is written with suggestions alone", writePolicy],
  ["settings are suggested and explained", writeSettings],
  ["the light bulb explains a rule, and sets its level", setLevel],
  ["traffic to a peer is allowed on both sides", allowTraffic],
  ["what an answer denies is allowed by its link", allowThis],
  ["a policy becomes one of Cilium where the cluster uses that", convert],
];

async function writePolicy(driver, folder) {
  const file = path.join(folder, "new.yaml");
  writeFileSync(file, "# \n");
  await driver.open("new.yaml");
  await driver.keys("Control+End");
  await driver.suggest("netpol-allow-from-w", "Allow from a workload");
  // Through its places: the names, then whose pods, from which pods.
  await driver.line("name: allow-from-web").waitFor();
  await driver.keys("Tab", "Tab");
  await driver.suggest("d", "db");
  await driver.keys("Tab");
  await driver.suggest("ap", "api");
  await driver.keys("Escape", "Control+s");
  const wanted = /app: db\n[\s\S]*app: api\n/;
  await until(() => wanted.test(readFileSync(file, "utf8")), "the policy");
}

async function writeSettings(driver, folder) {
  writeFileSync(path.join(folder, ".netpol.yaml"), "# \n");
  await driver.open(".netpol.yaml");
  await driver.keys("Control+End");
  await driver.suggest("per", "persona");
  await driver.suggest("ped", "pedantic");
  await driver.line(/persona:\s*pedantic/).waitFor();
  await driver.goTo("persona");
  await driver.hover(/Which findings|How strict|persona/i);
  await driver.command("File: Revert File");
}

async function setLevel(driver, folder) {
  await driver.open("policies.yaml");
  await driver.goTo("app: imports");
  await driver.fix(/Explain\srule\sselector-matches-nothing/, driver.tab("NP1107"));
  await driver.webview.locator("h1", { hasText: "NP1107" }).waitFor();
  await driver.open("policies.yaml");
  await driver.goTo("app: imports");
  await driver.fix(/Set\sselector-matches-nothing\sto\soff/, driver.tab(".netpol.yaml"));
  await driver.saveAll();
  const settings = path.join(folder, ".netpol.yaml");
  await until(() => /selector-matches-nothing: off/.test(readFileSync(settings, "utf8")), "the level");
  writeFileSync(settings, "# \n");
}

async function allowTraffic(driver) {
  await driver.open("policies.yaml");
  await driver.goTo("name: db-from-api");
  await driver.command("netpol: Allow Traffic To…");
  await driver.pick("FROM", "shop/Deployment/api");
  await driver.pick("TO:", "shop/StatefulSet/db");
  await driver.answer("shop/Deployment/api → shop/StatefulSet/db", "5432");
  await driver.line("tier: back").waitFor();
  await driver.command("File: Revert File");
}

async function allowThis(driver) {
  await driver.open("policies.yaml");
  await driver.command("netpol: Can A Talk to B?");
  await driver.pick("FROM", "shop/Deployment/api");
  await driver.pick("TO:", "shop/StatefulSet/db");
  await driver.answer("shop/Deployment/api → shop/StatefulSet/db", "5432");
  const link = driver.line("Allow this:").locator(".detected-link").first();
  await link.click({ modifiers: ["ControlOrMeta"] });
  await driver.line("ingress: allowed").waitFor();
  await driver.line("kind: NetworkPolicy").click();
  await driver.command("File: Revert File");
}

async function convert(driver, folder) {
  const file = path.join(folder, "cilium.yaml");
  writeFileSync(
    file,
    "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: grafana, namespace: monitoring}\n" +
      "spec: {endpointSelector: {matchLabels: {app: grafana}}, ingress: [{}]}\n",
  );
  await driver.open("policies.yaml");
  await driver.goTo("name: api-from-web");
  const kind = driver.line("kind: CiliumNetworkPolicy");
  await driver.refactor(/Convert\sto\sCiliumNetworkPolicy:\ssame\sverdicts/, kind);
  assert.match(await driver.line("endpointSelector").innerText(), /endpointSelector/);
  await driver.command("File: Revert File");
}
