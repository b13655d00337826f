// Takes pictures of the extension in a real VS Code, for looking at. Usage: node test/extension/screenshot.mjs [FOLDER [FILE [WORD]]]
//
// Opens FOLDER (default: playground/shop), shows FILE (default: policies.yaml) with the Problems panel, then the hover of
// WORD (default: api-from-web), the menu of quick fixes and scaffolds there, the answer to a question, the flow graph, the tree of flows, and the page of a rule.
// Writes PNGs to test/extension/out/pictures. Those named readme-* are, with fewer colors, the ones of docs/images.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { copyOf, launchChromium, openWindow, remoteUri, startCodeServer, windowUrl } from "./runner/code-server.mjs";
import { install } from "./vscode-host/install.mjs";

const extension = fileURLToPath(new URL("../..", import.meta.url));
const pictures = fileURLToPath(new URL("out/pictures/", import.meta.url));
const [folder = path.join(extension, "playground/shop"), file = "policies.yaml", word = "api-from-web"] =
  process.argv.slice(2);

/** How long VS Code gets to show something, in milliseconds. */
const PATIENCE_MS = 30_000;

install();
mkdirSync(pictures, { recursive: true });
const workspace = copyOf(path.resolve(folder));
const server = await startCodeServer();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.setDefaultTimeout(PATIENCE_MS);

async function picture(name) {
  const target = path.join(pictures, `${name}.png`);
  await page.screenshot({ path: target });
  console.log(path.relative(process.cwd(), target));
}

try {
  const shown = [["openFile", remoteUri(server.authority, path.join(workspace, file))]];
  await openWindow(page, server, windowUrl(server.authority, workspace, extension, shown));
  const editor = page.locator(".editor-instance .monaco-editor").first();
  const line = editor.locator(".view-line", { hasText: word }).first();
  await line.waitFor();

  await line.click();
  await page.keyboard.press("Control+Shift+M");
  await page.locator(".markers-panel .monaco-list-row").first().waitFor();
  await picture("1-problems");

  await line.locator("span", { hasText: word }).last().hover();
  await page.locator(".monaco-hover .hover-contents", { hasText: /\S/ }).first().waitFor();
  // The hover grows while other providers answer.
  await page.waitForTimeout(700);
  await picture("2-hover");
  await page.mouse.move(1300, 500);

  await line.click();
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget .monaco-list-row").first().waitFor();
  await picture("3-actions");
  await page.keyboard.press("Escape");

  await page.keyboard.press("F1");
  await page.keyboard.type("netpol: ");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "netpol" }).first().waitFor();
  await picture("4-commands");
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+G");
  await page.keyboard.type("57");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(700);
  await picture("readme-problems");
  // Room for two editors beside each other.
  await page.keyboard.press("Control+B");
  await page.keyboard.press("Control+J");
  await page.keyboard.press("F1");
  await page.keyboard.type("netpol: Can A Talk to B?");
  await page.keyboard.press("Enter");
  for (const [title, answer] of [
    ["FROM", "shop/Deployment/api"],
    ["TO", "shop/StatefulSet/db"],
    ["→", "5432"],
  ]) {
    await page.locator(".quick-input-title", { hasText: title }).waitFor();
    await page.keyboard.type(answer);
    await page.keyboard.press("Enter");
  }
  await page.locator(".view-line", { hasText: "denied" }).first().waitFor();
  await page.waitForTimeout(500);
  await picture("readme-can");

  await page.keyboard.press("Control+1");
  await page.keyboard.press("F1");
  await page.keyboard.type("netpol: Show Flow Graph");
  await page.keyboard.press("Enter");
  const inside = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
  await inside.locator("svg.np-picture").waitFor();
  await page.waitForTimeout(500);
  await picture("6-graph");
  await inside.locator('[data-vertex="shop/Deployment/api"]').click();
  await inside.locator("#details li").first().waitFor();
  await picture("readme-graph");
  await inside.locator("#overview").click();
  await inside.locator("table.np-matrix").waitFor();
  await picture("8-graph-namespaces");
  await inside.locator('td[data-from="ns:shop"][data-to="ns:shop"]').click();
  await inside.locator(".edge.half-open .hit").first().click();
  await page.waitForTimeout(700);
  await picture("9-graph-edge");

  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+B");
  await page.locator(".pane-header", { hasText: "Network Flows" }).click();
  await page.locator(".monaco-list-row", { hasText: "shop" }).last().waitFor();
  for (const name of ["shop", "api"]) {
    await page.locator(".pane-body .monaco-list-row", { hasText: name }).last().click();
    await page.waitForTimeout(500);
  }
  await picture("10-tree");

  // The code of a problem, in the panel, is a link to its rule's page.
  await page.keyboard.press("Control+Shift+M");
  const code = page.locator(".markers-panel .monaco-list-row a", { hasText: /^NP\d+/ }).first();
  if ((await code.count()) > 0) {
    await code.click({ modifiers: ["ControlOrMeta"] });
    await page.frameLocator("iframe.webview").frameLocator("iframe#active-frame").locator("h1").waitFor();
    await picture("5-rule");
  }
} catch (error) {
  process.exitCode = 1;
  console.error(error);
  await picture("failure");
  writeFileSync(path.join(pictures, "failure.log"), `${server.log()}\n${server.vscodeLogs()}`);
} finally {
  await browser.close();
  await server.stop();
}
if (!existsSync(path.join(pictures, "1-problems.png"))) process.exitCode = 1;
