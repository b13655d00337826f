// Runs the suite inside the extension host of code-server, watched through a window in Chromium.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";
import { copyOf, launchChromium, openWindow, remoteUri, startCodeServer, windowUrl } from "./code-server.mjs";

/** How long the whole suite gets, in milliseconds: on a machine with other work, several times what it needs alone. */
const PATIENCE_MS = 480_000;

/**
 * @param {{ extension: string, suite: string, workspace: string, artifacts: string }} options Absolute paths: of the
 *   extension, of the suite's bundle below it, of the folder to copy and open, and of where logs of a failure go.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runInCodeServer({ extension, suite, workspace, artifacts }) {
  mkdirSync(artifacts, { recursive: true });
  const resultsFile = path.join(artifacts, "results.json");
  rmSync(resultsFile, { force: true });
  const server = await startCodeServer({ env: { NETPOL_TEST_RESULTS: resultsFile } });
  const pageLog = [];
  let browser;
  let fault = "";
  try {
    console.log(`VS Code ${server.version}`);
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const ended = new Promise((resolve) => {
      page.on("crash", () => resolve("the window crashed"));
      setTimeout(() => resolve(`no result after ${PATIENCE_MS / 1000} s`), PATIENCE_MS).unref();
      // An automated window calls these two: with its log, and with the exit status of the extension host.
      void page.exposeFunction("codeAutomationExit", (status) =>
        resolve(status === 0 ? "" : "the suite reported failures"),
      );
    });
    await page.exposeFunction("codeAutomationLog", (type, args) => pageLog.push(`${type} ${format(...args)}`));
    page.on("pageerror", (error) => pageLog.push(`page error ${error.stack ?? error}`));
    const tests = [["extensionTestsPath", remoteUri(server.authority, suite)]];
    await openWindow(page, server, windowUrl(server.authority, copyOf(workspace), extension, tests));
    fault = await ended;
    if (fault !== "")
      await page
        .screenshot({ path: path.join(artifacts, "failure.png") })
        .catch((error) => pageLog.push(String(error)));
  } catch (error) {
    fault = error.stack ?? String(error);
  } finally {
    await browser?.close();
    if (fault !== "") {
      writeFileSync(path.join(artifacts, "page.log"), pageLog.join("\n"));
      writeFileSync(path.join(artifacts, "vscode.log"), `${server.log()}\n${server.vscodeLogs()}`);
    }
    await server.stop();
  }
  return report(resultsFile, fault, artifacts);
}

/**
 * The extension host writes the results itself. Its exit status alone proves nothing: it is 0, too, when the host is
 * killed in the midst of the suite.
 */
function report(resultsFile, fault, artifacts) {
  const results = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, "utf8")) : [];
  for (const { title, failure, milliseconds } of results) {
    console.log(
      failure === undefined
        ? `  ok      ${title} (${milliseconds} ms)`
        : `  FAILED  ${title}\n${failure.replace(/^/gm, "          ")}`,
    );
  }
  const failed = results.filter((it) => it.failure !== undefined).length;
  const passed = results.length - failed;
  if (fault === "" && passed > 0) return { passed, failed };
  console.log(`${fault || "no test ran"} (logs in ${path.relative(process.cwd(), artifacts)})`);
  return { passed, failed: Math.max(failed, 1) };
}
