// Opens a window of code-server in which the browser's own extension host runs an extension, as on vscode.dev: without Node, and
// with the extension's files from a web address. Usage: import { openWebWindow } from "./web-host.mjs"

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { openWindow } from "./code-server.mjs";

const PREFIX = "/extension-under-test";
const TYPES = { ".js": "text/javascript", ".json": "application/json", ".md": "text/markdown", ".css": "text/css" };

/** Extension hosts are started anew where these are off, and an extension that was added to the page is then left out. */
export const WEB_SETTINGS = { "chat.disableAIFeatures": false };

/** The page is changed on its way, and has for Chromium no address on this machine any more. */
export const WEB_FLAGS = ["--disable-features=LocalNetworkAccessChecks"];

/** @param {string} extension Folder of an extension without `main`. */
export async function openWebWindow(page, server, extension, url) {
  const at = `http://${server.authority}${PREFIX}`;
  await page.route(`${at}/**`, (route) => {
    const file = path.join(extension, decodeURIComponent(new URL(route.request().url()).pathname.slice(PREFIX.length)));
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    return route.fulfill({ body: readFileSync(file), contentType: TYPES[path.extname(file)] ?? "text/plain" });
  });
  await page.route(
    (it) => it.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: withExtension(await response.text(), server.authority) });
    },
  );
  await openWindow(page, server, url);
}

/** The workbench's page, with the extension among those that come with VS Code. */
function withExtension(html, authority) {
  let found = false;
  const changed = html.replace(
    /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)/,
    (_, before, settings) => {
      found = true;
      const configuration = JSON.parse(settings.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
      configuration.additionalBuiltinExtensions = [{ scheme: "http", authority, path: PREFIX }];
      return before + JSON.stringify(configuration).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    },
  );
  if (!found) throw new Error("the page of VS Code holds no configuration");
  return changed;
}
