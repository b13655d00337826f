/** The one guard round every request, notification and timer: a failure is logged and answered, and the server lives. */

import { type CancellationToken, LSPErrorCodes, ErrorCodes, ResponseError } from "vscode-languageserver";

import { readParams, type Shape } from "./params.js";

export type Log = (message: string) => void;

export class Guard {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * A request's handler that does not start when cancelled already, and whose failure is logged. What it throws is a
   * ResponseError, which the connection sends as the answer.
   */
  request<P, R>(
    name: string,
    handle: (params: P, token: CancellationToken) => R | Promise<R>,
  ): (params: P, token: CancellationToken) => Promise<R> {
    return async (params, token) => {
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, `${name} was cancelled`);
      try {
        return await handle(params, token);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        this.#log(`${name} failed: ${traceOf(error)}`);
        throw new ResponseError(ErrorCodes.InternalError, `${name} failed: ${messageOf(error)}`);
      }
    };
  }

  /** As `request`, for parameters that are read first. The connection gives those that are no object one by one, and none not at all. */
  asked<P, R>(
    name: string,
    shape: Shape<P>,
    handle: (params: P) => R | Promise<R>,
  ): (...given: unknown[]) => Promise<R> {
    const answer = this.request(name, (params: unknown) => handle(readParams(shape, params)));
    return (...given) => {
      const params = given.slice(0, -1);
      return answer(params.length > 1 ? params : params[0], given.at(-1) as CancellationToken);
    };
  }

  /** As `request`, for a question without parameters: the connection then gives the token alone, or after an empty object. */
  question<R>(name: string, handle: () => R | Promise<R>): (...given: (CancellationToken | object)[]) => Promise<R> {
    const answer = this.request(name, handle);
    return (...given) => answer(undefined, given.at(-1) as CancellationToken);
  }

  /** For what nobody waits for: notifications, timers, events. */
  run(name: string, work: () => void | Promise<void>): void {
    void this.settle(name, work);
  }

  /** As `run`, for those who go on afterwards; never rejects. */
  async settle(name: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log(`${name} failed: ${traceOf(error)}`);
    }
  }
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
