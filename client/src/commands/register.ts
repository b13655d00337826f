/** The table of commands. */

import * as vscode from "vscode";
import type { GraphPlace } from "../../../server/src/lsp/ext";
import { selector } from "../client";
import type { Ctx } from "../ctx";
import { allowThis, allowTraffic } from "./allow";
import { openPlace } from "../flow-graph/open-place";
import { FlowGraphPanel } from "../flow-graph/panel";
import { FlowTree } from "../flow-tree/flow-tree";
import { TestExplorer } from "../policy-tests/test-explorer";
import { askCan } from "./can";
import { CanAnswers } from "./can-answers";
import { ChangesHover } from "./changes-hover";
import { checkWorkspace } from "./check-workspace";
import { convertPolicy } from "./convert";
import { createConfig } from "./create-config";
import { explainRule, RulePages } from "./explain-rule";
import { lockDown } from "./lock-down";
import { openDocumentation } from "./open-documentation";
import { restartServer } from "./restart-server";
import { allowDns, generateDefaultDeny } from "./scaffold";
import { showOutput } from "./show-output";
import { Changes } from "./show-changes";
import { ScopeList, showScopes } from "./show-scopes";
import { writeTests } from "./write-tests";

/** What commands show, for those who test it. */
export interface Shown {
  readonly graph: FlowGraphPanel;
  readonly tree: FlowTree;
  readonly tests: TestExplorer;
}

export function registerCommands(ctx: Ctx): Shown {
  const pages = new RulePages(ctx);
  const scopes = new ScopeList(ctx);
  const answers = new CanAnswers(ctx);
  const changes = new Changes(ctx);
  const graph = new FlowGraphPanel(ctx);
  const tree = new FlowTree(ctx);
  const tests = new TestExplorer(ctx);
  const commands: Readonly<Record<string, (argument?: unknown) => unknown>> = {
    "netpol.can": (question) => askCan(ctx, answers, question),
    "netpol.allowThis": (question) => allowThis(ctx, question),
    "netpol.allowTraffic": () => allowTraffic(ctx),
    "netpol.lockDown": (namespace) => lockDown(ctx, namespace),
    "netpol.showChanges": () => changes.show(),
    "netpol.graph.show": (where) => graph.show(where),
    // Of the tree alone, so not in the palette.
    "netpol.openPlace": (place) => openPlace(place as GraphPlace),
    "netpol.restartServer": () => restartServer(ctx),
    "netpol.showOutput": () => showOutput(ctx),
    "netpol.showScopes": () => showScopes(ctx, scopes),
    "netpol.checkWorkspace": () => checkWorkspace(ctx),
    "netpol.explainRule": (rule) => explainRule(ctx, rule),
    "netpol.createConfig": () => createConfig(),
    "netpol.openDocumentation": () => openDocumentation(ctx),
    "netpol.generateDefaultDeny": () => generateDefaultDeny(ctx),
    "netpol.allowDns": () => allowDns(ctx),
    "netpol.writeTests": () => writeTests(ctx),
    "netpol.convert": () => convertPolicy(ctx),
  };
  ctx.extension.subscriptions.push(
    pages,
    scopes,
    answers,
    changes,
    graph,
    tree,
    tests,
    vscode.languages.registerHoverProvider(selector(), new ChangesHover(ctx)),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
  return { graph, tree, tests };
}
