/** The table of commands. */

import * as vscode from "vscode";
import type { Ctx } from "../ctx";
import { checkWorkspace } from "./check-workspace";
import { createConfig } from "./create-config";
import { explainRule, RulePages } from "./explain-rule";
import { restartServer } from "./restart-server";
import { allowDns, generateDefaultDeny } from "./scaffold";
import { showOutput } from "./show-output";

export function registerCommands(ctx: Ctx): void {
  const pages = new RulePages(ctx);
  const commands: Readonly<Record<string, (argument?: unknown) => unknown>> = {
    "netpol.restartServer": () => restartServer(ctx),
    "netpol.showOutput": () => showOutput(ctx),
    "netpol.checkWorkspace": () => checkWorkspace(ctx),
    "netpol.explainRule": (rule) => explainRule(ctx, rule),
    "netpol.createConfig": () => createConfig(),
    "netpol.generateDefaultDeny": () => generateDefaultDeny(ctx),
    "netpol.allowDns": () => allowDns(ctx),
  };
  ctx.extension.subscriptions.push(
    pages,
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
}
