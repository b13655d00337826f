/** Reads the files that a command names into one workspace. */

import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";
import { decodeText } from "../files/decode-text.js";
import { listFiles } from "../files/list-files.js";
import { readInputFile, readWorkspaceFile } from "../files/read-file.js";
import { reasonOf } from "../files/reason-of.js";
import { NodeFolder } from "../node/node-folder.js";
import { type Change, type Notice, type PartialSettings, Workspace } from "../ide/index.js";
import type { FileText } from "../workspace/disk.js";
import { SETTINGS_FILE } from "../workspace/settings-file.js";
import { renderCharts } from "./render-charts.js";
import { UsageError } from "./usage-error.js";

/** Stands for standard input among the paths. */
const STDIN = "-";

export interface WorkspaceInputs {
  /** Folders and files as given, relative to the working directory; `-` is standard input. */
  readonly paths: readonly string[];
  /** File that standard input stands for; it wins over the one on disk. */
  readonly stdinFilename?: string | undefined;
  readonly flags: PartialSettings;
  /** As given: the helm to run. */
  readonly helmPath?: string | undefined;
}

/** A workspace whose files are named by their paths from the working directory, with forward slashes. */
export interface LoadedWorkspace {
  readonly workspace: Workspace;
  /** What could not be read. */
  readonly notices: readonly Notice[];
}

/**
 * The root of the workspace is the folder given; of several paths, the folder that holds them all; for standard input,
 * the working directory. A usage error for a path that does not exist or may not be read.
 */
export async function loadWorkspace({
  paths,
  stdinFilename,
  flags,
  helmPath,
}: WorkspaceInputs): Promise<LoadedWorkspace> {
  const given = paths.filter((it) => it !== STDIN).map((it) => examined(it));
  const root =
    given.length === 0 ? process.cwd() : commonFolder(given.map((it) => (it.isFolder ? it.at : path.dirname(it.at))));
  const workspace = new Workspace({
    log: (it) => process.stderr.write(`netpol: ${it}\n`),
    now: () => performance.now(),
  });
  workspace.configure({}, flags);

  const folder = new NodeFolder(root);
  const reader = new Reader(root, folder);
  // Which files to leave alone stands in this one, so it comes first.
  if (folder.exists(SETTINGS_FILE) && !folder.leadsOut(SETTINGS_FILE)) reader.read(SETTINGS_FILE);
  workspace.apply(reader.take());

  for (const { at, isFolder } of given) {
    if (isFolder) reader.readFolder(fromTo(root, at), workspace.settings.exclude);
    else reader.readGiven(fromTo(root, at));
  }
  if (paths.includes(STDIN)) reader.put(stdinFilename, await readStandardInput());
  workspace.apply(reader.take());
  // A workspace cannot ask for a program to be run: only who runs the command can.
  if (flags.helm === "render") reader.notices.push(...(await renderCharts(workspace, root, helmPath)));
  else if (workspace.settings.helm === "render" && workspace.chartRequests.length > 0) {
    reader.notices.push({
      message: "Charts are not rendered: on the command line, `helm: render` also requires `--helm render`",
    });
  }
  return { workspace, notices: reader.notices };
}

/** Reads below one root; each file once. */
class Reader {
  readonly notices: Notice[] = [];
  readonly #root: string;
  readonly #folder: NodeFolder;
  readonly #seen = new Set<string>();
  #changes: Change[] = [];

  constructor(root: string, folder: NodeFolder) {
    this.#root = root;
    this.#folder = folder;
  }

  readFolder(folder: string, exclude: readonly string[]): void {
    const { paths, unread, notices } = listFiles(this.#folder, exclude, folder);
    for (const it of notices) this.#notice(it);
    for (const { path: it, ...made } of unread) this.#change(it, { text: "", unread: true, ...made });
    for (const it of paths) this.read(it);
  }

  /** As `read`, for a file that was asked for by name. @throws UsageError where `read` gives a notice. */
  readGiven(relative: string): void {
    if (this.#seen.has(relative)) return;
    this.#seen.add(relative);
    const result = readInputFile(this.#folder, relative);
    if ("notice" in result) throw new UsageError(`${this.#idOf(relative)}: ${result.notice.message}`);
    this.#change(relative, result);
  }

  /** @param relative Path from the root. */
  read(relative: string): void {
    if (this.#seen.has(relative)) return;
    this.#seen.add(relative);
    const { input, notice } = readWorkspaceFile(this.#folder, relative);
    if (notice !== undefined) this.#notice(notice);
    if (input !== undefined) this.#change(relative, input);
  }

  /** Takes text that was read elsewhere, in place of the file on disk if there is one. */
  put(filename: string | undefined, text: string): void {
    const at = path.resolve(filename ?? "stdin.yaml");
    const id = filename === undefined ? "<stdin>" : fromTo(process.cwd(), at);
    this.#changes.push({ type: "put", file: { id, path: fromTo(this.#root, at), text } });
  }

  /** The changes since the last call. */
  take(): readonly Change[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  #change(relative: string, text: FileText): void {
    this.#changes.push({ type: "put", file: { id: this.#idOf(relative), path: relative, ...text } });
  }

  #notice({ file, ...notice }: Notice): void {
    this.notices.push(file === undefined ? notice : { ...notice, file: this.#idOf(file) });
  }

  #idOf(relative: string): string {
    return fromTo(process.cwd(), path.join(this.#root, relative)) || ".";
  }
}

function examined(given: string): { readonly at: string; readonly isFolder: boolean } {
  const at = path.resolve(given);
  try {
    accessSync(at, constants.R_OK);
    return { at, isFolder: statSync(at).isDirectory() };
  } catch (error) {
    throw new UsageError(`${given} cannot be read: ${reasonOf(error)}`);
  }
}

function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let shared = common;
    while (fromTo(shared, folder).split("/")[0] === "..") shared = path.dirname(shared);
    return shared;
  });
}

/** Path from a folder to a file with forward slashes; empty for the folder itself. */
function fromTo(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join("/");
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const text = decodeText(Buffer.concat(chunks));
  if (text === undefined) throw new UsageError("standard input is empty");
  return text;
}
