// Drives the real interface of a VS Code of its own, in which the packaged extension is installed.
// Usage: import { testInterface } from "./interface/run.mjs"

import path from "node:path";
import { fileURLToPath } from "node:url";
import { copyOf, launchChromium, openWindow, remoteUri, startCodeServer, windowUrl } from "../runner/code-server.mjs";
import { Driver } from "./driver.mjs";
import { ACCESSIBLE_STEPS, checkExport } from "./accessible.mjs";
import { COMPLETING_STEPS, SCAFFOLDING_STEPS } from "./completing.mjs";
import { beside, lockDownBuilt, openExample, rename } from "./elsewhere.mjs";
import { NAVIGATING_STEPS } from "./navigating.mjs";
import { READING_STEPS } from "./reading.mjs";
import { compareWithHead, SEEING_STEPS } from "./seeing.mjs";
import { SHOP_STEPS, WALKTHROUGH_STEPS } from "./shop.mjs";
import { WRITING_STEPS } from "./writing.mjs";

const STEPS = [
  ...SCAFFOLDING_STEPS,
  ...[SHOP_STEPS, SEEING_STEPS, READING_STEPS, NAVIGATING_STEPS, WRITING_STEPS, ACCESSIBLE_STEPS].flat(),
  ...COMPLETING_STEPS,
  ...WALKTHROUGH_STEPS,
];

const shop = fileURLToPath(new URL("../../../playground/shop", import.meta.url));

/**
 * @param {string} vsix The package to install.
 * @param {(title: string, body: () => Promise<void>) => Promise<void>} check Runs a body, and notes how it ended.
 * @param {string} artifacts Where pictures of failures go.
 * @param {(line: string) => void} log Takes what is tried again.
 */
export async function testInterface(vsix, check, artifacts, log) {
  const server = await startCodeServer({ vsix });
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const openShop = async () => {
    const folder = copyOf(shop);
    const shown = [["openFile", remoteUri(server.authority, path.join(folder, "policies.yaml"))]];
    await openWindow(page, server, windowUrl(server.authority, folder, undefined, shown));
    const driver = new Driver(page);
    await driver.tab("policies.yaml").waitFor();
    await driver.opened();
    return { driver, folder };
  };
  const picture = (title) => page.screenshot({ path: path.join(artifacts, `${title.replaceAll(/\W+/g, "-")}.png`) });
  /** On a machine with other work a window may miss a key: what fails is tried once more, in a new window, and that is said. */
  const step = (title, open, body) =>
    check(title, async () => {
      try {
        await body(await open(false));
      } catch (error) {
        await picture(title);
        log(`  again   ${title}: ${error.message.split("\n", 1)[0]}`);
        await body(await open(true));
      }
    });
  let shopWindow;
  const shopWindowOf = async (anew) => {
    if (anew || shopWindow === undefined) shopWindow = await openShop();
    return shopWindow;
  };
  const ofItsOwn = async () => undefined;
  try {
    for (const [title, body] of STEPS) await step(title, shopWindowOf, (it) => body(it.driver, it.folder));
    await step("a label is renamed from a kustomization, in three files", ofItsOwn, () => rename(page, server));
    await step("a lock-down of what a kustomization builds shows its file", ofItsOwn, () =>
      lockDownBuilt(page, server),
    );
    await step("an edit is compared with Git's HEAD", ofItsOwn, () => compareWithHead(page, server));
    await step("invalid YAML is left to the YAML extension where it is there", ofItsOwn, () => beside(page, server));
    await step("the exported page of flows names everything", ofItsOwn, () => checkExport(page, shop));
    await step("npm run code shows a policy", ofItsOwn, () => openExample(page));
  } finally {
    await browser.close();
    await server.stop();
  }
}
