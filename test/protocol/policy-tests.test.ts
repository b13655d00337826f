/** Policy tests: found, run on texts as the editor has them, and written from what is allowed. */

import { afterEach, expect, test } from "vitest";
import type { RunTestsResult, TestsOfTodayResult, TestsResult } from "../../server/src/lsp/ext.js";
import { RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const TESTS = `tests:
  - name: web accepts its namespace
    allow: {from: shop/web, to: shop/web}
  - name: and nothing else
    deny: {from: world, to: shop/web}
`;
const FILES = {
  "web.yaml": policy("web"),
  "workloads.yaml": deployment("web"),
  "typo.yaml": misspelt("typo"),
  "shop.netpol-test.yaml": TESTS,
};

async function start(): Promise<void> {
  editor = await Editor.start({ capabilities: RICH, files: FILES });
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
}

const run = (params: unknown): Promise<RunTestsResult> => editor.request("netpol/runTests", params);

test("tests are found at their names, and run on the texts as they are typed", async () => {
  await start();
  const uri = editor.uri("shop.netpol-test.yaml");
  const { tests } = await editor.request<TestsResult>("netpol/tests", null);
  expect(tests).toEqual([
    {
      ...{ uri, name: "web accepts its namespace" },
      range: { start: { line: 1, character: 10 }, end: { line: 1, character: 35 } },
    },
    { uri, name: "and nothing else", range: { start: { line: 3, character: 10 }, end: { line: 3, character: 26 } } },
  ]);
  const first = await run({});
  expect(first.results.map((it) => [it.name, it.status, it.asked, it.messages])).toEqual([
    ["web accepts its namespace", "passed", 1, []],
    ["and nothing else", "passed", 1, []],
  ]);
  editor.type("web.yaml", "- podSelector: {}", "- ipBlock: {cidr: 0.0.0.0/0}");
  const { results } = await run({ tests: [{ uri, line: 3, character: 10 }] });
  expect(results).toMatchObject([
    {
      ...{ name: "and nothing else", status: "failed" },
      messages: [
        {
          text: expect.stringMatching(/ \(web.yaml:13\)/),
          at: { uri: editor.uri("web.yaml"), line: expect.any(Number) },
        },
      ],
    },
  ]);
});

test("what is no place of a test is refused by its field", async () => {
  await start();
  await expect(run({ tests: [{ uri: 7 }] })).rejects.toThrow("tests[0].uri");
});

test("tests are written for a namespace, and pass", async () => {
  await start();
  const { namespaces = [] } = await editor.request<TestsOfTodayResult>("netpol/testsOfToday", {});
  expect(namespaces.map((it) => it.name)).toEqual(["shop"]);
  const [namespace] = namespaces;
  const { text = "", uri } = await editor.request<TestsOfTodayResult>("netpol/testsOfToday", { namespace });
  expect(uri).toBe(editor.uri("shop.netpol-test.yaml"));
  expect(text).toContain("nothing else reaches shop/web");
  expect(await editor.request("netpol/testsOfToday", { namespace: { ...namespace, scope: "gone" } })).toEqual({});
  editor.open("shop.netpol-test.yaml", text);
  const { results } = await run({});
  expect(results.map((it) => it.status)).toEqual(["passed", "passed"]);
});
