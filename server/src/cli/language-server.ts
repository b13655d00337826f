/** Starts the language server on one of the two ways in which editors reach a process. */

import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import { ChartRenderer } from "../node/helm/chart-renderer.js";
import { findHelm } from "../node/helm/find-helm.js";
import { installedVersion } from "../node/installation.js";
import { NODE_DISK, pathOf } from "../node/node-disk.js";
import { pageUri, readPage } from "../node/pages.js";
import { installedSnippets } from "../node/snippets.js";
import { type Platform, serve } from "../lsp/server.js";

export type Transport = "stdio" | "node-ipc";

/** What the server finds around it on a machine with Node. */
export function nodePlatform(): Platform {
  return {
    disk: NODE_DISK,
    installation: { version: installedVersion(), snippets: installedSnippets, page: readPage, pageUri },
    helm: {
      reaches: NODE_DISK.reaches,
      find: (set, folder) => findHelm(set, pathOf(folder)),
      renderer: (program, folder, textOf) => new ChartRenderer(program, pathOf(folder), textOf),
    },
  };
}

/**
 * Serves until the client says `exit`, closes its end or dies; the process then ends, with status 0 after `shutdown`.
 * Nothing but the protocol may be written to standard output from here on.
 */
export function startServer(transport: Transport): void {
  const connection =
    transport === "stdio"
      ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
      : createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
  process.on("unhandledRejection", (reason) => {
    process.stderr.write(`netpol: ${reason instanceof Error ? reason.stack : String(reason)}\n`);
  });
  // A client that is gone cannot be told anything: the write fails, and there is nobody left to serve.
  process.stdout.on("error", () => process.exit(1));
  if (transport === "node-ipc") process.once("disconnect", () => process.exit(1));
  serve(connection, nodePlatform());
}
