/** What must not bring the server down, keep it busy, or keep it alive. */

import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { StatusParams } from "../../server/src/lsp/ext.js";
import { BARE, RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

/** How long a client reads nothing, in milliseconds. */
const DEAF_MS = 10_000;

let editor: Editor;

afterEach(async () => {
  await editor.stop();
});

describe("a request that fails", () => {
  test("is answered with an error and logged, and the server lives", async () => {
    editor = await Editor.start({ capabilities: BARE, files: { "web.yaml": policy("web") } });
    await expect(editor.request("textDocument/hover", { textDocument: null })).rejects.toMatchObject({ code: -32603 });
    await editor.until("the log", () =>
      editor.received.find(
        (it) => it.method === "window/logMessage" && JSON.stringify(it.params).includes("hover failed"),
      ),
    );
    editor.open("web.yaml");
    const position = editor.find("web.yaml", "NetworkPolicy");
    expect(
      await editor.request("textDocument/hover", { textDocument: { uri: editor.uri("web.yaml") }, position }),
    ).not.toBeNull();
  });

  test("is answered when nobody knows it", async () => {
    editor = await Editor.start({ files: {} });
    await expect(editor.request("textDocument/unheardOf", {})).rejects.toMatchObject({ code: -32601 });
  });

  test("of which the position is past the text is answered", async () => {
    editor = await Editor.start({ files: { "web.yaml": policy("web") } });
    editor.open("web.yaml");
    const textDocument = { uri: editor.uri("web.yaml") };
    await editor.request("textDocument/hover", { textDocument, position: { line: 9999, character: 9999 } });
    expect(
      await editor.request("textDocument/hover", {
        textDocument: { uri: "file:///no/such.yaml" },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
  });
});

test("binary garbage and files that are no YAML leave the others checked", async () => {
  editor = await Editor.start({
    files: { "broken.yaml": "a: [1,\nb: {\n  - x\n", "good.yaml": misspelt("good"), "empty.yaml": "" },
  });
  writeFileSync(path.join(editor.root, "garbage.yaml"), Buffer.from([0, 255, 1, 254, 2, 0, 10]));
  editor.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: editor.uri("garbage.yaml"), type: 1 }] });
  await editor.problemsOf("good.yaml", (it) => it.length === 1);
});

describe("the server's end", () => {
  test("is status 0 after shutdown and exit, and 1 after exit alone", async () => {
    editor = await Editor.start({ files: {} });
    editor.notify("exit", undefined);
    expect(await editor.exited).toBe(1);
    editor = await Editor.start({ files: {} });
    expect(await editor.stop()).toBe(0);
  });

  test("comes when the client closes its end", async () => {
    editor = await Editor.start({ files: { "web.yaml": misspelt("web") } });
    editor.process.stdin?.end();
    await editor.exited;
  });
});

test("an idle server says and does nothing", async () => {
  editor = await Editor.start({ capabilities: RICH, settings: {}, files: { "web.yaml": misspelt("web") } });
  await editor.problemsOf("web.yaml", (it) => it.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const messages = editor.received.length;
  const before = await editor.request("netpol/rules");
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(editor.received.length).toBe(messages);
  expect(await editor.request("netpol/rules")).toEqual(before);
});

test("a thousand files are listed, while hovers are answered", async () => {
  const files: Record<string, string> = { "workloads.yaml": deployment("web") };
  for (let at = 0; at < 1000; at++) files[`policies/p${at}.yaml`] = misspelt(`p${at}`);
  editor = await Editor.start({ capabilities: RICH, settings: {}, files });
  editor.open("workloads.yaml");
  const textDocument = { uri: editor.uri("workloads.yaml") };
  const hover = await editor.request("textDocument/hover", {
    textDocument,
    position: editor.find("workloads.yaml", "Deployment"),
  });
  expect(hover).not.toBeNull();
  const listed = (): number =>
    new Set(editor.published.filter((it) => it.diagnostics.length === 1).map((it) => it.uri)).size;
  await editor.until("all problems", () => (listed() === 1000 ? true : undefined));
  // Each file once: what did not change is not sent again.
  expect(editor.published.filter((it) => it.uri.includes("/policies/"))).toHaveLength(1000);
  editor.open("policies/p7.yaml");
  editor.type("policies/p7.yaml", "podSelectr", "podSelector");
  await editor.problemsOf("policies/p7.yaml", (it) => it.length === 0);
  expect(
    editor.published.filter((it) => it.uri.includes("/policies/") && it.uri !== editor.uri("policies/p7.yaml")),
  ).toHaveLength(999);
});

test("a server that is killed and started again shows the problems again", async () => {
  const files = { "shut.yaml": misspelt("shut"), "open.yaml": misspelt("open") };
  const killed = await Editor.start({ capabilities: RICH, settings: {}, files });
  const { root } = killed;
  try {
    killed.open("open.yaml");
    killed.type("open.yaml", "podSelectr", "podSelector");
    await killed.problemsOf("open.yaml", (it) => it.length === 0);
    killed.process.kill("SIGKILL");
    await killed.exited;
    // What a client does then: the folder again, and what is open, as it was typed.
    const started = Date.now();
    editor = await Editor.start({ capabilities: RICH, settings: {}, root });
    editor.open("open.yaml", killed.textOf("open.yaml"));
    await editor.problemsOf("shut.yaml", (it) => it.length === 1);
    console.info(`problems are back ${Date.now() - started} ms after the server was killed`);
    editor.type("open.yaml", "podSelector", "podSelectr");
    await editor.problemsOf("open.yaml", (it) => it.length === 1);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test("a client that reads nothing for a while gets everything later, and what it typed meanwhile counts", async () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 300; at++) files[`p${at}.yaml`] = misspelt(`p${at}`);
  editor = await Editor.start({ capabilities: RICH, settings: {}, files });
  editor.open("p7.yaml");
  const { stdout } = editor.process;
  stdout?.pause();
  const textDocument = { uri: editor.uri("p7.yaml") };
  const position = editor.find("p7.yaml", "podSelectr");
  const hovers: Promise<unknown>[] = [];
  for (const end = Date.now() + DEAF_MS; Date.now() < end; ) {
    for (const [before, after] of [
      ["podSelectr", "podSelector"],
      ["podSelector", "podSelectr"],
    ] as const) {
      editor.type("p7.yaml", before, after);
      hovers.push(editor.request("textDocument/hover", { textDocument, position }));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  editor.type("p7.yaml", "podSelectr", "podSelector");
  stdout?.resume();
  await Promise.allSettled(hovers);
  await editor.problemsOf("p7.yaml", (it) => it.length === 0);
  await editor.problemsOf("p299.yaml", (it) => it.length === 1);
}, 120_000);

test("a file of an ignored folder that is opened while others are read does not count", async () => {
  editor = await Editor.start({
    capabilities: RICH,
    settings: {},
    serves: true,
    initializationOptions: { status: true, servesFiles: true },
    files: { "read.yaml": policy("read"), "node_modules/ignored.yaml": misspelt("ignored") },
  });
  const isReading = ({ method, params }: Editor["received"][number]): boolean =>
    method === "netpol/readFiles" && JSON.stringify(params).includes("read.yaml");
  await editor.until("the reading of files", () => editor.received.find(isReading));
  editor.open("node_modules/ignored.yaml");
  await editor.until("the ignored file to be left alone", () => {
    const status = editor.received.findLast((it) => it.method === "netpol/status")?.params as StatusParams | undefined;
    return status?.state === "ready" && status.files === 1 ? status : undefined;
  });
  await editor.problemsOf("node_modules/ignored.yaml", (it) => it.length === 0);
});
