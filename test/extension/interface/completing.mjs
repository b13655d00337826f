// What a person takes from the list of suggestions and from the light bulb in playground/shop, and where it then stands in the text.
// Usage: import { COMPLETING_STEPS, SCAFFOLDING_STEPS } from "./completing.mjs"

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { until } from "./driver.mjs";

/** @type {import("./shop.mjs").Steps} */
export const COMPLETING_STEPS = [
  ["a rule is written from the workspace: peers, label keys, namespaces, ports, protocols", writeRule],
  ["a policy of Cilium is written from the workspace: entities, Services, CIDR groups, names, ports", writeCilium],
  ["a rule is named in an ignore comment", ignoreRule],
  ["a policy for new namespaces is written for Kyverno", writeKyverno],
];

/** The first one: what is offered depends on the policies that the folder has. @type {import("./shop.mjs").Steps} */
export const SCAFFOLDING_STEPS = [
  ["the light bulb writes default deny, DNS and the policy of a workload", writeScaffolds],
];

/**
 * Shows a new file, and takes suggestions at places in it. What they make of it is compared.
 * @param places What stands there before, what is typed instead, and the suggestion that is taken.
 */
async function fill(driver, folder, name, text, places) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  await driver.open(name);
  for (const [before, typed, suggestion] of places) {
    await driver.goTo(before);
    for (const _ of before) await driver.keys("Backspace");
    await driver.suggest(typed, suggestion);
    await driver.keys("Escape");
  }
  await driver.keys("Control+s");
  // While it is written, it is empty.
  return until(
    () => [readFileSync(file, "utf8")].find((it) => it !== text && it !== ""),
    () => `${name} to be saved`,
  );
}

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: written, namespace: shop}
spec:
  podSelector:
    matchLabels: {app: api}
  policyTypes: [Ingress]
  ingress:
    - from:
        - here1
        - podSelector:
            matchLabels:
              here2
        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: here4}
      ports:
        - port: here5
        - protocol: here6
          port: here7
`;

async function writeRule(driver, folder) {
  const written = await fill(driver, folder, "rule.yaml", POLICY, [
    ["here2", "ti", "tier"],
    ["tier: ", "tier: fr", "front"],
    ["here4", "mon", "monitoring"],
    ["here5", "gr", "grpc"],
    ["here6", "T", "TCP"],
    ["here7", "90", "9090"],
    ["here1", "pods of pro", "pods of prometheus in monitoring"],
  ]);
  const peer = `namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: monitoring
          podSelector:
            matchLabels:
              app: prometheus`;
  const filled = { here1: peer, here2: "tier: front", here4: "monitoring", here5: "grpc", here6: "TCP", here7: "9090" };
  assert.equal(written, filledIn(POLICY, filled));
}

const OTHERS = `apiVersion: v1
kind: Service
metadata: {name: database, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: cilium.io/v2
kind: CiliumCIDRGroup
metadata: {name: offices}
spec: {externalCIDRs: [203.0.113.0/24]}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: pays, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: web}}
  egress:
    - toFQDNs: [{matchName: pay.example.com}]
`;

const CILIUM = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: written
  namespace: here1
spec:
  endpointSelector:
    matchLabels: {app: web}
  ingress:
    - fromEntities: [here2]
      toPorts:
        - ports:
            - port: here3
  egress:
    - toServices:
        - k8sService: {namespace: shop, serviceName: here4}
    - toCIDRSet:
        - cidrGroupRef: here5
    - toFQDNs:
        - matchName: here6
`;

async function writeCilium(driver, folder) {
  writeFileSync(path.join(folder, "others.yaml"), OTHERS);
  const written = await fill(driver, folder, "cnp.yaml", CILIUM, [
    ["here1", "sh", "shop"],
    ["here2", "clu", "cluster"],
    ["here3", "80", "8080"],
    ["here4", "da", "database"],
    ["here5", "off", "offices"],
    ["here6", "pa", "pay.example.com"],
  ]);
  const filled = { here1: "shop", here2: "cluster", here3: '"8080"', here4: "database", here5: "offices" };
  assert.equal(written, filledIn(CILIUM, { ...filled, here6: "pay.example.com" }));
}

const filledIn = (text, places) => text.replaceAll(/here\d/g, (it) => places[it]);

async function ignoreRule(driver, folder) {
  const text = "# netpol: ignore[here1]\n";
  const taken = [["here1", "selector-m", "selector-matches-nothing"]];
  const written = await fill(driver, folder, "ignored.yaml", text, taken);
  assert.equal(written, "# netpol: ignore[selector-matches-nothing]\n");
}

async function writeKyverno(driver, folder) {
  const name = "Kyverno: deny in new namespaces";
  const file = path.join(folder, "kyverno.yaml");
  writeFileSync(file, "# \n");
  await driver.open("kyverno.yaml");
  await driver.keys("Control+End");
  await driver.suggest("kyverno", name);
  await driver.line("kind: GeneratingPolicy").waitFor();
  await driver.keys("Escape", "Control+s");
  const wanted = /^kind: GeneratingPolicy\n[\s\S]* kind: NetworkPolicy\n/m;
  await until(() => wanted.test(readFileSync(file, "utf8")), "the policy that makes policies");
}

async function writeScaffolds(driver) {
  await driver.open("workloads.yaml");
  const scaffolds = [
    [/Deny\singress\sand\segress\sby\sdefault\sin\s`monitoring`,\sand\sallow\sDNS/, "name: default-deny"],
    [/Restrict\segress\sfrom\sthe\spods\sof\s`prometheus`\sto\sDNS\sonly/, "name: allow-dns"],
    [/Write\sa\spolicy\sfor\s`prometheus`/, "kind: NetworkPolicy"],
  ];
  for (const [title, written] of scaffolds) {
    await driver.goTo("name: monitoring");
    await driver.line("name: prometheus").click();
    await driver.refactor(title, driver.line(written));
    await driver.command("File: Revert File");
    await driver.line(written).waitFor({ state: "detached" });
  }
}
