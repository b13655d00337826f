/**
 * Files that the client serves, as in a virtual workspace or a browser: what is said of them is what is said of the same files on
 * disk. The server is in this process, started as the worker of a browser is: it reaches no files and no programs itself.
 */

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { nodePlatform } from "../../server/src/cli/language-server.js";
import { clientInstallation } from "../../server/src/lsp/client-installation.js";
import type {
  ListFoldersParams,
  ReadFilesParams,
  ReadInstalledParams,
  StatusParams,
} from "../../server/src/lsp/ext.js";
import { type Platform, serve } from "../../server/src/lsp/server.js";
import { ROOT } from "../kit/repository.js";
import { RICH } from "./clients.js";
import type { Diagnostic, Published } from "./editor.js";
import { deployment, DUPLICATE_POLICY, misspelt, policy, UNKNOWN_FIELD } from "./manifests.js";
import { listFolder, readBytes } from "./serve-files.js";

const VIRTUAL = "vscode-vfs://test/a%20repository";

/** An editor of which the folder is on disk, and that says it is elsewhere. */
class Client {
  /** Paths of folders and files that the server has asked for. */
  readonly asked: string[] = [];
  readonly problems = new Map<string, readonly Diagnostic[]>();
  readonly #root: string;
  readonly #folder: string;
  readonly #connection: ProtocolConnection;
  status: StatusParams | undefined;
  #listeners: (() => void)[] = [];

  constructor(root: string, folder: string, platform: Platform | undefined) {
    this.#root = root;
    this.#folder = folder;
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const [reader, writer] = [new StreamMessageReader(toServer), new StreamMessageWriter(toClient)];
    const server = createConnection(ProposedFeatures.all, reader, writer);
    serve(server, platform ?? { installation: clientInstallation(server, "0.0.0") });
    const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    client.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => null));
    client.onRequest("client/registerCapability", () => null);
    client.onRequest("window/workDoneProgress/create", () => null);
    client.onRequest("netpol/listFolders", ({ uris }: ListFoldersParams) =>
      uris.map((it) => listFolder(this.#onDisk(it))),
    );
    client.onRequest("netpol/readFiles", ({ uris }: ReadFilesParams) => uris.map((it) => readBytes(this.#onDisk(it))));
    client.onRequest("netpol/readInstalled", (it: ReadInstalledParams) =>
      readFileSync(path.join(ROOT, it.path), "utf8"),
    );
    client.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: Published) => {
      this.problems.set(this.#pathOf(uri), diagnostics);
      this.#tell();
    });
    client.onNotification("netpol/status", (status: StatusParams) => {
      this.status = status;
      this.#tell();
    });
    client.listen();
    this.#connection = client;
  }

  async start(): Promise<void> {
    await this.#connection.sendRequest("initialize", {
      processId: null,
      rootUri: this.#folder,
      capabilities: RICH,
      workspaceFolders: [{ uri: this.#folder, name: "test" }],
      initializationOptions: { status: true, servesFiles: true, trusted: true, ruleLink: "command:explain?{code}" },
    });
    await this.notify("initialized", {});
  }

  uri(name: string): string {
    return `${this.#folder}/${name}`;
  }

  notify(method: string, params: object): Promise<void> {
    return this.#connection.sendNotification(method, params);
  }

  request<T>(method: string, params: object): Promise<T> {
    return this.#connection.sendRequest<T>(method, params);
  }

  /** Changes a file, and tells of it. */
  async write(name: string, text: string): Promise<void> {
    mkdirSync(path.dirname(path.join(this.#root, name)), { recursive: true });
    writeFileSync(path.join(this.#root, name), text);
    await this.watched(name, 2);
  }

  watched(name: string, type: number): Promise<void> {
    return this.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: this.uri(name), type }] });
  }

  async ready(): Promise<StatusParams> {
    await this.until(() => this.status?.state === "ready");
    return this.status as StatusParams;
  }

  codesOf(name: string): readonly string[] {
    return (this.problems.get(name) ?? []).map((it) => it.code);
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }

  async stop(): Promise<void> {
    await this.request("shutdown", {});
    this.#connection.dispose();
  }

  #tell(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const it of listeners) it();
  }

  #pathOf(uri: string): string {
    return decodeURIComponent(uri.slice(this.#folder.length + 1));
  }

  #onDisk(uri: string): string {
    this.asked.push(this.#pathOf(uri));
    return path.join(this.#root, this.#pathOf(uri));
  }
}

let root: string;
let clients: Client[];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "netpol-served-"));
  clients = [];
});

afterEach(async () => {
  for (const it of clients) await it.stop();
  rmSync(root, { recursive: true });
});

async function started(at: string, folder: string, platform?: Platform): Promise<Client> {
  const client = new Client(at, folder, platform);
  clients.push(client);
  await client.start();
  return client;
}

function put(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

/** Problems by path, and what the status says. */
async function told(client: Client, folder: string): Promise<unknown> {
  const status = await client.ready();
  const problems = [...client.problems].filter(([, it]) => it.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.parse(JSON.stringify({ status, problems }).replaceAll(folder, ""));
}

async function expectSame(at: string): Promise<unknown> {
  const local = pathToFileURL(at).href;
  const [onDisk, served] = [await started(at, local, nodePlatform()), await started(at, VIRTUAL)];
  const saidOfServed = await told(served, VIRTUAL);
  expect(saidOfServed).toEqual(await told(onDisk, local));
  expect(onDisk.asked).toEqual([]);
  return saidOfServed;
}

describe("what is said of served files is what is said of the same files on disk", () => {
  const folders = readdirSync(path.join(ROOT, "playground")).filter((it) =>
    statSync(path.join(ROOT, "playground", it)).isDirectory(),
  );

  test.each(folders)("playground/%s", async (name) => {
    await expectSame(path.join(ROOT, "playground", name));
  });

  test("with settings, ignored folders, kustomizations and files that are no text", async () => {
    put({
      ".netpol.yaml": "exclude: [old/**]\nrules: {duplicate-policy: error}\n",
      ".gitignore": "generated/\n*.local.yaml\n",
      "generated/a.yaml": misspelt("ignored"),
      "node_modules/x/a.yaml": misspelt("pruned"),
      "old/a.yaml": misspelt("excluded"),
      "b.local.yaml": misspelt("ignored"),
      "base/kustomization.yaml":
        "resources: [web.yaml, ../made.yaml, missing.yaml]\nconfigMapGenerator:\n- {name: a, files: [a.conf]}\n",
      "base/web.yaml": policy("web"),
      "base/a.conf": "a=1\n",
      "made.yaml.tpl": "kind: ConfigMap\n",
      "typo.yaml": misspelt("typo"),
      "twice.yaml": policy("twice"),
      "ä/twice again.yaml": policy("twice"),
      "utf16.yaml": Buffer.from(`\uFEFF${deployment("web")}`, "utf16le"),
      "data.yaml": Buffer.from([0, 1, 2, 3]),
    });
    const said = await expectSame(root);
    expect(JSON.stringify(said)).toContain(DUPLICATE_POLICY);
    expect(JSON.stringify(said)).toContain("data.yaml");
  });
});

test("folders that are ignored are never asked for", async () => {
  put({
    ".gitignore": "generated/\n",
    "generated/deep/a.yaml": "",
    "node_modules/x/a.yaml": "",
    ".git/config": "",
    "policies/web.yaml": policy("web"),
  });
  const client = await started(root, VIRTUAL);
  await client.ready();
  expect([...new Set(client.asked)].sort()).toEqual([
    "",
    ".gitignore",
    ".netpol.yaml",
    "policies",
    "policies/web.yaml",
  ]);
});

test("a link is not followed, and that is said", async () => {
  put({ "web.yaml": policy("web") });
  symlinkSync("web.yaml", path.join(root, "link.yaml"));
  const client = await started(root, VIRTUAL);
  const { notices, files } = await client.ready();
  expect(notices).toContain("link.yaml: Symbolic link is not followed: it is not known where it leads");
  expect(files).toBe(1);
});

test("edits, and files that change, come or go, change what is said", async () => {
  put({ "one.yaml": misspelt("one"), "two.yaml": policy("two") });
  const client = await started(root, VIRTUAL);
  await client.until(() => client.codesOf("one.yaml").includes(UNKNOWN_FIELD));
  const open = { uri: client.uri("one.yaml"), languageId: "yaml", version: 1, text: policy("one") };
  await client.notify("textDocument/didOpen", { textDocument: open });
  await client.until(() => !client.codesOf("one.yaml").includes(UNKNOWN_FIELD));
  await client.write("two.yaml", misspelt("two"));
  await client.until(() => client.codesOf("two.yaml").includes(UNKNOWN_FIELD));
  // A client may tell of a folder alone.
  put({ "more/one.yaml": policy("one") });
  await client.watched("more", 1);
  await client.until(() => client.codesOf("one.yaml").includes(DUPLICATE_POLICY));
  rmSync(path.join(root, "two.yaml"));
  await client.watched("two.yaml", 3);
  await client.until(() => client.codesOf("two.yaml").length === 0);
});

test("what is shipped with the extension is asked of the client", async () => {
  put({ "web.yaml": "" });
  const client = await started(root, VIRTUAL);
  await client.ready();
  const textDocument = { uri: client.uri("web.yaml"), languageId: "yaml", version: 1, text: "\n" };
  await client.notify("textDocument/didOpen", { textDocument });
  const items = await client.request<readonly { readonly label: string }[]>("textDocument/completion", {
    textDocument,
    position: { line: 0, character: 0 },
  });
  expect(items.map((it) => it.label)).toContainEqual("Allow from a workload");
  const page = await client.request<{ readonly markdown: string }>("netpol/explainRule", { rule: "NP1203" });
  expect(page.markdown).toBe(readFileSync(path.join(ROOT, "docs/rules/NP1203.md"), "utf8"));
});

test.each([
  ["in a browser", undefined, "helm cannot be run in a browser"],
  ["elsewhere", nodePlatform(), "helm reads them from disk, and this is a virtual workspace"],
])("where charts are to be rendered %s, it is said that they cannot be", async (_where, platform, reason) => {
  put({
    ".netpol.yaml": "helm: render\n",
    "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
    "chart/templates/a.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: {name: '{{ .Release.Name }}'}\n",
  });
  const client = await started(root, VIRTUAL, platform);
  const why = `Charts are not rendered: ${reason}`;
  await client.until(() => client.status?.notices.includes(why) === true);
});
