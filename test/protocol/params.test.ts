/** Our own requests with parameters that are missing or wrong: the answer says which, and is never that something failed inside. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { METHODS } from "../../server/src/lsp/ext.js";
import { BARE } from "./clients.js";
import { Editor, RequestFailed } from "./editor.js";
import { deployment, policy } from "./manifests.js";

const INVALID_PARAMS = -32602;
/** What the server asks of the client or tells it. */
const OF_SERVER: readonly string[] = [METHODS.status, METHODS.listFolders, METHODS.readFiles, METHODS.readInstalled];
const REQUESTS = Object.values({ ...METHODS }).filter((it) => !OF_SERVER.includes(it));

/** All that any of the requests may be given. */
const FIELDS = [
  ...["rule", "textDocument", "position", "from", "to", "protocol", "port", "namespace", "flows", "older"],
  ...["scope", "follow", "format"],
];
const NOWHERE = { textDocument: { uri: "file:///nowhere.yaml" }, position: { line: 0, character: 0 } };
/** What answers each of them, but for scopes that are not there. */
const GOOD: Readonly<Record<string, unknown>> = {
  ...{ ...NOWHERE, rule: "NP1001", from: "shop/web", to: "world", protocol: "TCP", port: 80 },
  ...{ namespace: "shop", flows: [], older: [], scope: "default", follow: true, format: "svg" },
};
const WRONG: readonly unknown[] = [
  undefined,
  null,
  1.5,
  -1,
  true,
  "",
  "a",
  [],
  [null],
  ["a"],
  {},
  { uri: 1, line: "a" },
];

let editor: Editor;

beforeAll(async () => {
  editor = await Editor.start({
    capabilities: BARE,
    files: { "all.yaml": [policy("web"), deployment("web")].join("---\n") },
  });
});

afterAll(async () => {
  await editor.stop();
});

test.each<[keyof typeof METHODS, unknown, string]>([
  ["explainRule", undefined, "`rule` is missing"],
  ["explainRule", { rule: 1001 }, "`rule` must be a text"],
  ["explainRule", ["NP1001"], "`params` must be an object"],
  ["ends", { textDocument: "all.yaml" }, "`textDocument` must be an object"],
  ["ends", { textDocument: {} }, "`textDocument.uri` is missing"],
  ["ends", { ...NOWHERE, position: { line: 1 } }, "`position.character` is missing"],
  ["ends", { ...NOWHERE, position: { line: -1, character: 0 } }, "`position.line` must be a whole number"],
  ["can", {}, "`from` is missing"],
  ["can", { from: "shop/web" }, "`to` is missing"],
  ["can", { from: "shop/web", to: "world", port: "80" }, "`port` must be a whole number"],
  ["allow", { from: "shop/web", to: "world", protocol: 6 }, "`protocol` must be a text"],
  ["lockDown", { namespace: "shop", flows: "all" }, "`flows` must be a list"],
  ["lockDown", { namespace: "shop", flows: ["a", 2] }, "`flows[1]` must be a text"],
  ["changes", {}, "`older` is missing"],
  ["changes", { older: {} }, "`older` must be a list"],
  ["changes", { older: [{ uri: "file:///a.yaml" }] }, "`older[0].text` is missing"],
  ["changes", { older: [{ uri: "file:///a.yaml", text: 1 }] }, "`older[0].text` must be a text, or null"],
  ["graph", { follow: "yes" }, "`follow` must be true or false"],
  ["graphText", { scope: "default" }, "`format` is missing"],
  ["graphText", { scope: "default", format: "png" }, "`format` must be one of `svg`, `mermaid`, `dot`, `csv`"],
])("%s says what is wrong with %j", async (name, params, message) => {
  await expect(editor.request(METHODS[name], params)).rejects.toMatchObject({ code: INVALID_PARAMS, message });
});

test.each(REQUESTS)("%s never fails inside, whatever it is given", async (method) => {
  const given = [...WRONG, GOOD, ...FIELDS.flatMap((field) => WRONG.map((value) => ({ ...GOOD, [field]: value })))];
  for (const params of given) {
    try {
      await editor.request(method, params);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      expect(error.code, JSON.stringify(params)).toBe(INVALID_PARAMS);
    }
  }
});
