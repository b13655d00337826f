/** The language server in a worker of a browser: its client serves it all files, and no program can be run. */

import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from "vscode-languageserver/browser";
import { clientInstallation } from "../lsp/client-installation.js";
import { serve } from "../lsp/server.js";

/** Put in by the bundler. */
declare const NETPOL_VERSION: string;

const worker = self as unknown as DedicatedWorkerGlobalScope;
const [reader, writer] = [new BrowserMessageReader(worker), new BrowserMessageWriter(worker)];
const connection = createConnection(ProposedFeatures.all, reader, writer);
// Nobody else ends it.
connection.onExit(() => worker.close());
serve(connection, { installation: clientInstallation(connection, NETPOL_VERSION) });
