// Takes pictures of the extension in a real VS Code, for looking at. Usage: node test/extension/screenshot.mjs [FOLDER [FILE [WORD]]]
//
// Opens FOLDER (default: playground/shop), shows FILE (default: policies.yaml) with the Problems panel, then the hover of
// WORD (default: api-from-web), the menu of quick fixes and scaffolds there, lenses and hints, completion, an answer of
// "Can A Talk to B?", the lock-down's picker, what an edit changes, the flow graph, the tree of flows, and the page of a rule.
// Writes PNGs to test/extension/out/pictures.

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
const server = await startCodeServer({ settings: { "netpol.codeLens": true } });
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.setDefaultTimeout(PATIENCE_MS);

async function picture(name) {
  const target = path.join(pictures, `${name}.png`);
  await page.screenshot({ path: target });
  console.log(path.relative(process.cwd(), target));
}

async function command(title) {
  await page.keyboard.press("F1");
  await page.keyboard.type(title);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor();
  await page.keyboard.press("Enter");
}

/** In a picker or a box: types, and takes what is there. */
async function pick(text) {
  await page.locator(".quick-input-widget input").first().waitFor();
  await page.waitForTimeout(1500);
  await page.keyboard.type(text);
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
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

  await line.click();
  await page.keyboard.press("F1");
  await page.keyboard.type("netpol: Show Flow Graph");
  await page.keyboard.press("Enter");
  const inside = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
  await inside.locator("svg.np-picture").waitFor();
  await page.waitForTimeout(500);
  await picture("6-graph");
  await inside.locator('[data-vertex="shop/Deployment/api"]').click();
  await inside.locator("#details li").first().waitFor();
  await picture("7-graph-vertex");
  await inside.locator("#overview").click();
  await inside.locator("table.np-matrix").waitFor();
  await picture("8-graph-namespaces");
  await inside.locator('td[data-from="ns:shop"][data-to="ns:shop"]').click();
  await inside.locator(".edge.half-open .hit").first().click();
  await page.waitForTimeout(700);
  await picture("9-graph-edge");

  await page.locator(".pane-header", { hasText: "Network Flows" }).click();
  const tree = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Network Flows" }) });
  for (const name of ["shop", "api"]) {
    await tree.locator(".monaco-list-row .label-name", { hasText: name }).first().click();
    await page.waitForTimeout(700);
  }
  await picture("10-tree");
  await page.locator(".pane-header", { hasText: "Network Flows" }).click();
  await page.locator(".tab", { hasText: "Flow Graph" }).click({ button: "middle" });

  await command("netpol: Can A Talk to B?");
  await pick("shop/Deployment/web");
  await pick("shop/StatefulSet/db");
  await pick("5432");
  await page.locator(".view-line", { hasText: "Allow this" }).waitFor();
  await picture("11-can");
  await page.keyboard.press("Control+w");

  await command("netpol: Lock Down Namespace…");
  await pick("shop");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "→" }).first().waitFor();
  await picture("12-lock-down");
  await page.keyboard.press("Escape");

  await page
    .locator(".tab", { hasText: path.basename(file) })
    .first()
    .click();
  await editor.locator(".view-line").first().click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  await page.keyboard.type("podSelector: {}");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.type("podSelector: {matchLabels: {app: w");
  await page.locator(".suggest-widget .monaco-list-row", { hasText: "web" }).first().waitFor();
  await page.waitForTimeout(700);
  await picture("13-completion");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await command("netpol: Show What Your Edit Changes");
  await page.locator(".view-line", { hasText: "Not saved yet" }).first().waitFor();
  await page.waitForTimeout(700);
  await picture("14-changes");

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
