/** Carries messages between CodeMirror's client and the server's worker, and answers what the server asks. */

import type { Transport } from "@codemirror/lsp-client";

/** What is answered, by method. */
export type Answers = ReadonlyMap<string, (params: never) => unknown>;

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
}

const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;

export function workerTransport(worker: Worker, answers: Answers): Transport {
  const handlers = new Set<(message: string) => void>();
  worker.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    // CodeMirror's client answers no request.
    if (data.id !== undefined && data.method !== undefined) {
      void answer(answers, data, data.method).then((it) => worker.postMessage({ jsonrpc: "2.0", id: data.id, ...it }));
      return;
    }
    const text = JSON.stringify(data);
    for (const handle of handlers) handle(text);
  });
  return {
    send: (message) => worker.postMessage(JSON.parse(message)),
    subscribe: (handler) => handlers.add(handler),
    unsubscribe: (handler) => handlers.delete(handler),
  };
}

async function answer(answers: Answers, { params }: Message, method: string): Promise<object> {
  const answerTo = answers.get(method);
  if (answerTo === undefined) return { error: { code: METHOD_NOT_FOUND, message: `${method} is not answered here` } };
  try {
    return { result: await answerTo(params as never) };
  } catch (error) {
    return { error: { code: INTERNAL_ERROR, message: String(error) } };
  }
}
