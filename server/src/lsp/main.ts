/** Starts the language server on one of the two ways in which editors reach it. */

import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.js";

export type Transport = "stdio" | "node-ipc";

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
  serve(connection);
}
