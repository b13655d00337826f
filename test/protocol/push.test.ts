/** Published problems: what every client understands, VS Code's extras or not. */

import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor, type EditorOptions } from "./editor.js";
import { deployment, DUPLICATE_POLICY, misspelt, policy, UNKNOWN_FIELD } from "./manifests.js";

let editor: Editor;

async function start(options: EditorOptions): Promise<void> {
  editor = await Editor.start({ capabilities: BARE, ...options });
}

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

describe("a folder", () => {
  test("has the problems of files listed that are not open", async () => {
    await start({ files: { "deploy/web.yaml": misspelt("web"), "db.yaml": policy("db") } });
    const [problem, ...others] = await editor.problemsOf("deploy/web.yaml", (it) => it.length > 0);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: UNKNOWN_FIELD, source: "netpol", severity: 1 });
    expect(problem?.range).toEqual({ start: { line: 6, character: 2 }, end: { line: 6, character: 12 } });
    expect(editor.problems("db.yaml")).toBeUndefined();
  });

  test("publishes with the version that the problems were found in", async () => {
    await start({ files: { "web.yaml": policy("web") } });
    editor.open("web.yaml");
    const version = editor.type("web.yaml", "podSelector:", "podSelectr:");
    const published = await editor.until("that version", () => editor.published.find((it) => it.version === version));
    expect(published.diagnostics.map((it) => it.code)).toEqual([UNKNOWN_FIELD]);
    editor.type("web.yaml", "podSelectr:", "podSelector:");
    await editor.problemsOf("web.yaml", (it) => it.length === 0);
  });

  test("sends one publication for edits that arrive together", async () => {
    await start({ files: { "web.yaml": policy("web") } });
    editor.open("web.yaml");
    await editor.problemsOf("web.yaml", () => true);
    const before = editor.published.length;
    let version = 0;
    for (const letter of "podSelectors") version = editor.type("web.yaml", "spec:", `# ${letter}\nspec:`);
    await editor.until("the last version", () => editor.published.find((it) => it.version === version));
    expect(editor.published.length - before).toBeLessThan("podSelectors".length);
  });

  test("tells a file that is not open what an edit elsewhere means for it", async () => {
    await start({ files: { "a.yaml": policy("a"), "b.yaml": policy("b", { app: "other" }) } });
    editor.open("a.yaml");
    editor.type("a.yaml", "name: a", "name: b");
    const [problem] = await editor.problemsOf("b.yaml", (it) => it.length === 1);
    expect(problem?.code).toBe(DUPLICATE_POLICY);
    editor.type("a.yaml", "name: b", "name: c");
    await editor.problemsOf("b.yaml", (it) => it.length === 0);
  });

  test("keeps what other files mean for a document on its text while that is edited", async () => {
    await start({
      capabilities: RICH,
      files: { "a.yaml": policy("b"), "b.yaml": policy("b") },
    });
    editor.open("b.yaml");
    const [before] = await editor.problemsOf("b.yaml", (it) => it.length === 1);
    expect(before?.relatedInformation?.[0]?.location.uri).toBe(editor.uri("a.yaml"));
    const sent = editor.published.length;
    const version = editor.type("b.yaml", "kind:", "# one line more\nkind:");
    await editor.until("that version", () => editor.published.find((it) => it.version === version));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const since = editor.published.slice(sent).filter((it) => it.uri === editor.uri("b.yaml"));
    const line = (before?.range.start.line ?? 0) + 1;
    expect(since.map((it) => it.diagnostics.map((problem) => [problem.code, problem.range.start.line]))).toEqual([
      [[DUPLICATE_POLICY, line]],
    ]);
  });

  test("wins over the disk while open, and gives way to it when closed", async () => {
    await start({ files: { "web.yaml": policy("web") } });
    editor.open("web.yaml", misspelt("web"));
    await editor.problemsOf("web.yaml", (it) => it.length === 1);
    editor.writeOnDisk("web.yaml", `${policy("web")}# written by others\n`);
    editor.open("other.yaml", misspelt("other"));
    await editor.problemsOf("other.yaml", (it) => it.length === 1);
    expect(editor.problems("web.yaml")).toHaveLength(1);
    editor.close("web.yaml");
    await editor.problemsOf("web.yaml", (it) => it.length === 0);
  });

  test("follows files that others write, delete and rename", async () => {
    await start({ files: { "a.yaml": policy("a") } });
    editor.writeOnDisk("a.yaml", misspelt("a"));
    await editor.problemsOf("a.yaml", (it) => it.length === 1);
    editor.writeOnDisk("b.yaml", misspelt("b"));
    await editor.problemsOf("b.yaml", (it) => it.length === 1);
    editor.renameOnDisk("b.yaml", "deep/c.yaml");
    await editor.problemsOf("deep/c.yaml", (it) => it.length === 1);
    await editor.problemsOf("b.yaml", (it) => it.length === 0);
    editor.deleteOnDisk("a.yaml");
    await editor.problemsOf("a.yaml", (it) => it.length === 0);
    // Clients tell of a folder alone when it goes with all that is in it.
    editor.deleteOnDisk("deep");
    await editor.problemsOf("deep/c.yaml", (it) => it.length === 0);
  });

  test("says of a broken link that it is one, until its target is there", async () => {
    editor = await Editor.start({
      capabilities: RICH,
      initializationOptions: { status: true },
      files: { "web.yaml": policy("web"), "pod.yaml": deployment("web") },
    });
    symlinkSync("target.txt", path.join(editor.root, "link.yaml"));
    editor.watched([["link.yaml", 1]]);
    const notices = (): string => {
      const last = editor.received.findLast((it) => it.method === "netpol/status");
      return JSON.stringify((last?.params as { notices: unknown } | undefined)?.notices);
    };
    await editor.until("the notice", () => notices() === '["link.yaml: Broken symbolic link"]' || undefined);
    editor.writeOnDisk("target.txt", "");
    await editor.until("the notice's end", () => notices() === "[]" || undefined);
  });

  test("forgets a file that was deleted while it was open, once it is closed", async () => {
    await start({ files: { "a.yaml": misspelt("a") } });
    editor.open("a.yaml");
    await editor.problemsOf("a.yaml", (it) => it.length === 1);
    editor.deleteOnDisk("a.yaml");
    editor.close("a.yaml");
    await editor.problemsOf("a.yaml", (it) => it.length === 0);
  });

  test("has the text of a document that is on no disk, also when it is closed and opened at once with another", async () => {
    await start({ files: { "web.yaml": policy("web") } });
    editor.open("new.yaml", misspelt("new"));
    await editor.problemsOf("new.yaml", (it) => it.length > 0);
    editor.close("new.yaml");
    editor.open("new.yaml", policy("new"));
    await editor.problemsOf("new.yaml", (it) => it.length === 0);
  });

  test("counts an open document of an ignored folder once the folder is gone", async () => {
    const files = { ".gitignore": "left\n", "left/deep/a.yaml": misspelt("a"), "b.yaml": misspelt("b") };
    await start({ files });
    await editor.problemsOf("b.yaml", (it) => it.length === 1);
    editor.open("left/deep/a.yaml");
    editor.open("b.yaml", policy("b"));
    await editor.problemsOf("b.yaml", (it) => it.length === 0);
    expect(editor.problems("left/deep/a.yaml") ?? []).toEqual([]);
    editor.deleteOnDisk("left");
    await editor.problemsOf("left/deep/a.yaml", (it) => it.length === 1);
  });

  test("says of a file that only a kustomization makes a manifest what it says on disk, also while it is edited", async () => {
    const text = "apiVersion: v1\nkind: Namespace\n metadata:\n  name: a\n";
    await start({ files: { "kustomization.yaml": "resources: [data.txt]\n", "data.txt": text } });
    const onDisk = (await editor.problemsOf("data.txt", (it) => it.length > 0)).map((it) => it.code);
    editor.open("data.txt");
    const version = editor.type("data.txt", "name: a", "name: b");
    const { diagnostics } = await editor.until("the edit", () => editor.published.find((it) => it.version === version));
    expect(diagnostics.map((it) => it.code)).toEqual(onDisk);
    editor.type("data.txt", " metadata", "metadata");
    await editor.problemsOf("data.txt", (it) => it.length === 0);
  });

  test("finds nothing in a file of data that a kustomization takes in, whenever it was opened", async () => {
    const data = "a: [1\n";
    await start({
      files: {
        "kustomization.yaml": "configMapGenerator: [{name: a, files: [data.txt]}]\n",
        "data.txt": data,
        "b.yaml": misspelt("b"),
      },
    });
    editor.open("data.txt");
    await editor.problemsOf("b.yaml", (it) => it.length > 0);
    await editor.until("no problems", () => ((editor.problems("data.txt") ?? []).length === 0 ? true : undefined));
    const version = editor.type("data.txt", "a:", "b:");
    await editor.until("the edit", () => editor.published.find((it) => it.version === version));
    expect(editor.problems("data.txt")).toEqual([]);
  });

  test("notices when a file of any name comes or goes that a kustomization lists", async () => {
    const kustomization = "resources: [data.txt]\n";
    await start({
      files: { "a/kustomization.yaml": kustomization, "a/data.txt": policy("web"), "b.yaml": misspelt("b") },
    });
    await editor.problemsOf("b.yaml", (it) => it.length === 1);
    editor.deleteOnDisk("a/data.txt");
    await editor.problemsOf("a/kustomization.yaml", (it) => it.some(({ message }) => message.includes("data.txt")));
    editor.writeOnDisk("a/data.txt", policy("web"));
    await editor.problemsOf("a/kustomization.yaml", (it) => it.length === 0);
  });

  test.each(["node_modules/a.yaml", "a.txt"])(
    "leaves the open document %s alone for as long as it is on disk",
    async (name) => {
      await start({ files: { [name]: misspelt("a"), "b.yaml": misspelt("b") } });
      await editor.problemsOf("b.yaml", (it) => it.length === 1);
      editor.open(name);
      editor.deleteOnDisk(name);
      await editor.problemsOf(name, (it) => it.length === 1);
      editor.writeOnDisk(name, misspelt("a"));
      await editor.problemsOf(name, (it) => it.length === 0);
    },
  );

  test("leaves alone what .gitignore and the settings exclude, even when it is opened", async () => {
    await start({
      files: {
        ".gitignore": "generated/\n",
        ".netpol.yaml": "exclude: [vendor/**]\n",
        "generated/a.yaml": misspelt("a"),
        "vendor/b.yaml": misspelt("b"),
        "c.yaml": misspelt("c"),
      },
    });
    await editor.problemsOf("c.yaml", (it) => it.length === 1);
    editor.open("generated/a.yaml");
    editor.open("vendor/b.yaml");
    editor.open("c.yaml");
    editor.type("c.yaml", "podSelectr", "podSelector");
    await editor.problemsOf("c.yaml", (it) => it.length === 0);
    expect(editor.problems("generated/a.yaml") ?? []).toEqual([]);
    expect(editor.problems("vendor/b.yaml") ?? []).toEqual([]);
    // The settings file counts as the editor shows it, like any other.
    editor.open(".netpol.yaml");
    editor.type(".netpol.yaml", "vendor/**", "elsewhere/**");
    await editor.problemsOf("vendor/b.yaml", (it) => it.length === 1);
    editor.type(".netpol.yaml", "elsewhere/**", "'**'");
    await editor.problemsOf("vendor/b.yaml", (it) => it.length === 0);
  });

  test("holds to settings that leave their own file alone", async () => {
    await start({ files: { ".netpol.yaml": "exclude: []\n", "a.yaml": misspelt("a") } });
    await editor.problemsOf("a.yaml", (it) => it.length === 1);
    editor.writeOnDisk(".netpol.yaml", "exclude: ['**']\n");
    await editor.problemsOf("a.yaml", (it) => it.length === 0);
    const before = editor.published.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(editor.published.length).toBe(before);
    editor.writeOnDisk(".netpol.yaml", "exclude: []\n");
    await editor.problemsOf("a.yaml", (it) => it.length === 1);
  });
});

test("works without a folder: each document by itself", async () => {
  await start({});
  editor.open("alone.yaml", misspelt("alone"));
  await editor.problemsOf("alone.yaml", (it) => it.length === 1);
  editor.type("alone.yaml", "podSelectr", "podSelector");
  await editor.problemsOf("alone.yaml", (it) => it.length === 0);
  editor.type("alone.yaml", "podSelector", "podSelectr");
  await editor.problemsOf("alone.yaml", (it) => it.length === 1);
  editor.close("alone.yaml");
  await editor.problemsOf("alone.yaml", (it) => it.length === 0);
});

test("takes up a folder that is added, and lets go of one that is removed", async () => {
  await start({ files: { "one/a.yaml": misspelt("a") } });
  await editor.problemsOf("one/a.yaml", (it) => it.length === 1);
  const folder = { uri: editor.uri(""), name: "folder" };
  editor.notify("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [folder] } });
  await editor.problemsOf("one/a.yaml", (it) => it.length === 0);
  const inner = { uri: editor.uri("one"), name: "one" };
  editor.notify("workspace/didChangeWorkspaceFolders", { event: { added: [inner], removed: [] } });
  await editor.problemsOf("one/a.yaml", (it) => it.length === 1);
});

test("reports a file once where one folder lies inside another", async () => {
  await start({ files: { "inner/a.yaml": misspelt("a"), "b.yaml": misspelt("b") } });
  await editor.problemsOf("inner/a.yaml", (it) => it.length === 1);
  const added = [{ uri: editor.uri("inner"), name: "inner" }];
  editor.notify("workspace/didChangeWorkspaceFolders", { event: { added, removed: [] } });
  await editor.request("netpol/checkWorkspace");
  expect(editor.problems("inner/a.yaml")).toHaveLength(1);
  editor.writeOnDisk("inner/a.yaml", policy("a"));
  await editor.problemsOf("inner/a.yaml", (it) => it.length === 0);
  expect(editor.problems("b.yaml")).toHaveLength(1);
});

describe("settings", () => {
  test("may be answered with null", async () => {
    await start({ capabilities: RICH, settings: null, files: { "web.yaml": misspelt("web") } });
    await editor.problemsOf("web.yaml", (it) => it.length === 1);
  });

  test("may come with initialize, from clients that cannot be asked", async () => {
    await start({
      initializationOptions: { rules: { [UNKNOWN_FIELD]: "hint" } },
      files: { "web.yaml": misspelt("web") },
    });
    const [problem] = await editor.problemsOf("web.yaml", (it) => it.length === 1);
    expect(problem?.severity).toBe(4);
  });

  test("are asked for again when they change", async () => {
    await start({ capabilities: RICH, settings: {}, files: { "web.yaml": misspelt("web") } });
    await editor.problemsOf("web.yaml", (it) => it.length === 1);
    editor.settings = { rules: { [UNKNOWN_FIELD]: "off" } };
    editor.notify("workspace/didChangeConfiguration", { settings: null });
    await editor.problemsOf("web.yaml", (it) => it.length === 0);
    editor.settings = { enable: false };
    editor.notify("workspace/didChangeConfiguration", { settings: null });
    editor.settings = { enable: true };
    editor.notify("workspace/didChangeConfiguration", { settings: null });
    await editor.problemsOf("web.yaml", (it) => it.length === 1);
  });

  test("of a wrong type are named in the log and left at their defaults", async () => {
    await start({
      capabilities: RICH,
      settings: { persona: "bored", rules: 7 },
      files: { "web.yaml": misspelt("web") },
    });
    await editor.problemsOf("web.yaml", (it) => it.length === 1);
    const logged = JSON.stringify(editor.received.filter((it) => it.method === "window/logMessage"));
    expect(logged).toContain("netpol.persona");
    expect(logged).toContain("netpol.rules");
  });

  test("can narrow the problems to open files", async () => {
    await start({
      capabilities: RICH,
      settings: { workspaceDiagnostics: "openFiles" },
      files: { "a.yaml": misspelt("a"), "b.yaml": misspelt("b") },
    });
    editor.open("a.yaml");
    await editor.problemsOf("a.yaml", (it) => it.length === 1);
    // A run over all files, of which the other one is not to be told.
    await editor.request("netpol/checkWorkspace");
    expect(editor.problems("b.yaml")).toBeUndefined();
    editor.close("a.yaml");
    await editor.problemsOf("a.yaml", (it) => it.length === 0);
    await editor.request("netpol/checkWorkspace");
    expect(editor.problems("a.yaml")).toEqual([]);
    expect(editor.problems("b.yaml")).toBeUndefined();
  });
});

test("asks the client to watch files, and watches nothing itself", async () => {
  await start({ capabilities: RICH, files: { "web.yaml": deployment("web") } });
  const registered = await editor.until("the registration", () =>
    editor.received.find((it) => it.method === "client/registerCapability"),
  );
  expect(JSON.stringify(registered.params)).toContain("**/*.{yaml,yml,json}");
});
