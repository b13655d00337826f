// Drives the extension where VS Code has no Node: its client in the browser's extension host, its server in a worker, and the
// workspace's files behind VS Code's own file system. Usage: import { testWeb } from "./web.mjs"

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fillReleaseFolder } from "../../scripts/release-folder.mjs";
import { Driver, until } from "./interface/driver.mjs";
import { copyOf, launchChromium, remoteUri, startCodeServer, windowUrl } from "./runner/code-server.mjs";
import { openWebWindow, WEB_FLAGS, WEB_SETTINGS } from "./runner/web-host.mjs";

const shop = fileURLToPath(new URL("../../playground/shop", import.meta.url));

const TYPO = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: typo
  namespace: shop
spec:
  podSelectr:
    matchLabels: {app: api}
  policyTypes: [Ingress]
`;

/**
 * @param {string} artifacts Where pictures of failures go.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function testWeb(artifacts, log = console.log) {
  mkdirSync(artifacts, { recursive: true });
  const extension = mkdtempSync(path.join(tmpdir(), "netpol-web-"));
  const server = await startCodeServer({ settings: WEB_SETTINGS });
  const browser = await launchChromium(WEB_FLAGS);
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const results = { passed: 0, failed: 0 };
  try {
    await fillReleaseFolder(extension, undefined);
    const manifest = JSON.parse(readFileSync(path.join(extension, "package.json"), "utf8"));
    // With it VS Code would ask for a host with Node, which it has here besides.
    delete manifest.main;
    writeFileSync(path.join(extension, "package.json"), JSON.stringify(manifest));
    const folder = copyOf(shop);
    writeFileSync(path.join(folder, "typo.yaml"), TYPO);
    const shown = [["openFile", remoteUri(server.authority, path.join(folder, "policies.yaml"))]];
    await openWebWindow(page, server, extension, windowUrl(server.authority, folder, undefined, shown));
    const driver = new Driver(page);
    for (const [title, body] of STEPS) {
      try {
        await body(driver, folder);
        results.passed++;
        log(`  ok      in a browser: ${title}`);
      } catch (error) {
        results.failed++;
        log(`  FAILED  in a browser: ${title}\n${error.stack}`);
        await page.screenshot({ path: path.join(artifacts, `web-${results.failed}.png`) });
      }
    }
  } finally {
    await browser.close();
    await server.stop();
    rmSync(extension, { recursive: true });
  }
  return results;
}

const STEPS = [
  ["problems of a file that is open and of one that is not appear", seeProblems],
  ["a problem goes when its fix is taken", fixProblem],
  ["a hover says what a policy does", readHover],
  ["a policy is written with suggestions", writePolicy],
  ["a rule's page is shown", explainRule],
  ["the flow graph is drawn", seeGraph],
];

const problem = (driver, code) => driver.page.locator(".markers-panel .monaco-list-row a", { hasText: code }).first();

async function seeProblems(driver) {
  await driver.tab("policies.yaml").waitFor();
  await driver.opened();
  await driver.keys("Control+Shift+M");
  await problem(driver, "NP1203").waitFor();
  await problem(driver, "NP1002").waitFor();
}

async function fixProblem(driver, folder) {
  await driver.open("typo.yaml");
  await driver.goTo("podSelectr");
  await driver.fix(/Rename\sto\s`podSelector`/, driver.line("podSelector:"));
  await driver.keys("Control+Shift+M");
  await problem(driver, "NP1203").waitFor();
  await problem(driver, "NP1002").waitFor({ state: "detached" });
  await driver.saveAll();
  await until(() => !readFileSync(path.join(folder, "typo.yaml"), "utf8").includes("podSelectr"), "the saved file");
}

async function readHover(driver) {
  await driver.open("policies.yaml");
  await driver.goTo("name: api-from-web");
  await driver.hover("NetworkPolicy shop/api-from-web");
}

async function writePolicy(driver, folder) {
  writeFileSync(path.join(folder, "new.yaml"), "# \n");
  await driver.open("new.yaml");
  await driver.keys("Control+End");
  await driver.suggest("netpol-allow-from-w", "Allow from a workload");
  await driver.line("name: allow-from-web").waitFor();
  await driver.keys("Tab", "Tab");
  // A label that another file has.
  await driver.suggest("d", "db");
  await driver.line("app: db").waitFor();
  await driver.keys("Escape");
  await driver.command("File: Revert File");
}

async function explainRule(driver) {
  await driver.command("netpol: Explain Rule…");
  await driver.pick("A rule's code or name", "NP1203 egress-blocks-dns");
  await driver.webview.locator("h1", { hasText: "NP1203" }).waitFor();
}

async function seeGraph(driver) {
  await driver.open("policies.yaml");
  await driver.goTo("name: api-from-web");
  await driver.command("netpol: Show Flow Graph");
  await driver.webview.locator('[data-vertex="shop/Deployment/web"]').waitFor();
}
