/** The call hierarchy of workloads, as a client asks for it: what may be asked, then who calls and who is called. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

interface Item {
  readonly name: string;
  readonly detail: string;
  readonly uri: string;
  readonly data: unknown;
}

const FILES = {
  "web.yaml": policy("web"),
  "workloads.yaml": `${deployment("web")}---\n${deployment("api")}`,
  "typo.yaml": misspelt("typo"),
};

test("a client without a call hierarchy hears nothing of it", async () => {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  expect(editor.capabilities.callHierarchyProvider).toBeUndefined();
});

test("a policy leads to the workloads that it selects, and they to who may call them", async () => {
  editor = await Editor.start({
    capabilities: { ...RICH, textDocument: { ...RICH.textDocument, callHierarchy: {} } },
    files: FILES,
  });
  expect(editor.capabilities.callHierarchyProvider).toBe(true);
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  const textDocument = { uri: editor.uri("web.yaml") };
  const position = editor.find("web.yaml", "NetworkPolicy");
  const items = await editor.request<Item[]>("textDocument/prepareCallHierarchy", { textDocument, position });
  expect(items).toMatchObject([{ name: "web", uri: editor.uri("workloads.yaml"), detail: "Deployment in shop" }]);
  const [item] = items;
  const incoming = await editor.request<{ from: Item }[]>("callHierarchy/incomingCalls", { item });
  expect(incoming.map(({ from }) => `${from.name}: ${from.detail}`)).toEqual([
    "web: Deployment in shop · its other pods: everything",
    "api: Deployment in shop · everything",
  ]);
  const outgoing = await editor.request<{ to: Item }[]>("callHierarchy/outgoingCalls", { item: incoming[1]?.from });
  expect(outgoing.map(({ to }) => to.name)).toEqual(["outside the cluster", "web", "api"]);
  expect(await editor.request("callHierarchy/outgoingCalls", { item: outgoing[0]?.to })).toEqual([]);
  const nowhere = { textDocument, position: { line: 999, character: 0 } };
  editor.open("plain.yaml", "a: b\n");
  expect(
    await editor.request("textDocument/prepareCallHierarchy", {
      ...nowhere,
      textDocument: { uri: editor.uri("plain.yaml") },
    }),
  ).toBeNull();
});
