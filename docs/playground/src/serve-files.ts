/** Answers the server's questions about files: those of the playground, and those that are shipped with it. */

import type {
  ListFoldersParams,
  ListFoldersResult,
  Methods,
  ReadFilesParams,
  ReadFilesResult,
  ReadInstalledParams,
} from "../../../server/src/lsp/ext.js";
import type { Answers } from "./worker-transport.js";

/** The folder that all files are in. */
export const FOLDER = "playground:/files";

const MISSING = { refused: "no such file or folder", isMissing: true };
/** What lies beside the page as it does in the extension. */
const INSTALLED = /^(?:docs\/rules\/NP\d{4}\.md|snippets\/policies\.json)$/;

export function uriOf(name: string): string {
  return `${FOLDER}/${name}`;
}

/** @returns Its path below the folder; undefined for another file's URI. */
export function nameOf(uri: string): string | undefined {
  return uri.startsWith(`${FOLDER}/`) ? uri.slice(FOLDER.length + 1) : undefined;
}

/** @param texts The files as they are now, by name. */
export function serveFiles(texts: () => ReadonlyMap<string, string>): Answers {
  const methods = {
    "netpol/listFolders": ({ uris }: ListFoldersParams): ListFoldersResult => uris.map((it) => entriesOf(it, texts())),
    "netpol/readFiles": ({ uris, mostBytes }: ReadFilesParams): ReadFilesResult =>
      uris.map((it) => bytesOf(texts().get(nameOf(it) ?? ""), mostBytes)),
    "netpol/readInstalled": ({ path }: ReadInstalledParams) => installed(path),
  } satisfies Partial<Record<Methods[keyof Methods], unknown>>;
  return new Map(Object.entries(methods) as [string, (params: never) => unknown][]);
}

function entriesOf(uri: string, texts: ReadonlyMap<string, string>): ListFoldersResult[number] {
  const folder = uri.replace(/\/$/, "");
  const below = folder === FOLDER ? "" : `${nameOf(folder)}/`;
  const entries = new Map<string, "file" | "folder">();
  for (const name of texts.keys()) {
    if (!name.startsWith(below)) continue;
    const [first = "", ...rest] = name.slice(below.length).split("/");
    entries.set(first, rest.length === 0 ? "file" : "folder");
  }
  if (entries.size === 0 && folder !== FOLDER) return MISSING;
  return { entries: [...entries].map(([name, kind]) => ({ name, kind })) };
}

function bytesOf(text: string | undefined, mostBytes: number): ReadFilesResult[number] {
  if (text === undefined) return MISSING;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > mostBytes) return { tooLarge: true };
  return { base64: btoa(Array.from(bytes, (it) => String.fromCharCode(it)).join("")) };
}

async function installed(path: string): Promise<string | null> {
  if (!INSTALLED.test(path)) return null;
  const response = await fetch(path);
  return response.ok ? response.text() : null;
}
