/**
 * A bare editor: speaks the protocol over standard input and output to the built server, with nothing of VS Code's.
 * Its verbs are what a person does: open, type, save, close, look at the problems.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { listFolder, readBytes } from "./serve-files.js";

const PROGRAM = fileURLToPath(new URL("../../server/bin/netpol.js", import.meta.url));

/** Instead of `file://`. */
const SERVED = "vscode-vfs://test";
/** How long the editor takes to answer for files that it serves, in milliseconds. */
const SERVING_MS = 5;

/** How long anything may take before a test gives up, in milliseconds. */
const PATIENCE_MS = 20_000;

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Diagnostic {
  readonly range: Range;
  readonly code: string;
  readonly source: string;
  readonly severity: number;
  readonly message: string;
  readonly codeDescription?: { readonly href: string };
  readonly relatedInformation?: readonly { readonly message: string; readonly location: { readonly uri: string } }[];
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FileReport {
  readonly kind: "full" | "unchanged";
  readonly uri: string;
  readonly resultId?: string;
  readonly items?: readonly Diagnostic[];
}

interface TextEdit {
  readonly range: Range;
  readonly newText: string;
  readonly annotationId?: string;
}

export interface CodeAction {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly command?: { readonly command: string; readonly arguments?: readonly unknown[] };
  readonly diagnostics?: readonly Diagnostic[];
  readonly edit?: {
    readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
    readonly documentChanges?: readonly {
      readonly kind?: string;
      readonly uri?: string;
      readonly textDocument?: { readonly uri: string; readonly version: number | null };
      readonly edits?: readonly TextEdit[];
    }[];
    readonly changeAnnotations?: Readonly<Record<string, { readonly needsConfirmation?: boolean }>>;
  };
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** The answer to a request that failed. */
export class RequestFailed extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface EditorOptions {
  readonly capabilities?: object;
  readonly initializationOptions?: unknown;
  /** What the editor answers when it is asked for the section `netpol`. */
  readonly settings?: unknown;
  /** Texts of the folder's files by path; without it the editor opens no folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders of the window by their paths in that folder, instead of the folder itself. */
  readonly folders?: readonly string[];
  /** A folder that is there already, and stays. */
  readonly root?: string;
  /** Flags of Node for the server's process. */
  readonly flags?: readonly string[];
  /** The folder is said to be elsewhere, and the editor serves its files: each answer takes a while. */
  readonly serves?: boolean;
}

export class Editor {
  /** The folder's path. */
  readonly root: string;
  readonly published: Published[] = [];
  /** Requests and notifications that came from the server, in order. */
  readonly received: { readonly method: string; readonly params: unknown }[] = [];
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  settings: unknown;
  capabilities: Readonly<Record<string, unknown>> = {};
  readonly #isOwn: boolean;
  readonly #serves: boolean;
  #stderr = "";
  #input = Buffer.alloc(0);
  #lastId = 0;
  readonly #pending = new Map<number | string, { resolve: (it: unknown) => void; reject: (it: Error) => void }>();
  readonly #listeners = new Set<() => void>();
  readonly #texts = new Map<string, { text: string; version: number }>();

  private constructor(root: string, isOwn: boolean, settings: unknown, serves: boolean, flags: readonly string[]) {
    this.root = root;
    this.#isOwn = isOwn;
    this.#serves = serves;
    this.settings = settings;
    this.process = spawn(process.execPath, [...flags, PROGRAM, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
    this.exited = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.stdout?.on("data", (data: Buffer) => this.#receive(data));
    this.process.stderr?.on("data", (data: Buffer) => {
      this.#stderr += data.toString();
    });
  }

  /** Starts a server on a folder of its own. The caller ends with `stop`. */
  static async start({
    capabilities = {},
    initializationOptions,
    settings = null,
    files,
    folders,
    root: given,
    serves = false,
    flags = [],
  }: EditorOptions): Promise<Editor> {
    const root = given ?? mkdtempSync(path.join(tmpdir(), "netpol-protocol-"));
    for (const [name, text] of Object.entries(files ?? {})) write(path.join(root, name), text);
    const editor = new Editor(root, given === undefined, settings, serves, flags);
    const isFolder = files !== undefined || given !== undefined;
    const folder = isFolder ? { uri: editor.#uriOf(root), name: "folder" } : null;
    const several = folders?.map((it) => ({ uri: editor.#uriOf(path.join(root, it)), name: path.basename(it) }));
    const { capabilities: announced } = (await editor.request("initialize", {
      processId: process.pid,
      rootUri: folder?.uri ?? null,
      capabilities,
      workspaceFolders: several ?? (folder === null ? null : [folder]),
      ...(initializationOptions !== undefined && { initializationOptions }),
    })) as { capabilities: Record<string, unknown> };
    editor.capabilities = announced;
    editor.notify("initialized", {});
    return editor;
  }

  uri(name: string): string {
    return this.#uriOf(path.join(this.root, name));
  }

  /** Opens a file with the text it has on disk, or with the one given. */
  open(name: string, text = readFileSync(path.join(this.root, name), "utf8")): void {
    this.#texts.set(name, { text, version: 1 });
    this.notify("textDocument/didOpen", {
      textDocument: { uri: this.uri(name), languageId: "yaml", version: 1, text },
    });
  }

  /** Replaces the first occurrence of `before`, as typing does: with an incremental change. Returns the new version. */
  type(name: string, before: string, after: string): number {
    const document = this.#texts.get(name);
    if (document === undefined) throw new Error(`${name} is not open`);
    const at = document.text.indexOf(before);
    if (at === -1) throw new Error(`${name} does not hold ${before}`);
    const range = { start: positionAt(document.text, at), end: positionAt(document.text, at + before.length) };
    document.text = document.text.slice(0, at) + after + document.text.slice(at + before.length);
    document.version++;
    this.notify("textDocument/didChange", {
      textDocument: { uri: this.uri(name), version: document.version },
      contentChanges: [{ range, text: after }],
    });
    return document.version;
  }

  /** Names of open documents. */
  get opened(): readonly string[] {
    return [...this.#texts.keys()];
  }

  textOf(name: string): string {
    const document = this.#texts.get(name);
    if (document === undefined) throw new Error(`${name} is not open`);
    return document.text;
  }

  /** Where the first occurrence of `piece` begins in an open document. */
  find(name: string, piece: string): Position {
    const at = this.textOf(name).indexOf(piece);
    if (at === -1) throw new Error(`${name} does not hold ${piece}`);
    return positionAt(this.textOf(name), at);
  }

  close(name: string): void {
    this.#texts.delete(name);
    this.notify("textDocument/didClose", { textDocument: { uri: this.uri(name) } });
  }

  /** Changes a file behind the editor's back, and tells of it as a watcher does. */
  writeOnDisk(name: string, text: string): void {
    const known = existsSync(path.join(this.root, name));
    write(path.join(this.root, name), text);
    this.watched([[name, known ? 2 : 1]]);
  }

  deleteOnDisk(name: string): void {
    rmSync(path.join(this.root, name), { recursive: true });
    this.watched([[name, 3]]);
  }

  renameOnDisk(from: string, to: string): void {
    mkdirSync(path.dirname(path.join(this.root, to)), { recursive: true });
    renameSync(path.join(this.root, from), path.join(this.root, to));
    this.watched([
      [from, 3],
      [to, 1],
    ]);
  }

  copyOnDisk(from: string, to: string): void {
    cpSync(path.join(this.root, from), path.join(this.root, to));
    this.watched([[to, 1]]);
  }

  /** What is published for a file at present; undefined where nothing has been. */
  problems(name: string): readonly Diagnostic[] | undefined {
    return this.published.findLast((it) => it.uri === this.uri(name))?.diagnostics;
  }

  /** Waits until what is published for the file fulfils the condition. */
  async problemsOf(name: string, holds: (it: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    return this.until(`the problems of ${name}`, () => {
      const found = this.problems(name);
      return found !== undefined && holds(found) ? found : undefined;
    });
  }

  /** Waits for something that what arrives from the server makes true. */
  until<T>(what: string, probe: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = probe();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#listeners.delete(check);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(check);
        const last = JSON.stringify(this.published.slice(-3), undefined, 1);
        reject(new Error(`waited in vain for ${what}; last published: ${last}\n${this.#stderr}`));
      }, PATIENCE_MS);
      this.#listeners.add(check);
      check();
    });
  }

  /** @throws RequestFailed */
  request<T = unknown>(method: string, params?: unknown): Promise<T> {
    return this.cancellable<T>(method, params).answer;
  }

  cancellable<T = unknown>(method: string, params?: unknown): { answer: Promise<T>; cancel: () => void } {
    const id = ++this.#lastId;
    const answer = new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: (it) => resolve(it as T), reject });
    });
    this.#send({ id, method, ...(params !== undefined && { params }) });
    return { answer, cancel: () => this.notify("$/cancelRequest", { id }) };
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** Shuts down as the protocol wants it, and returns the exit status. */
  async stop(): Promise<number | null> {
    if (this.process.exitCode === null) {
      await this.request("shutdown");
      this.notify("exit", undefined);
    }
    const status = await this.exited;
    if (this.#isOwn) rmSync(this.root, { recursive: true, force: true });
    return status;
  }

  /** Tells of changes on disk: 1 a path that came, 2 a file that changed, 3 a path that went. */
  watched(changes: readonly (readonly [string, number])[]): void {
    this.notify("workspace/didChangeWatchedFiles", {
      changes: changes.map(([name, type]) => ({ uri: this.uri(name), type })),
    });
  }

  #uriOf(file: string): string {
    const uri = pathToFileURL(file).href;
    return this.#serves ? uri.replace("file://", SERVED) : uri;
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(data: Buffer): void {
    this.#input = Buffer.concat([this.#input, data]);
    for (;;) {
      const headerEnd = this.#input.indexOf("\r\n\r\n");
      if (headerEnd === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#input.toString("latin1", 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      if (this.#input.length < end) return;
      const message = JSON.parse(this.#input.toString("utf8", headerEnd + 4, end)) as Message;
      this.#input = this.#input.subarray(end);
      this.#handle(message);
      for (const listener of [...this.#listeners]) listener();
    }
  }

  #handle(message: Message): void {
    const { id, method, params, result, error } = message;
    if (method === undefined) {
      const pending = id === undefined ? undefined : this.#pending.get(id);
      if (id !== undefined) this.#pending.delete(id);
      if (error === undefined) pending?.resolve(result);
      else pending?.reject(new RequestFailed(error.code, error.message));
      return;
    }
    this.received.push({ method, params });
    if (method === "textDocument/publishDiagnostics") this.published.push(params as Published);
    if (id === undefined) return;
    const { uris = [] } = (params ?? {}) as { readonly uris?: readonly string[] };
    const answer = { "netpol/listFolders": listFolder, "netpol/readFiles": readBytes }[method];
    if (answer !== undefined) {
      const result = uris.map((it) => answer(fileURLToPath(it.replace(SERVED, "file://"))));
      setTimeout(() => this.#send({ id, result }), SERVING_MS);
      return;
    }
    const items = method === "workspace/configuration" ? (params as { items: unknown[] }).items : undefined;
    this.#send({ id, result: items === undefined ? null : items.map(() => this.settings) });
  }
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
