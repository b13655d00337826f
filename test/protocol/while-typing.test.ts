/**
 * What an editor sees while one types: a document's own problems at once, the others after the run, those of what is not
 * finished when the file rests; refresh, cancellation.
 */

import { afterEach, describe, expect, test } from "vitest";
import { PULLING, RICH } from "./clients.js";
import { type Diagnostic, Editor, type EditorOptions, type FileReport } from "./editor.js";
import { deployment, DUPLICATE_POLICY, misspelt, policy, UNKNOWN_FIELD } from "./manifests.js";

/** What the document alone shows of a policy that is accepted: every port, written as a range. */
const ALL_PORTS = "NP1416";

let editor: Editor;

async function start(options: EditorOptions): Promise<void> {
  editor = await Editor.start({ capabilities: RICH, settings: {}, ...options });
}

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const codes = (diagnostics: readonly Diagnostic[] | undefined): string[] =>
  (diagnostics ?? []).map(({ code }) => code).sort();

/** Two edits that arrive together: one shows in the document alone, the other beside `a.yaml`. Returns the version. */
function typeBoth(name: string): number {
  editor.type(name, "    - from:\n", "    - ports: [{port: 1, endPort: 65535}]\n      from:\n");
  return editor.type(name, "name: b", "name: a");
}

describe("published problems", () => {
  test("of the document alone come at once, those that others make come with the run", async () => {
    await start({ files: { "a.yaml": policy("a"), "b.yaml": policy("b", { app: "other" }) } });
    await editor.request("netpol/checkWorkspace");
    editor.open("b.yaml");
    const version = typeBoth("b.yaml");
    await editor.problemsOf("b.yaml", (it) => it.length === 2);
    const sent = editor.published.filter((it) => it.uri === editor.uri("b.yaml") && it.version === version);
    expect(sent.map((it) => codes(it.diagnostics))).toEqual([[ALL_PORTS], [ALL_PORTS, DUPLICATE_POLICY]]);
  });

  test("follow each version while a large folder is checked, and the last text wins", async () => {
    const files: Record<string, string> = { "typed.yaml": policy("own", { selector: "podSelectr", app: "own" }) };
    for (let at = 0; at < 300; at++) files[`policies/p${at}.yaml`] = policy(`p${at}`, { app: `app-${at}` });
    await start({ files });
    editor.open("typed.yaml");
    for (const [before, after, expected] of [
      ["podSelectr", "podSelector", []],
      ["podSelector", "podSelectr", [UNKNOWN_FIELD]],
      ["podSelectr", "podSelector", []],
      ["name: own", "name: p7", []],
    ] as const) {
      const version = editor.type("typed.yaml", before, after);
      const first = await editor.until("that version", () => editor.published.find((it) => it.version === version));
      expect(codes(first.diagnostics)).toEqual(expected);
    }
    const last = await editor.problemsOf("typed.yaml", (it) => it.length === 1);
    expect(codes(last)).toEqual([DUPLICATE_POLICY]);
  });
});

describe("pulled problems", () => {
  interface Report {
    readonly items?: readonly Diagnostic[];
  }

  const pull = (name: string): Promise<Report> =>
    editor.request("textDocument/diagnostic", { textDocument: { uri: editor.uri(name) } });
  const wishes = (): number => editor.received.filter((it) => it.method === "workspace/diagnostic/refresh").length;

  test("are the document's own at once, and a refresh asks for the rest", async () => {
    await start({
      capabilities: PULLING,
      files: { "a.yaml": policy("a"), "b.yaml": policy("b", { app: "other" }) },
    });
    await editor.request("netpol/checkWorkspace");
    editor.open("b.yaml");
    typeBoth("b.yaml");
    expect(codes((await pull("b.yaml")).items)).toEqual([ALL_PORTS]);
    await editor.until("the wish", () => (wishes() === 1 ? true : undefined));
    expect(codes((await pull("b.yaml")).items)).toEqual([ALL_PORTS, DUPLICATE_POLICY]);
    await editor.request("netpol/checkWorkspace");
    expect(wishes(), "nothing has changed since").toBe(1);
  });

  test("are asked for once, however often others change them before they are pulled", async () => {
    await start({ capabilities: PULLING, files: { "a.yaml": policy("a"), "b.yaml": policy("b", { app: "other" }) } });
    editor.open("b.yaml");
    await editor.request("netpol/checkWorkspace");
    await pull("b.yaml");
    for (const name of ["b", "c", "b"]) {
      editor.writeOnDisk("a.yaml", policy(name));
      await editor.request("netpol/checkWorkspace");
    }
    expect(wishes()).toBe(1);
    expect(codes((await pull("b.yaml")).items)).toEqual([DUPLICATE_POLICY]);
  });

  test("of the workspace may be cancelled while they are held, and asked for again", async () => {
    await start({ capabilities: PULLING, files: { "a.yaml": misspelt("a") } });
    const ask = (known: readonly FileReport[]) =>
      editor.cancellable<{ items: readonly FileReport[] }>("workspace/diagnostic", {
        previousResultIds: known.map(({ uri, resultId }) => ({ uri, value: resultId })),
      });
    const { items } = await ask([]).answer;
    const held = ask(items);
    held.cancel();
    await expect(held.answer).rejects.toMatchObject({ code: -32800 });
    const again = ask(items);
    editor.writeOnDisk("a.yaml", policy("a"));
    expect((await again.answer).items).toMatchObject([{ uri: editor.uri("a.yaml"), items: [] }]);
  });
});

describe("what is not finished", () => {
  /** Milliseconds that a file has to rest: long beside a run over two files. */
  const PAUSE = 1000;
  const NULLED = "NP1009";
  const every = (name: string): string => policy(name).replace(/podSelector:\n.*\n.*\n/, "podSelector: {}\n");
  const FILES = { "a.yaml": every("a"), "b.yaml": policy("b") };
  const pause = (typingPause: number) => ({ settings: { typingPause }, files: FILES });
  const after = (name: string, version: number) =>
    editor.published.filter((it) => it.uri === editor.uri(name) && it.version === version);

  test("is not judged before the file rests, neither there nor in other files", async () => {
    await start(pause(PAUSE));
    await editor.request("netpol/checkWorkspace");
    editor.open("a.yaml");
    // One edit makes the policies one; the other, which leaves a key with nothing behind it, keeps that from being looked at.
    editor.type("a.yaml", "name: a", "name: b");
    const version = editor.type("a.yaml", "podSelector: {}", "podSelector:");
    const typed = performance.now();
    await editor.problemsOf("b.yaml", (it) => it.length === 1);
    expect(performance.now() - typed).toBeGreaterThan(PAUSE * 0.9);
    await editor.problemsOf("a.yaml", (it) => it.length > 0);
    expect(after("a.yaml", version).map((it) => codes(it.diagnostics))).toEqual([[], [NULLED]]);
    expect(codes(editor.problems("b.yaml"))).toEqual([DUPLICATE_POLICY]);
  });

  test("is judged together with the others as soon as it is finished", async () => {
    await start(pause(60_000));
    await editor.request("netpol/checkWorkspace");
    editor.open("a.yaml");
    editor.type("a.yaml", "podSelector: {}", "podSelector:");
    editor.type("a.yaml", "name: a", "name: b");
    await editor.problemsOf("b.yaml", (it) => it.length === 1);
    expect(codes(await editor.problemsOf("a.yaml", (it) => it.length > 0))).toEqual([NULLED]);
  });

  test("is judged when it is asked for, when another file is edited, and at once where the setting says so", async () => {
    await start(pause(60_000));
    await editor.request("netpol/checkWorkspace");
    editor.open("a.yaml");
    editor.type("a.yaml", "podSelector: {}", "podSelector:");
    await editor.request("netpol/checkWorkspace");
    expect(codes(editor.problems("a.yaml"))).toEqual([NULLED]);
    editor.type("a.yaml", "podSelector:", "podSelector: {}");
    await editor.problemsOf("a.yaml", (it) => it.length === 0);

    editor.open("b.yaml");
    editor.type("a.yaml", "name: a", "name: b");
    editor.type("a.yaml", "podSelector: {}", "podSelector:");
    editor.type("b.yaml", "name: b", "name: b # first");
    await editor.problemsOf("a.yaml", (it) => it.length > 0);
    editor.type("a.yaml", "name: b", "name: a");
    editor.type("a.yaml", "podSelector:", "podSelector: {}");
    await editor.problemsOf("a.yaml", (it) => it.length === 0);

    editor.settings = { typingPause: 0 };
    editor.notify("workspace/didChangeConfiguration", { settings: null });
    await editor.request("netpol/checkWorkspace");
    const version = editor.type("a.yaml", "podSelector: {}", "podSelector:");
    const first = await editor.until("that version", () => after("a.yaml", version)[0]);
    expect(codes(first.diagnostics)).toEqual([NULLED]);
  });

  test("is left out of pulled problems, and a refresh asks for it when the file rests", async () => {
    await start({ capabilities: PULLING, ...pause(PAUSE) });
    editor.open("a.yaml");
    await editor.request("netpol/checkWorkspace");
    const pull = (): Promise<{ items: readonly Diagnostic[] }> =>
      editor.request("textDocument/diagnostic", { textDocument: { uri: editor.uri("a.yaml") } });
    await pull();
    editor.type("a.yaml", "podSelector: {}", "podSelector:");
    expect(codes((await pull()).items)).toEqual([]);
    await editor.until("the wish", () => editor.received.find((it) => it.method === "workspace/diagnostic/refresh"));
    expect(codes((await pull()).items)).toEqual([NULLED]);
  });

  test("is not fixed with all the rest", async () => {
    await start(pause(60_000));
    await editor.request("netpol/checkWorkspace");
    editor.open("a.yaml");
    const fixAll = (): Promise<unknown[]> =>
      editor.request("textDocument/codeAction", {
        textDocument: { uri: editor.uri("a.yaml") },
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        context: { diagnostics: [], only: ["source.fixAll"] },
      });
    editor.type("a.yaml", "podSelector: {}", "podSelector:");
    expect(await fixAll()).toEqual([]);
    await editor.request("netpol/checkWorkspace");
    expect(await fixAll()).toHaveLength(1);
  });
});

test("reading a large folder can be cancelled, and is taken up again when it is asked for", async () => {
  const files: Record<string, string> = { "typed.yaml": misspelt("own") };
  // Many small files: others have their turn after every few.
  for (let at = 0; at < 2000; at++) {
    files[`workloads/w${at}.yaml`] = [deployment(`w-${at}`), deployment(`x-${at}`)].join("---\n");
  }
  await start({ initializationOptions: { status: true }, files });
  interface Step {
    readonly token: number | string;
    readonly value: { readonly kind: string; readonly cancellable?: boolean };
  }
  const begun = await editor.until("the progress", () =>
    editor.received
      .filter((it) => it.method === "$/progress")
      .map((it) => it.params as Step)
      .find((it) => it.value.kind === "begin"),
  );
  expect(begun.value.cancellable).toBe(true);
  editor.notify("window/workDoneProgress/cancel", { token: begun.token });
  const states = (): string[] =>
    editor.received.filter((it) => it.method === "netpol/status").map((it) => (it.params as { state: string }).state);
  await editor.until("the stop", () => (states().at(-1) === "stopped" ? true : undefined));
  editor.open("typed.yaml");
  await editor.problemsOf("typed.yaml", (it) => it.length === 1);
  const status = await editor.request<{ state: string; files: number }>("netpol/checkWorkspace");
  expect(status).toMatchObject({ state: "ready", files: 2001 });
});
