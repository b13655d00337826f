// Takes pictures of the extension in a real VS Code, for looking at. Usage: node test/extension/screenshot.mjs [FOLDER [FILE [WORD]]]
//
// Opens FOLDER (default: playground/shop), shows FILE (default: policies.yaml) with the Problems panel, then the hover of
// WORD (default: api-from-web), the menu of quick fixes of the first problem, lenses and hints, completion, an answer of
// "Can A Talk to B?", the lock-down's picker, what an edit changes, the flow graph, the tree of flows, and the page of a rule.
// Writes PNGs to test/extension/out/pictures.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Driver } from "./interface/driver.mjs";
import { copyOf, launchChromium, openWindow, remoteUri, startCodeServer, windowUrl } from "./runner/code-server.mjs";
import { install } from "./vscode-host/install.mjs";

const extension = fileURLToPath(new URL("../..", import.meta.url));
const pictures = fileURLToPath(new URL("out/pictures/", import.meta.url));
const [folder = path.join(extension, "playground/shop"), file = "policies.yaml", word = "api-from-web"] =
  process.argv.slice(2);

const VIEWPORT = { width: 1400, height: 900 };

install();
mkdirSync(pictures, { recursive: true });
const workspace = copyOf(path.resolve(folder));
const server = await startCodeServer({ settings: { "netpol.codeLens": true } });
const browser = await launchChromium();
const page = await browser.newPage({ viewport: VIEWPORT });
const driver = new Driver(page);

async function picture(name) {
  const target = path.join(pictures, `${name}.png`);
  await page.screenshot({ path: target });
  console.log(path.relative(process.cwd(), target));
}

/** Shows or hides the side bar and the panel: without them, what is beside the editor has room. */
const toggleRoom = () => driver.keys("Control+b", "Control+j");

/** Drags the border between the editor and what is beside it. */
async function moveBeside(x) {
  const { x: border, y } = await page.locator(".editor-group-container").nth(1).boundingBox();
  await page.mouse.move(border, y + 200);
  await page.mouse.down();
  await page.mouse.move(x, y + 200, { steps: 5 });
  await page.mouse.up();
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

  await page.locator(".markers-panel .monaco-list-row", { hasText: /NP\d+/ }).first().dblclick();
  await page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
  // While a window starts, VS Code gives up such a question whenever an extension registers.
  const menu = page.locator(".action-widget .monaco-list-row").first();
  for (let attempt = 1; attempt <= 5 && !(await menu.isVisible()); attempt++) {
    await page.keyboard.press("Control+.");
    await menu.waitFor({ timeout: 6000 }).catch(() => undefined);
  }
  await menu.waitFor();
  await picture("3-actions");
  await driver.keys("Escape", "Control+Home");

  await page.keyboard.press("F1");
  await page.keyboard.type("netpol: ");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "netpol" }).first().waitFor();
  await picture("4-commands");
  await page.keyboard.press("Escape");

  await toggleRoom();
  await line.click();
  await driver.command("netpol: Show Flow Graph");
  const inside = driver.webview;
  await inside.locator("svg.np-picture").waitFor();
  // Wide enough for the whole picture.
  await page.setViewportSize({ width: 1560, height: 580 });
  await moveBeside(490);
  await page.waitForTimeout(700);
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
  await page.setViewportSize(VIEWPORT);
  await toggleRoom();
  await page.locator(".pane-header", { hasText: "Network Flows" }).click();
  const tree = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Network Flows" }) });
  for (const name of ["shop", "api"]) {
    await tree.locator(".monaco-list-row", { hasText: name }).first().locator(".monaco-tl-twistie").click();
    await page.waitForTimeout(700);
  }
  await picture("10-tree");
  await page.locator(".pane-header", { hasText: "Network Flows" }).click();
  await page.locator(".tab", { hasText: "Flow Graph" }).click({ button: "middle" });

  await toggleRoom();
  await driver.command("netpol: Can A Talk to B?");
  await driver.pick("FROM", "shop/Deployment/api");
  await driver.pick("TO:", "shop/StatefulSet/db");
  await driver.answer("shop/Deployment/api → shop/StatefulSet/db", "5432");
  await page.locator(".view-line .detected-link", { hasText: "Allow this" }).waitFor();
  await picture("11-can");
  await toggleRoom();
  await page.keyboard.press("Control+w");
  await driver.tab("shop/Deployment/api to").waitFor({ state: "detached" });

  await driver.command("netpol: Lock Down Namespace…");
  await driver.pick("Namespace to lock down", "shop");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "→" }).first().waitFor();
  await picture("12-lock-down");
  await page.keyboard.press("Escape");

  await driver.open(path.basename(file));
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
  await driver.command("netpol: Show What Your Edit Changes");
  await driver.webview.locator("h2", { hasText: "Not saved yet" }).waitFor();
  await page.waitForTimeout(700);
  await picture("14-changes");

  // The code of a problem, in the panel, is a link to its rule's page, which opens beside the editor that has the focus.
  await driver.line("podSelector").click();
  await page.keyboard.press("Control+Shift+M");
  const code = page.locator(".markers-panel .monaco-list-row a", { hasText: /^NP\d+/ }).first();
  if ((await code.count()) > 0) {
    await code.click({ modifiers: ["ControlOrMeta"] });
    await driver.webview.locator("h1", { hasText: /^NP\d+/ }).waitFor();
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
