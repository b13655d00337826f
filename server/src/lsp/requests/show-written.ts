/** `workspace/executeCommand`: has the place shown at which an action has written. */

import { type Connection, type ExecuteCommandParams, ErrorCodes, ResponseError } from "vscode-languageserver";
import { SHOW_WRITTEN } from "../to-lsp.js";

/** @throws ResponseError for another command, or other arguments than came with the action. */
export async function showWritten(
  connection: Connection,
  { command, arguments: given = [] }: ExecuteCommandParams,
): Promise<void> {
  const [uri, line]: unknown[] = given;
  if (command !== SHOW_WRITTEN || typeof uri !== "string" || typeof line !== "number") {
    throw new ResponseError(ErrorCodes.InvalidParams, `Unknown command: ${command}`);
  }
  const start = { line, character: 0 };
  await connection.window.showDocument({ uri, takeFocus: true, selection: { start, end: start } });
}
