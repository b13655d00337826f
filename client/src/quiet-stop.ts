/** Requests that are under way when a client stops are nobody's failure: they are answered with nothing, and nothing is logged. */

import type { BaseLanguageClient } from "vscode-languageclient";

type Fail = BaseLanguageClient["handleFailedRequest"];

/** The library does so too, but not for those that wait to be sent. */
export function answerNothingWhile(
  isStopping: () => boolean,
  client: Pick<BaseLanguageClient, "handleFailedRequest">,
): void {
  const fail: Fail = client.handleFailedRequest.bind(client);
  const quiet: Fail = (type, token, error, defaultValue, ...rest) =>
    isStopping() ? defaultValue : fail(type, token, error, defaultValue, ...rest);
  client.handleFailedRequest = quiet;
}
