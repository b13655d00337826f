/** Faults of YAML syntax are reported once: not where the editor says that something else reports them. */

import { afterEach, expect, test } from "vitest";
import { PULLING, RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const BROKEN = `${policy("broken")}      broken: [1,\n`;
const FILES = {
  "broken.yaml": BROKEN,
  "closed.yaml": BROKEN.replace("name: broken", "name: closed"),
  "typo.yaml": misspelt("typo"),
};
const INVALID = /invalid YAML/i;

async function start(
  reportsYamlSyntax: boolean | undefined,
  setting?: string,
  capabilities: object = RICH,
): Promise<void> {
  editor = await Editor.start({
    capabilities,
    files: FILES,
    ...(setting !== undefined && { settings: { yamlSyntaxErrors: setting } }),
    ...(reportsYamlSyntax !== undefined && { initializationOptions: { reportsYamlSyntax } }),
  });
  editor.open("broken.yaml");
}

function faultsOf(name: string): string[] {
  return (editor.problems(name) ?? []).map((it) => it.message).filter((it) => INVALID.test(it));
}

test("other clients see them, unless the setting is off", async () => {
  await start(undefined);
  await editor.problemsOf("broken.yaml", () => faultsOf("broken.yaml").length > 0);
  await editor.stop();
  await start(undefined, "off");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  expect([faultsOf("broken.yaml"), faultsOf("closed.yaml")]).toEqual([[], []]);
});

test("they are left to the other in open YAML documents, and come back when these are closed", async () => {
  await start(true);
  await editor.problemsOf("closed.yaml", () => faultsOf("closed.yaml").length > 0);
  expect(faultsOf("broken.yaml")).toEqual([]);
  editor.close("broken.yaml");
  await editor.problemsOf("broken.yaml", () => faultsOf("broken.yaml").length > 0);
  editor.open("closed.yaml");
  await editor.problemsOf("closed.yaml", () => faultsOf("closed.yaml").length === 0);
});

test("the setting can ask for them all the same", async () => {
  await start(true, "on");
  await editor.problemsOf("broken.yaml", () => faultsOf("broken.yaml").length > 0);
});

test("a client that pulls problems gets the same", async () => {
  const pulled = async (): Promise<number> => {
    const report = await editor.request<{ items: { message: string }[] }>("textDocument/diagnostic", {
      textDocument: { uri: editor.uri("broken.yaml") },
    });
    return report.items.filter((it) => INVALID.test(it.message)).length;
  };
  await start(false, undefined, PULLING);
  expect(await pulled()).toBeGreaterThan(0);
  await editor.stop();
  await start(true, undefined, PULLING);
  expect(await pulled()).toBe(0);
});
