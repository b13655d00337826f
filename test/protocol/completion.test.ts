/** Completion, as clients of different abilities get it. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

interface Item {
  readonly label: string;
  readonly insertTextFormat: number;
  readonly insertTextMode?: number;
  readonly filterText?: string;
  readonly documentation?: unknown;
  readonly detail?: string;
  readonly labelDetails?: { readonly description?: string };
  readonly textEdit: { readonly newText: string };
}

const SNIPPET = 2;
const AS_IS = 1;
const CAPABLE = {
  ...RICH,
  textDocument: {
    ...RICH.textDocument,
    completion: {
      completionItem: {
        snippetSupport: true,
        insertTextModeSupport: { valueSet: [AS_IS, 2] },
        documentationFormat: ["markdown"],
        labelDetailsSupport: true,
      },
    },
  },
};

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = { "web.yaml": policy("web"), "workloads.yaml": deployment("web"), "typo.yaml": misspelt("typo") };

async function start(capabilities: object): Promise<void> {
  editor = await Editor.start({ capabilities, files: FILES });
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
}

function completions(name: string, piece: string, behind = piece.length): Promise<Item[]> {
  const { line, character } = editor.find(name, piece);
  return editor.request("textDocument/completion", {
    textDocument: { uri: editor.uri(name) },
    position: { line, character: character + behind },
  });
}

test("labels come from the workloads of other files", async () => {
  await start(BARE);
  const found = await completions("web.yaml", "app: w");
  expect(found.map((it) => it.label)).toEqual(["web"]);
});

test("a client without snippets gets plain text, and one with them whole lines as they are", async () => {
  await start(BARE);
  editor.open("new.yaml", "deny\n");
  await editor.request("netpol/checkWorkspace");
  const plain = (await completions("new.yaml", "deny")).find((it) => it.filterText?.includes("netpol-default-deny "));
  expect(plain?.textEdit.newText).toMatch(/^apiVersion: networking.k8s.io\/v1\nkind: NetworkPolicy\n/);
  expect(plain?.textEdit.newText).not.toContain("$");
  expect(plain?.insertTextMode).toBeUndefined();
  await editor.stop();

  await start(CAPABLE);
  editor.open("new.yaml", "deny\n");
  await editor.request("netpol/checkWorkspace");
  const snippet = (await completions("new.yaml", "deny")).find((it) => it.filterText?.includes("netpol-default-deny "));
  expect(snippet?.insertTextFormat).toBe(SNIPPET);
  expect(snippet?.insertTextMode).toBe(AS_IS);
  expect(snippet?.textEdit.newText).toMatch(/\$\{2:shop\}/);
});

test("fields come with their meaning", async () => {
  await start(CAPABLE);
  const found = await completions("web.yaml", "- podSelector", 4);
  const block = found.find((it) => it.label === "ipBlock");
  expect(block?.documentation).toMatchObject({ kind: "markdown" });
});

test("how many workloads have a label is said beside every one, where the client shows that", async () => {
  await start(BARE);
  expect((await completions("web.yaml", "app: w"))[0]).toMatchObject({ label: "web", detail: "1 workload" });
  await editor.stop();

  await start(CAPABLE);
  const [web] = await completions("web.yaml", "app: w");
  expect(web).toMatchObject({ label: "web", labelDetails: { description: "1 workload" } });
  expect(web?.detail).toBeUndefined();
  // Words that would cut the name in the list stand beside the chosen one alone.
  editor.open("new.yaml", "kyverno\n");
  await editor.request("netpol/checkWorkspace");
  const long = (await completions("new.yaml", "kyverno")).find((it) => it.label === "Kyverno: deny in new namespaces");
  expect(long?.detail).toBe("GeneratingPolicy");
  expect(long?.labelDetails).toBeUndefined();
});

test("the settings file is completed, explained and fixed by any client", async () => {
  await start(BARE);
  editor.open(".netpol.yaml", "helm: r\npersna: pedantic\n");
  const [problem] = await editor.problemsOf(".netpol.yaml", (it) => it.length > 1);
  expect(problem).toMatchObject({ code: "NP1008" });
  const found = await completions(".netpol.yaml", "helm: r");
  expect(found.map((it) => it.textEdit.newText)).toEqual(["off", "mask", "render"]);
  const textDocument = { uri: editor.uri(".netpol.yaml") };
  const hover = await editor.request<{ contents: { value: string } }>("textDocument/hover", {
    textDocument,
    position: editor.find(".netpol.yaml", "helm"),
  });
  expect(hover.contents.value).toContain("How to handle Helm charts");
  const at = editor.find(".netpol.yaml", "persna");
  const actions = await editor.request<{ title: string }[]>("textDocument/codeAction", {
    textDocument,
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  expect(actions.map((it) => it.title)).toContain("Replace with `persona`");
});

test("a finding leads to its rule's page: by a command that the client has, or as a document", async () => {
  const explained = async (commands?: readonly string[]): Promise<unknown> => {
    editor = await Editor.start({
      capabilities: RICH,
      files: FILES,
      ...(commands && { initializationOptions: { commands } }),
    });
    editor.open("typo.yaml");
    const [problem] = await editor.problemsOf("typo.yaml", (it) => it.length > 0);
    const actions = await editor.request<{ title: string; command?: unknown; data?: unknown }[]>(
      "textDocument/codeAction",
      {
        textDocument: { uri: editor.uri("typo.yaml") },
        range: problem?.range,
        context: { diagnostics: [] },
      },
    );
    return actions.find((it) => it.title.startsWith("Explain rule unknown-field"))?.command;
  };
  expect(await explained(["netpol.explainRule"])).toMatchObject({
    command: "netpol.explainRule",
    arguments: ["NP1002"],
  });
  await editor.stop();
  expect(await explained()).toMatchObject({
    command: "netpol.showWritten",
    arguments: [expect.stringMatching(/NP1002\.md$/), 0],
  });
});
