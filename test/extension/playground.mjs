// Drives the playground in Chromium, built and served as a site would. Usage: import { testPlayground } from "./playground.mjs"

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { buildPlayground } from "../../scripts/playground.mjs";
import { serveFolder } from "../../scripts/serve-folder.mjs";
import { checkPage } from "./interface/accessible.mjs";
import { launchChromium } from "./runner/code-server.mjs";

/** It does not have to be at the root of a site. */
const BELOW = "/docs/playground/";
const WAIT_MS = 15_000;

/** Markup where a hover quotes a file. */
const MARKUP = "<img src=x onerror=alert(1)>[villain](javascript:alert)";
const HOSTILE = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: "${MARKUP}"
spec:
  podSelector: {}
`;

const STEPS = [
  ["problems of the sample are listed", seeProblems],
  ["a hover says what a policy does", readHover],
  ["a problem goes when its fix is taken", fixProblem],
  ["a fix is taken from the menu at the cursor", fixAtCursor],
  ["a policy is written with suggestions", writePolicy],
  ["a question is answered, and what is denied is allowed", allow],
  ["the flow graph is drawn, and leads to lines", seeGraph],
  ["a rule's page is shown", explainRule],
  ["a link shows the same files elsewhere, in a frame too", share],
  ["a link that was cut is refused, and one that holds markup shows it as text", refuseLinks],
  ["axe finds nothing in light and in dark, and a phone shows all of it", checkAccess],
];

/**
 * @param {string} artifacts Where pictures of failures go.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function testPlayground(artifacts, log = console.log) {
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), "netpol-playground-"));
  const results = { passed: 0, failed: 0 };
  const check = async (title, body, onFailure = async () => undefined) => {
    try {
      await body();
      results.passed++;
      log(`  ok      playground: ${title}`);
    } catch (error) {
      results.failed++;
      log(`  FAILED  playground: ${title}\n${error.stack}`);
      await onFailure(path.join(artifacts, `playground-${results.failed}.png`));
    }
  };
  await buildPlayground(folder);
  const site = await serveFolder(folder, 0, BELOW);
  const browser = await launchChromium();
  try {
    const unwanted = [];
    const visit = await Visit.begin(browser, site.url, unwanted);
    for (const [title, body] of STEPS) {
      await check(
        title,
        () => body(visit),
        (file) => visit.page.screenshot({ path: file }),
      );
      await visit.reset();
    }
    await visit.end();
    await check("nothing is asked of elsewhere, kept, or refused by the page's policy", () =>
      assert.deepEqual(unwanted, []),
    );
  } finally {
    await browser.close();
    await site.stop();
    rmSync(folder, { recursive: true });
  }
  return results;
}

/** A browser of its own on the playground. */
class Visit {
  static async begin(browser, url, unwanted) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    context.setDefaultTimeout(WAIT_MS);
    const visit = new Visit(context, url, unwanted);
    visit.page = await visit.open(url);
    return visit;
  }

  constructor(context, url, unwanted) {
    this.context = context;
    this.url = url;
    this.unwanted = unwanted;
  }

  /** Opens a page, and notes whatever it should not do. */
  async open(url) {
    const page = await this.context.newPage();
    page.on("console", (it) => {
      if (["error", "warning"].includes(it.type())) this.unwanted.push(it.text());
    });
    page.on("pageerror", (error) => this.unwanted.push(error.stack));
    page.on("request", (it) => {
      if (!/^(?:blob|data):/.test(it.url()) && !it.url().startsWith(this.url)) this.unwanted.push(it.url());
    });
    page.on("requestfailed", (it) => {
      // Pages are left while they load.
      const error = it.failure()?.errorText;
      if (error !== "net::ERR_ABORTED") this.unwanted.push(`${it.url()} ${error}`);
    });
    page.on("response", (it) => {
      if (!it.ok()) this.unwanted.push(`${it.url()} ${it.status()}`);
    });
    await page.goto(url);
    return page;
  }

  /** As it was at first. */
  async reset() {
    await this.page.getByRole("button", { name: "Reset" }).click();
    await this.problem("These peers are OR-ed").waitFor();
  }

  async end() {
    const { cookies, origins } = await this.context.storageState({ indexedDB: true });
    if (cookies.length > 0 || origins.length > 0) this.unwanted.push(JSON.stringify({ cookies, origins }));
    await this.context.close();
  }

  problem(text) {
    return this.page.locator(".problem", { hasText: text });
  }

  line(text) {
    return lineOf(this.page, text);
  }

  /** Types a word and takes what is suggested for it. */
  async suggest(word, label) {
    await this.page.keyboard.type(word);
    await this.page.locator(".cm-tooltip-autocomplete li[aria-selected]", { hasText: label }).waitFor();
    // What has only just appeared is not taken: the key may have been meant for the text.
    await this.page.waitForTimeout(150);
    await this.keys("Enter");
  }

  get frame() {
    return this.page.frameLocator("#flows");
  }

  keys(...keys) {
    return keys.reduce((before, it) => before.then(() => this.page.keyboard.press(it)), Promise.resolve());
  }
}

function lineOf(page, text) {
  return page.locator(".cm-line", { hasText: text }).first();
}

async function seeProblems(visit) {
  await visit.problem("cannot resolve DNS names").waitFor();
  await visit.problem("These peers are OR-ed").waitFor();
  assert.match(await visit.page.locator("#status").innerText(), /^2 files, 6 policies, 6 workloads$/);
  // In the editor too.
  await visit.problem("cannot resolve DNS names").click();
  await visit.page.locator(".cm-lintRange-warning", { hasText: "egress" }).waitFor();
}

async function readHover(visit) {
  const { page } = visit;
  await page.locator(".problem").first().waitFor();
  await visit.line("name: api-from-web").locator("span", { hasText: "api-from-web" }).last().hover();
  const hover = page.locator(".cm-tooltip-hover", { hasText: "NetworkPolicy shop/api-from-web" });
  await hover.locator("a", { hasText: "web" }).first().click();
  await page.locator("[role=tab][aria-selected=true]", { hasText: "workloads.yaml" }).waitFor();
  await page.locator(".cm-activeLine", { hasText: "name: web" }).waitFor();
}

async function fixProblem(visit) {
  const problem = visit.problem("cannot resolve DNS names");
  await problem.click();
  await visit.page.getByRole("button", { name: /^Allow DNS to kube-dns/ }).click();
  await problem.waitFor({ state: "detached" });
  await visit.line("k8s-app: kube-dns").waitFor();
  // Where the problem was, so that keys go on from there.
  await visit.page.locator("#problems:focus").waitFor();
}

async function fixAtCursor(visit) {
  const problem = visit.problem("These peers are OR-ed");
  await problem.locator("xpath=..").locator(".place").click();
  await visit.keys("Control+.");
  await visit.page.locator(".fix-menu button:focus").waitFor();
  await visit.keys("ArrowDown", "Escape");
  await visit.page.locator(".fix-menu").waitFor({ state: "detached" });
  await visit.keys("Control+.");
  await visit.page.locator(".fix-menu button:focus", { hasText: "Combine into one peer" }).waitFor();
  await visit.keys("Enter");
  await problem.waitFor({ state: "detached" });
  // One that writes a file, which is taken back.
  const other = visit.problem("does not accept this");
  await other.click();
  await visit.page.getByRole("button", { name: "Set one-sided-flow to off in .netpol.yaml" }).click();
  await other.waitFor({ state: "detached" });
  await visit.page.locator("[role=tab][aria-selected=true]", { hasText: ".netpol.yaml" }).waitFor();
  await visit.page.getByRole("button", { name: "Delete file" }).click();
  await other.waitFor();
  await visit.page.getByRole("button", { name: "Undo" }).click();
  await other.waitFor({ state: "detached" });
}

async function writePolicy(visit) {
  const { page } = visit;
  await page.locator(".problem").first().waitFor();
  await page.getByRole("button", { name: "Add file" }).click();
  await page.keyboard.type("new.yaml");
  await visit.keys("Enter");
  await page.locator(".cm-content[aria-label='new.yaml']:focus").waitFor();
  await visit.suggest("netpol-allow-from-w", "Allow from a workload");
  await visit.line("name: allow-from-web").waitFor();
  await visit.keys("Tab", "Tab");
  // A label that another file has.
  await visit.suggest("d", "db");
  await visit.line("app: db").waitFor();
  await page.locator("#status", { hasText: "3 files, 7 policies" }).waitFor();
}

async function allow(visit) {
  const { page } = visit;
  const answer = page.locator("#answer");
  const said = (className, hasText) => page.locator(`#verdict.${className}`, { hasText }).waitFor();
  await said("denied", "TCP 5432: denied");
  await answer.locator("button", { hasText: "policies.yaml:78" }).click();
  await page.locator(".cm-activeLine", { hasText: "- from:" }).waitFor();
  await answer.getByRole("button", { name: /^Allow this/ }).click();
  await said("allowed", "TCP 5432: allowed");
  await page.getByLabel("From").fill("shop/web");
  await said("denied", "shop/Deployment/web");
  await page.getByLabel("Port").fill("x");
  await said("none", "A port is a number");
}

async function seeGraph(visit) {
  // The sample's, not what the last step left.
  await visit.frame.locator(".edge.half-open[data-edge]").waitFor();
  await visit.frame.locator('[data-vertex="shop/StatefulSet/db"]').click();
  await visit.frame.locator("#details li button", { hasText: "StatefulSet db" }).click();
  await visit.page.locator("[role=tab][aria-selected=true]", { hasText: "workloads.yaml" }).waitFor();
  await visit.page.locator(".cm-activeLine", { hasText: "StatefulSet" }).or(visit.line("name: db")).first().waitFor();
  await visit.frame.locator("#overview").click();
  await visit.frame.locator("table.np-matrix").waitFor();
  const download = visit.page.waitForEvent("download");
  await visit.frame.locator("#export").selectOption("csv");
  assert.equal((await download).suggestedFilename(), "flows.csv");
}

async function explainRule(visit) {
  await visit.page.locator("button.code", { hasText: "NP1203" }).click();
  const page = visit.page.locator("dialog[open]");
  await page.locator("h2", { hasText: "NP1203" }).first().waitFor();
  await checkPage(visit.page.mainFrame());
  await visit.keys("Escape");
  await page.waitFor({ state: "detached" });
}

async function share(visit) {
  const { page } = visit;
  await page.locator(".problem").first().waitFor();
  await visit.line("name: default-deny").click();
  await visit.keys("End");
  await page.keyboard.type("-ingress");
  await page.getByRole("tab", { name: "workloads.yaml" }).click();
  await visit.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.locator("#message", { hasText: "Link copied" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await visit.open(link);
  await other.locator("[role=tab][aria-selected=true]", { hasText: "workloads.yaml" }).waitFor();
  await other.getByRole("tab", { name: "policies.yaml" }).click();
  await lineOf(other, "name: default-deny-ingress").waitFor();
  // A site may show it in a frame.
  const host = await visit.context.newPage();
  await host.setContent(`<iframe src="${link}" width="1200" height="700"></iframe>`);
  await host.frameLocator("iframe").locator(".problem", { hasText: "These peers are OR-ed" }).waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("tab", { name: "policies.yaml" }).click();
  await visit.line("name: default-deny").waitFor();
  assert.equal(await visit.line("name: default-deny-ingress").count(), 0);
}

async function refuseLinks(visit) {
  const whole = `files=${deflateRawSync(JSON.stringify({ files: [["a.yaml", HOSTILE]] })).toString("base64url")}`;
  await visit.page.goto(`${visit.url}#${whole.slice(0, -20)}`);
  await visit.page.reload();
  await visit.page.locator("#message", { hasText: "This link cannot be read" }).waitFor();
  const page = await visit.open(`${visit.url}#${whole}`);
  await page.locator("#status", { hasText: "1 file, 1 policy" }).waitFor();
  await lineOf(page, "name:").locator("span").last().hover();
  await page.locator(".cm-tooltip-hover", { hasText: "<img src=x" }).waitFor();
  assert.equal(await page.locator("img, [onerror], a[href^=javascript]").count(), 0);
}

async function checkAccess(visit) {
  await visit.problem("cannot resolve DNS names").click();
  await visit.page.getByRole("button", { name: /^Allow DNS to kube-dns/ }).waitFor();
  await visit.frame.locator("svg.np-picture").waitFor();
  // The graph first: where axe has been in a frame, it looks at the frame with the page.
  for (const it of visit.page.frames().reverse()) await checkPage(it);
  await visit.page.emulateMedia({ colorScheme: "dark" });
  await checkPage(visit.page.mainFrame(), ["color-contrast"]);
  const size = visit.page.viewportSize();
  await visit.page.setViewportSize({ width: 390, height: 844 });
  const { scrollWidth, clientWidth } = await visit.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  assert.equal(scrollWidth, clientWidth);
  await visit.page.setViewportSize(size);
}
