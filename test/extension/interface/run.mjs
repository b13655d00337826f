// Drives the real interface of a VS Code of its own, in which the packaged extension is installed.
// Usage: import { testInterface } from "./interface/run.mjs"

import path from "node:path";
import { fileURLToPath } from "node:url";
import { copyOf, launchChromium, openWindow, remoteUri, startCodeServer, windowUrl } from "../runner/code-server.mjs";
import { Driver } from "./driver.mjs";
import { beside, openExample, rename } from "./elsewhere.mjs";
import { SHOP_STEPS } from "./shop.mjs";

const shop = fileURLToPath(new URL("../../../playground/shop", import.meta.url));

/**
 * @param {string} vsix The package to install.
 * @param {(title: string, body: () => Promise<void>) => Promise<void>} check Runs a body, and notes how it ended.
 * @param {string} artifacts Where pictures of failures go.
 */
export async function testInterface(vsix, check, artifacts) {
  const server = await startCodeServer({ vsix });
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const step = (title, body) =>
    check(title, () =>
      body().catch(async (error) => {
        await page.screenshot({ path: path.join(artifacts, `${title.replaceAll(/\W+/g, "-")}.png`) });
        throw error;
      }),
    );
  try {
    const folder = copyOf(shop);
    const driver = new Driver(page);
    const shown = [["openFile", remoteUri(server.authority, path.join(folder, "policies.yaml"))]];
    await openWindow(page, server, windowUrl(server.authority, folder, undefined, shown));
    for (const [title, body] of SHOP_STEPS) await step(title, () => body(driver, folder));
    await step("a label is renamed from a kustomization, in three files", () => rename(page, server));
    await step("invalid YAML is left to the YAML extension where it is there", () => beside(page, server));
    await step("npm run code shows a policy", () => openExample(page));
  } finally {
    await browser.close();
    await server.stop();
  }
}
