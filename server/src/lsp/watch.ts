/** Asks the client to tell of files that others change on disk; the server itself watches nothing. */

import { type Connection, DidChangeWatchedFilesNotification, WatchKind } from "vscode-languageserver/node";

export async function registerWatchers(connection: Connection): Promise<void> {
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [
      { globPattern: "**/*.{yaml,yml,json}" },
      { globPattern: "**/{.gitignore,Kustomization}" },
      // A folder that goes takes its files with it, and clients then tell of the folder alone.
      { globPattern: "**/*", kind: WatchKind.Delete },
    ],
  });
}
