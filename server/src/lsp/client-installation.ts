/** What is shipped with the extension, where the client alone can read it. */

import type { Connection } from "vscode-languageserver";
import type { SnippetSource } from "../ide/index.js";
import { snippetsIn } from "../files/snippets.js";
import { METHODS, type ReadInstalledParams } from "./ext.js";
import type { Installation } from "./platform.js";

export function clientInstallation(connection: Connection, version: string): Installation {
  const read = async (path: string): Promise<string | undefined> => {
    const params: ReadInstalledParams = { path };
    return (await connection.sendRequest<string | null>(METHODS.readInstalled, params)) ?? undefined;
  };
  let snippets: Promise<readonly SnippetSource[]> | undefined;
  return {
    version,
    snippets() {
      snippets ??= read("snippets/policies.json").then((it) => (it === undefined ? [] : snippetsIn(it)));
      return snippets;
    },
    page: (code) => read(`docs/rules/${code}.md`),
    // A client leads to pages in its own way.
    pageUri: () => undefined,
  };
}
