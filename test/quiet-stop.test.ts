/** A request that fails while the client stops is answered with nothing; before and after, it fails as the client says. */

import { expect, it } from "vitest";
import { answerNothingWhile } from "../client/src/quiet-stop.js";

it("answers nothing while the client stops, and reports every other failure", () => {
  const reported: unknown[] = [];
  const client = {
    handleFailedRequest: <T>(_type: unknown, _token: unknown, error: unknown): T => {
      reported.push(error);
      throw error;
    },
  };
  let isStopping = false;
  answerNothingWhile(() => isStopping, client);
  const request = { method: "textDocument/hover", numberOfParams: 1 };
  const fail = (error: Error): unknown => client.handleFailedRequest(request, undefined, error);
  const quiet = (error: Error, answer: unknown): unknown =>
    (client.handleFailedRequest as (...all: unknown[]) => unknown)(request, undefined, error, answer);
  const first = new Error("the server says no");
  expect(() => fail(first)).toThrow(first);
  isStopping = true;
  expect(quiet(new Error("Starting server failed"), null)).toBeNull();
  isStopping = false;
  const last = new Error("the server says no again");
  expect(() => fail(last)).toThrow(last);
  expect(reported).toEqual([first, last]);
});
