/** The status items beside the language of a YAML document: policies, problems, indexing; and the clusters. */

import * as vscode from "vscode";
import type { ProblemCounts, StatusParams } from "../../server/src/lsp/ext";

const LANGUAGES = [{ language: "yaml" }, { language: "helm" }];

export class Status implements vscode.Disposable {
  readonly #item: vscode.LanguageStatusItem;
  readonly #scopes: vscode.LanguageStatusItem;
  readonly #changed = new vscode.EventEmitter<StatusParams>();
  readonly onDidShow = this.#changed.event;
  #last: StatusParams | undefined;

  constructor() {
    this.#item = vscode.languages.createLanguageStatusItem("netpol.status", LANGUAGES);
    this.#item.name = "netpol";
    this.#scopes = vscode.languages.createLanguageStatusItem("netpol.scopes", LANGUAGES);
    this.#scopes.name = "netpol scopes";
    this.#scopes.detail = "netpol";
    this.#scopes.command = { title: "Show Scopes", command: "netpol.showScopes" };
    this.clear();
  }

  show(status: StatusParams): void {
    this.#last = status;
    this.#item.busy = status.state === "indexing";
    this.#item.text = textOf(status);
    this.#item.detail = status.notices.length === 0 ? "netpol" : `netpol · ${plural(status.notices.length, "notice")}`;
    this.#item.command = commandFor(status);
    this.#scopes.text = plural(status.scopes, "scope");
    this.#changed.fire(status);
  }

  clear(): void {
    this.#last = undefined;
    this.#item.busy = false;
    this.#item.text = "netpol is off";
    this.#scopes.text = "no scopes";
    this.#item.detail = "netpol";
    this.#item.command = { title: "Show Output", command: "netpol.showOutput" };
  }

  /** Resolves when everything is read and checked. */
  whenReady(): Promise<void> {
    if (this.#last?.state === "ready") return Promise.resolve();
    return new Promise((resolve) => {
      const listener = this.#changed.event(({ state }) => {
        if (state !== "ready") return;
        listener.dispose();
        resolve();
      });
    });
  }

  dispose(): void {
    this.#item.dispose();
    this.#scopes.dispose();
    this.#changed.dispose();
  }
}

function textOf(status: StatusParams): string {
  switch (status.state) {
    case "indexing":
      return progressOf(status);
    case "stopped":
      return "reading files was stopped";
    case "ready":
      return summaryOf(status);
  }
}

function commandFor({ state, notices }: StatusParams): vscode.Command {
  if (state === "stopped") return { title: "Check Workspace", command: "netpol.checkWorkspace" };
  if (notices.length === 0) return { title: "Show Problems", command: "workbench.actions.view.problems" };
  return { title: "Show Notices", command: "netpol.showOutput", tooltip: notices.join("\n") };
}

function progressOf({ progress }: StatusParams): string {
  if (progress === undefined || progress.total === 0) return "reading files";
  return `reading files, ${Math.floor((100 * progress.done) / progress.total)} %`;
}

/** "12 policies · 3 problems": hints are not counted, they fade text instead of asking for attention. */
export function summaryOf({ policies, problems }: StatusParams): string {
  return `${plural(policies, "policy", "policies")} · ${plural(problemsIn(problems), "problem")}`;
}

export function problemsIn({ errors, warnings, infos }: ProblemCounts): number {
  return errors + warnings + infos;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
