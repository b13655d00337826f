/** Answers the server's questions about files that it does not reach itself: of virtual workspaces, and of the extension. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type {
  ListFoldersParams,
  ListFoldersResult,
  ReadFilesParams,
  ReadFilesResult,
  ReadInstalledParams,
  Refused,
} from "../../server/src/lsp/ext";
import { METHODS } from "./client";

/** Bytes that are made a text of in one go: a call takes no more arguments. */
const CHUNK = 0x8000;

/** @param extension Where the extension is installed. */
export function serveFiles(client: BaseLanguageClient, extension: vscode.Uri): void {
  client.onRequest(METHODS.listFolders, ({ uris }: ListFoldersParams) => Promise.all(uris.map(listed)));
  client.onRequest(METHODS.readFiles, ({ uris, mostBytes }: ReadFilesParams) =>
    Promise.all(uris.map((it) => read(it, mostBytes))),
  );
  client.onRequest(METHODS.readInstalled, async ({ path }: ReadInstalledParams): Promise<string | null> => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, path)));
    } catch (error) {
      if (error instanceof vscode.FileSystemError) return null;
      throw error;
    }
  });
}

async function listed(uri: string): Promise<ListFoldersResult[number]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.parse(uri));
    return { entries: entries.map(([name, type]) => ({ name, kind: kindOf(type) })) };
  } catch (error) {
    return refusal(error);
  }
}

function kindOf(type: vscode.FileType): "file" | "folder" | "link" {
  if ((type & vscode.FileType.SymbolicLink) !== 0) return "link";
  return (type & vscode.FileType.Directory) === 0 ? "file" : "folder";
}

async function read(uri: string, mostBytes: number): Promise<ReadFilesResult[number]> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(uri));
    return bytes.length > mostBytes ? { tooLarge: true } : { base64: base64Of(bytes) };
  } catch (error) {
    return refusal(error);
  }
}

function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

const REASONS: Readonly<Record<string, string>> = {
  FileNotFound: "no such file or folder",
  FileIsADirectory: "it is a folder",
  FileNotADirectory: "a part of the path is no folder",
  NoPermissions: "permission denied",
  Unavailable: "its file system is not available",
};

/** What a file system throws is an answer, whatever it is: the file cannot be had. */
function refusal(error: unknown): Refused {
  const code = error instanceof vscode.FileSystemError ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return { refused: (code === undefined ? undefined : REASONS[code]) ?? message, isMissing: code === "FileNotFound" };
}
