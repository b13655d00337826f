/** Starts and ends the extension, wherever its server runs. */

import type * as vscode from "vscode";
import type { CreateClient } from "./client";
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

/** @param bundle Path of the server's bundle: while we develop, a new one is noticed. */
export async function activateWith(
  context: vscode.ExtensionContext,
  createClient: CreateClient,
  bundle: string,
): Promise<Api> {
  ctx = new Ctx(context, createClient, bundle);
  const shown = registerCommands(ctx);
  await ctx.start();
  const { status } = ctx;
  return { whenReady: () => status.whenReady(), shown };
}

export async function deactivate(): Promise<void> {
  await ctx?.stop();
}
