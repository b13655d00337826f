/** Starts and ends the extension, nothing else. */

import type * as vscode from "vscode";
import { registerCommands, type Shown } from "./commands/register";
import { Ctx } from "./ctx";

/** What other extensions, and our own tests, get from `activate`. */
export interface Api {
  /** Resolves when the server has read and checked every file of the workspace. */
  readonly whenReady: () => Promise<void>;
  /** The panel and the tree, into which a test cannot look otherwise. */
  readonly shown: Shown;
}

let ctx: Ctx | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  ctx = new Ctx(context);
  const shown = registerCommands(ctx);
  await ctx.start();
  const { status } = ctx;
  return { whenReady: () => status.whenReady(), shown };
}

export async function deactivate(): Promise<void> {
  await ctx?.stop();
}
