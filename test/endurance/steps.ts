/** What people, their tools and their editor do to a workspace, at random: one step at a time, each told as an editor tells it. */

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type Editor, RequestFailed } from "../protocol/editor.js";
import { Random } from "./random.js";
import { BYTES, IGNORE_FILES, KUSTOMIZATIONS, SETTINGS, TEXTS } from "./texts.js";

const FOLDERS = ["", "one/", "two/", "one/deep/", "node_modules/"] as const;
const NAMES = ["a.yaml", "b.yaml", "c.json", "data.txt"] as const;
const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;

/** Requests at a place, each with what it has besides the place. */
const QUESTIONS: readonly [readonly [string, object], ...(readonly [string, object])[]] = [
  ["textDocument/hover", {}],
  ["textDocument/completion", {}],
  ["textDocument/definition", {}],
  ["textDocument/references", { context: { includeDeclaration: true } }],
  ["textDocument/codeAction", { context: { diagnostics: [] } }],
  ["textDocument/inlayHint", {}],
  ["textDocument/codeLens", {}],
  ["textDocument/documentSymbol", {}],
  ["textDocument/documentLink", {}],
  ["textDocument/foldingRange", {}],
  ["textDocument/semanticTokens/full", {}],
  ["textDocument/prepareCallHierarchy", {}],
  ["workspace/symbol", { query: "web" }],
  ["netpol/ends", {}],
  ["netpol/changes", { older: [] }],
];

/** What the protocol answers where the document has changed meanwhile, or nobody waits any more. */
const OVERTAKEN: readonly number[] = [-32800, -32801];

export class Walker {
  readonly #editor: Editor;
  #random = new Random(0);
  /** A folder outside the workspace that links lead to. */
  readonly #outside: string;
  /** What was done, for whom has to read it. */
  readonly done: string[] = [];

  constructor(editor: Editor, outside: string) {
    this.#editor = editor;
    this.#outside = outside;
    for (const [index, name] of NAMES.entries()) {
      mkdirSync(path.join(outside, "folder"), { recursive: true });
      writeFileSync(path.join(outside, name), TEXTS[index] ?? "");
      writeFileSync(path.join(outside, "folder", name), TEXTS[index + 3] ?? "");
    }
    // Most of what there is has to be there at most times: two empty workspaces show the same.
    const files = FOLDERS.flatMap((folder) => NAMES.map((it) => folder + it));
    for (const [index, file] of files.entries()) this.#put(file, TEXTS[index % TEXTS.length] ?? "");
  }

  /** Nothing where the step that was drawn is not possible. What is drawn hangs on `random` alone, not on the steps before. */
  step(random: Random): void {
    this.#random = random;
    const steps = [
      this.#write,
      this.#write,
      this.#write,
      this.#write,
      this.#delete,
      this.#rename,
      this.#open,
      this.#open,
      this.#openUnsaved,
      this.#reopen,
      this.#type,
      this.#type,
      this.#type,
      this.#close,
      this.#save,
      this.#link,
      this.#relink,
      this.#writeBytes,
      this.#replaceFolder,
      this.#special,
      this.#configure,
      this.#ask,
      this.#ask,
      this.#ask,
    ] as const;
    const text = this.#random.pick(steps).call(this);
    if (text !== undefined) this.done.push(text);
  }

  /** Closes what is open and takes back settings, so that the disk alone counts. */
  leaveToDisk(): void {
    for (const it of this.#editor.opened) this.#editor.close(it);
    this.done.push("close all", this.#set(null));
  }

  #write(): string | undefined {
    const file = this.#file();
    const text = this.#random.pick(TEXTS);
    return this.#put(file, text) ? `write ${file} ${JSON.stringify(text.slice(0, 60))}` : undefined;
  }

  #writeBytes(): string | undefined {
    const file = this.#file();
    return this.#put(file, BYTES) ? `write bytes to ${file}` : undefined;
  }

  /** Files with a meaning of their own. */
  #special(): string | undefined {
    const [name, texts] = this.#random.pick<readonly [string, typeof SETTINGS]>([
      ["kustomization.yaml", KUSTOMIZATIONS],
      [".gitignore", IGNORE_FILES],
      [".netpol.yaml", SETTINGS],
    ]);
    const file = name === ".netpol.yaml" ? name : `${this.#random.pick(FOLDERS)}${name}`;
    if (this.#random.below(3) === 0) return this.#remove(file) ? `delete ${file}` : undefined;
    const text = this.#random.pick(texts);
    return this.#put(file, text) ? `write ${file} ${JSON.stringify(text)}` : undefined;
  }

  #delete(): string | undefined {
    const name = this.#random.below(4) === 0 ? this.#random.pick(FOLDERS).replace(/\/$/, "") : this.#file();
    return name !== "" && this.#remove(name) ? `delete ${name}` : undefined;
  }

  #rename(): string | undefined {
    const isFolder = this.#random.below(4) === 0;
    const [from, to] = isFolder
      ? [this.#random.pick(["one", "two"]), this.#random.pick(["two", "three", "one"])]
      : [this.#file(), this.#file()];
    if (!this.#exists(from) || this.#exists(to) || !this.#canHold(to)) return undefined;
    mkdirSync(path.dirname(this.#at(to)), { recursive: true });
    renameSync(this.#at(from), this.#at(to));
    this.#editor.watched([
      [from, DELETED],
      [to, CREATED],
    ]);
    return `rename ${from} to ${to}`;
  }

  /** Another folder of the same name, with the same names in it and other texts. */
  #replaceFolder(): string | undefined {
    const folder = this.#random.pick(["one", "two"]);
    if (!this.#exists(folder) || !lstatSync(this.#at(folder)).isDirectory()) return undefined;
    const names = readdirSync(this.#at(folder)).filter((it) => lstatSync(this.#at(`${folder}/${it}`)).isFile());
    rmSync(this.#at(folder), { recursive: true });
    mkdirSync(this.#at(folder));
    for (const it of names) writeFileSync(this.#at(`${folder}/${it}`), this.#random.pick(TEXTS));
    this.#editor.watched([
      [folder, DELETED],
      [folder, CREATED],
    ]);
    return `replace folder ${folder}`;
  }

  #link(): string | undefined {
    const isFolder = this.#random.below(2) === 0;
    const link = isFolder ? this.#random.pick(["linked", "two/linked"]) : this.#file();
    if (this.#exists(link) || !this.#canHold(link)) return undefined;
    mkdirSync(path.dirname(this.#at(link)), { recursive: true });
    const target = this.#target(isFolder);
    symlinkSync(target, this.#at(link));
    this.#editor.watched([[link, CREATED]]);
    return `link ${link} to ${target}`;
  }

  #relink(): string | undefined {
    const links = ["linked", "two/linked", ...FOLDERS.flatMap((folder) => NAMES.map((it) => folder + it))].filter(
      (it) => this.#exists(it) && lstatSync(this.#at(it)).isSymbolicLink(),
    );
    const link = links[this.#random.below(links.length)];
    if (link === undefined) return undefined;
    rmSync(this.#at(link));
    const target = this.#target(link.endsWith("linked"));
    symlinkSync(target, this.#at(link));
    this.#editor.watched([
      [link, DELETED],
      [link, CREATED],
    ]);
    return `link ${link} to ${target} instead`;
  }

  /** Outside, inside, or nothing. */
  #target(isFolder: boolean): string {
    const name = isFolder ? "folder" : this.#random.pick(NAMES);
    return this.#random.pick([
      path.join(this.#outside, name),
      path.join(this.#outside, isFolder ? "" : `folder/${name}`),
      this.#at(isFolder ? "one" : `one/${name}`),
      path.join(this.#outside, "nothing.yaml"),
    ]);
  }

  #open(): string | undefined {
    const file = this.#file();
    if (this.#editor.opened.includes(file) || !this.#exists(file) || !this.#isText(file)) return undefined;
    this.#editor.open(file);
    return `open ${file}`;
  }

  /** What was not saved when the editor ended, which may be on no disk. */
  #openUnsaved(): string | undefined {
    const file = this.#file();
    if (this.#editor.opened.includes(file) || (this.#exists(file) && !this.#isText(file))) return undefined;
    const text = this.#random.pick(TEXTS);
    this.#editor.open(file, text);
    return `open ${file} with ${JSON.stringify(text.slice(0, 60))}`;
  }

  /** At once with another text, as where an edit is thrown away. */
  #reopen(): string | undefined {
    const file = this.#anOpen();
    if (file === undefined) return undefined;
    const text = this.#random.pick(TEXTS);
    this.#editor.close(file);
    this.#editor.open(file, text);
    return `close ${file}, and open it with ${JSON.stringify(text.slice(0, 60))}`;
  }

  #type(): string | undefined {
    const file = this.#anOpen();
    if (file === undefined) return undefined;
    const lines = this.#editor.textOf(file).split("\n");
    const line = lines[this.#random.below(lines.length)] ?? "";
    if (line === "") return undefined;
    const words = this.#random.pick(["", "  app: web", `${line}x`, "  namespace: shop", "- "]);
    this.#editor.type(file, line, words);
    return `type ${JSON.stringify(words)} for ${JSON.stringify(line)} in ${file}`;
  }

  #close(): string | undefined {
    const file = this.#anOpen();
    if (file === undefined) return undefined;
    this.#editor.close(file);
    return `close ${file}`;
  }

  #save(): string | undefined {
    const file = this.#anOpen();
    if (file === undefined || !this.#put(file, this.#editor.textOf(file))) return undefined;
    this.#editor.notify("textDocument/didSave", { textDocument: { uri: this.#editor.uri(file) } });
    return `save ${file}`;
  }

  /** Asks what editors ask at a place, and takes some of it back. An answer that fails ends the test by being unhandled. */
  #ask(): string | undefined {
    const file = this.#anOpen();
    if (file === undefined) return undefined;
    const [method, more] = this.#random.pick(QUESTIONS);
    const lines = this.#editor.textOf(file).split("\n");
    const line = this.#random.below(lines.length);
    const position = { line, character: this.#random.below((lines[line] ?? "").length + 1) };
    const range = { start: { line: 0, character: 0 }, end: position };
    const params = { textDocument: { uri: this.#editor.uri(file) }, position, range, ...more };
    const { answer, cancel } = this.#editor.cancellable(method, params);
    void answer.catch((error: unknown) => {
      if (!(error instanceof RequestFailed && OVERTAKEN.includes(error.code))) throw error;
    });
    if (this.#random.below(8) === 0) cancel();
    return `ask ${method} at ${line}:${position.character} of ${file}`;
  }

  #configure(): string {
    return this.#set(
      this.#random.pick([null, null, null, { enable: false }, { exclude: ["one/**"] }, { cni: "cilium" }]),
    );
  }

  #set(settings: object | null): string {
    this.#editor.settings = settings;
    this.#editor.notify("workspace/didChangeConfiguration", { settings: null });
    return `configure ${JSON.stringify(settings)}`;
  }

  #anOpen(): string | undefined {
    const { opened } = this.#editor;
    return opened[this.#random.below(opened.length)];
  }

  #file(): string {
    return this.#random.pick(FOLDERS) + this.#random.pick(NAMES);
  }

  #put(file: string, text: string | Buffer): boolean {
    if (!this.#canHold(file) || (this.#exists(file) && !lstatSync(this.#at(file)).isFile())) return false;
    const type = this.#exists(file) ? CHANGED : CREATED;
    mkdirSync(path.dirname(this.#at(file)), { recursive: true });
    writeFileSync(this.#at(file), text);
    this.#editor.watched([[file, type]]);
    return true;
  }

  #remove(name: string): boolean {
    if (!this.#exists(name)) return false;
    rmSync(this.#at(name), { recursive: true });
    this.#editor.watched([[name, DELETED]]);
    return true;
  }

  /** False where a link or a file is on the way: editors tell of what is behind links by other names. */
  #canHold(file: string): boolean {
    for (let at = path.posix.dirname(file); at !== "."; at = path.posix.dirname(at)) {
      if (this.#exists(at) && !lstatSync(this.#at(at)).isDirectory()) return false;
    }
    return true;
  }

  #isText(file: string): boolean {
    if (!existsSync(this.#at(file)) || !lstatSync(this.#at(file)).isFile()) return false;
    return !readFileSync(this.#at(file)).includes(0);
  }

  #exists(name: string): boolean {
    return lstatSync(this.#at(name), { throwIfNoEntry: false }) !== undefined;
  }

  #at(name: string): string {
    return path.join(this.#editor.root, name);
  }
}
