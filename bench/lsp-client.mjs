// The least that a language server needs for a client, over standard input and output, with the server's cost.
// Usage: import { initialize, startServer } from "./lsp-client.mjs"

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Clock ticks of Linux's process tables are hundredths of a second. */
const MS_PER_TICK = 10;
const TIMEOUT_MS = 180_000;

/**
 * Starts a server.
 * @param {string[]} command
 * @param {(method: string, params: any) => any} answer Answers the server's own requests; undefined becomes null.
 */
export function startServer(command, answer) {
  const child = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "pipe"] });
  const pending = new Map();
  const waiting = new Set();
  let complaints = "";
  let input = Buffer.alloc(0);
  let id = 0;

  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };

  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  child.once("exit", () => {
    for (const { reject } of pending.values()) reject(new Error(`The server has ended\n${complaints}`));
  });
  child.stdout.on("data", (chunk) => {
    input = Buffer.concat([input, chunk]);
    for (;;) {
      const head = input.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(input.toString("latin1", 0, head))[1]);
      if (input.length < head + 4 + length) return;
      const message = JSON.parse(input.toString("utf8", head + 4, head + 4 + length));
      input = input.subarray(head + 4 + length);
      receive(message);
    }
  });

  function receive(message) {
    if (message.method !== undefined && message.id !== undefined) {
      send({ id: message.id, result: answer(message.method, message.params) ?? null });
    } else if (message.method !== undefined) {
      for (const it of waiting) {
        if (it.method === message.method && it.wanted(message.params)) {
          waiting.delete(it);
          it.resolve(message.params);
        }
      }
    } else {
      const { resolve, reject } = pending.get(message.id);
      pending.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    }
  }

  /** Rejects with what the server wrote to standard error when nothing comes. */
  const inTime = (what, promise) => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${what}: nothing came\n${complaints}`)), TIMEOUT_MS);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  };

  return {
    request(method, params) {
      const answered = new Promise((resolve, reject) => pending.set(++id, { resolve, reject }));
      send({ id, method, params });
      return inTime(method, answered);
    },
    notify: (method, params) => send({ method, params }),
    /** The next notification of this method that is wanted. */
    next: (method, wanted = () => true) =>
      inTime(method, new Promise((resolve) => waiting.add({ method, wanted, resolve }))),
    /** Milliseconds of processor time so far; not a number where there is no /proc. */
    cpu: () => {
      const fields = fromProc(child.pid, "stat")?.split(") ")[1]?.split(" ");
      return fields === undefined ? Number.NaN : (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    },
    /** Resident memory in MB, now or at its peak. */
    memory: (which = "VmRSS") =>
      Math.round(Number(new RegExp(`${which}:\\s+(\\d+)`).exec(fromProc(child.pid, "status") ?? "")?.[1]) / 1024),
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await this.request("shutdown", null);
      this.notify("exit");
      const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** What a client says first: it shows all that is measured, in one folder. */
export function initialize(server, folder, initializationOptions) {
  const rootUri = pathToFileURL(folder).href;
  return server.request("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "bench" }],
    capabilities: {
      textDocument: {
        publishDiagnostics: { relatedInformation: true },
        hover: { contentFormat: ["markdown"] },
        ...{ codeLens: {}, documentLink: {}, foldingRange: {}, selectionRange: {} },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        semanticTokens: { requests: { full: true } },
        callHierarchy: {},
        codeAction: {
          dataSupport: true,
          resolveSupport: { properties: ["edit"] },
          codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor", "source"] } },
        },
      },
      workspace: { configuration: true, workspaceFolders: true },
    },
    initializationOptions,
  });
}

function fromProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // Not Linux: the cost is not measured, the times are.
    return undefined;
  }
}
