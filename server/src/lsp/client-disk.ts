/** Files that the client serves: of virtual workspaces, and of all workspaces where the server runs in a browser. */

import type { Connection } from "vscode-languageserver";
import type { URI } from "vscode-uri";
import type { FileId } from "../ide/index.js";
import { decodeText } from "../files/decode-text.js";
import type { Entry, Refusal } from "../files/folder.js";
import { KnownFolder, type Wanted } from "../files/known-folder.js";
import { listFiles } from "../files/list-files.js";
import { MAX_BYTES, NOT_TEXT, type ReadResult, TOO_LARGE, workspaceFile } from "../files/read-file.js";
import type { Disk, Listing, ReadFile } from "../workspace/disk.js";
import {
  type ListFoldersParams,
  type ListFoldersResult,
  METHODS,
  type ReadFilesParams,
  type ReadFilesResult,
} from "./ext.js";
import { folderAt, normalUri, parentOf, uriBelow } from "./uris.js";

type ReadText = { readonly text: string } | (Refusal & { readonly isMissing: boolean });

export class ClientDisk implements Disk {
  /** A message goes to the client and back for each batch. */
  readonly batch = 200;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  reaches(): boolean {
    return true;
  }

  async list(folder: FileId, exclude: readonly string[]): Promise<Listing> {
    const { answer } = await this.#told(folder, (known) => listFiles(known, exclude));
    return answer;
  }

  async read(folder: FileId, paths: readonly string[]): Promise<readonly ReadFile[]> {
    const texts = await this.#texts(folderAt(folder), paths);
    return paths.map((path, index) => {
      const read = texts[index] ?? { refused: "the client did not answer", isMissing: true };
      const result: ReadResult = "text" in read ? read : { notice: { file: path, message: read.refused } };
      return workspaceFile(path, result, () => !("isMissing" in read && read.isMissing));
    });
  }

  async textOf(folder: FileId, path: string): Promise<string | undefined> {
    const [read] = await this.#texts(folderAt(folder), [path]);
    return read !== undefined && "text" in read ? read.text : undefined;
  }

  async existing(folder: FileId, paths: readonly string[]): Promise<ReadonlySet<string>> {
    const { answer } = await this.#told(folder, (known) => new Set(paths.filter((it) => known.exists(it))));
    return answer;
  }

  async foldersAmong(uris: readonly FileId[]): Promise<ReadonlySet<FileId>> {
    const parents = [...new Set(uris.map(parentOf))];
    const listed = await this.#entries(parents);
    const folders = new Set<FileId>();
    for (const [index, parent] of parents.entries()) {
      const entries = listed[index];
      if (entries === undefined || "refused" in entries) continue;
      for (const { name, kind } of entries) if (kind === "folder") folders.add(uriBelow(folderAt(parent), name));
    }
    return new Set(uris.filter((it) => folders.has(normalUri(it))));
  }

  /** Asks again and again, each time with what the last question was lacking, until nothing is. */
  async #told<T>(folder: FileId, ask: (known: KnownFolder) => T): Promise<{ readonly answer: T }> {
    const root = folderAt(folder);
    const known = new KnownFolder();
    for (;;) {
      const answer = ask(known);
      const { wanted } = known;
      if (wanted === undefined) return { answer };
      await this.#tell(root, known, wanted);
    }
  }

  async #tell(root: URI, known: KnownFolder, { folders, files }: Wanted): Promise<void> {
    const [entries, texts] = await Promise.all([
      this.#entries(folders.map((it) => (it === "" ? root.toString() : uriBelow(root, it)))),
      this.#texts(root, files),
    ]);
    for (const [index, it] of folders.entries()) known.tellEntries(it, entries[index] ?? []);
    for (const [index, it] of files.entries()) known.tellText(it, texts[index] ?? { text: "" });
  }

  async #entries(uris: readonly string[]): Promise<readonly (readonly Entry[] | Refusal)[]> {
    if (uris.length === 0) return [];
    const params: ListFoldersParams = { uris };
    const result = await this.#connection.sendRequest<ListFoldersResult>(METHODS.listFolders, params);
    return result.map((it) => ("entries" in it ? it.entries : it));
  }

  async #texts(root: URI, paths: readonly string[]): Promise<readonly ReadText[]> {
    if (paths.length === 0) return [];
    const params: ReadFilesParams = { uris: paths.map((it) => uriBelow(root, it)), mostBytes: MAX_BYTES };
    const result = await this.#connection.sendRequest<ReadFilesResult>(METHODS.readFiles, params);
    return result.map((it): ReadText => {
      if ("refused" in it) return { refused: `File cannot be read: ${it.refused}`, isMissing: it.isMissing };
      if ("tooLarge" in it) return { refused: TOO_LARGE, isMissing: false };
      const text = decodeText(Uint8Array.from(atob(it.base64), (character) => character.charCodeAt(0)));
      return text === undefined ? { refused: NOT_TEXT, isMissing: false } : { text };
    });
  }
}
