/** Policy tests in VS Code's Test Explorer: found as they are typed, run on the files as the editor has them. */

import * as vscode from "vscode";
import type {
  CoveredPlace,
  PolicyTestResult,
  RunTestsParams,
  RunTestsResult,
  TestsResult,
} from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";

/** How long files have to rest before tests are looked for, or run again, in milliseconds. */
const REST_MS = 400;

export class TestExplorer implements vscode.Disposable {
  readonly controller: vscode.TestController;
  readonly #ctx: Ctx;
  readonly #registrations: vscode.Disposable[];
  /** Requests to run tests again whenever files change. */
  readonly #continuous = new Set<vscode.TestRunRequest>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.controller = vscode.tests.createTestController("netpol", "netpol policy tests");
    this.controller.resolveHandler = () => this.refresh();
    this.controller.refreshHandler = () => this.refresh();
    this.controller.createRunProfile(
      "Run",
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#asked(request, token),
      true,
      undefined,
      true,
    );
    const coverage = this.controller.createRunProfile(
      "Run with Coverage",
      vscode.TestRunProfileKind.Coverage,
      (request) => this.#run(request, true),
      true,
    );
    coverage.loadDetailedCoverage = async (_run, file) => (file instanceof CoveredFile ? file.details : []);
    this.#registrations = [
      this.controller,
      ctx.status.onDidShow(({ state }) => state === "ready" && this.#changed()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => document.languageId === "yaml" && this.#changed()),
    ];
  }

  /** Asks for the tests that there are. */
  async refresh(): Promise<void> {
    const { tests } = (await this.#ctx.client?.sendRequest<TestsResult>(METHODS.tests)) ?? { tests: [] };
    const byFile = new Map<string, vscode.TestItem[]>();
    for (const { uri, name, range } of tests) {
      const item = this.controller.createTestItem(
        `${uri}#${range.start.line}:${range.start.character}`,
        name,
        vscode.Uri.parse(uri),
      );
      item.range = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
      const known = byFile.get(uri);
      if (known === undefined) byFile.set(uri, [item]);
      else known.push(item);
    }
    const files = [...byFile].map(([uri, items]) => {
      const parsed = vscode.Uri.parse(uri);
      const file = this.controller.createTestItem(uri, vscode.workspace.asRelativePath(parsed), parsed);
      file.children.replace(items);
      return file;
    });
    this.controller.items.replace(files);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const it of this.#registrations) it.dispose();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#rest(), REST_MS);
  }

  async #rest(): Promise<void> {
    await this.refresh();
    for (const it of this.#continuous) await this.#run(it);
  }

  async #asked(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (request.continuous === true) {
      this.#continuous.add(request);
      token.onCancellationRequested(() => this.#continuous.delete(request));
    }
    await this.#run(request);
  }

  async #run(request: vscode.TestRunRequest, withCoverage = false): Promise<void> {
    const items = this.#itemsOf(request);
    const run = this.controller.createTestRun(request);
    for (const it of items) run.started(it);
    try {
      const params: RunTestsParams = { tests: items.flatMap(placeOf), withCoverage };
      const answer = await this.#ctx.client?.sendRequest<RunTestsResult>(METHODS.runTests, params);
      for (const item of items) {
        const results = answer?.results.filter((it) => idOf(it) === item.id) ?? [];
        report(run, item, results);
        for (const it of results) run.appendOutput(outputOf(it), undefined, item);
      }
      for (const it of coveredFiles(answer?.coverage ?? [])) run.addCoverage(it);
    } finally {
      run.end();
    }
  }

  /** The tests of a request, as they are now: a file stands for its tests. */
  #itemsOf({ include, exclude }: vscode.TestRunRequest): vscode.TestItem[] {
    const files = [...this.controller.items].map(([, it]) => it);
    const all = files.flatMap(({ children }) => [...children].map(([, it]) => it));
    const isIn = (item: vscode.TestItem, list: readonly vscode.TestItem[]): boolean =>
      list.some((it) => it.id === item.id || it.id === item.parent?.id);
    return all.filter((it) => (include === undefined || isIn(it, include)) && !isIn(it, exclude ?? []));
  }
}

function idOf({ uri, range }: Pick<PolicyTestResult, "uri" | "range">): string {
  return `${uri}#${range.start.line}:${range.start.character}`;
}

function placeOf({ uri, range }: vscode.TestItem): NonNullable<RunTestsParams["tests"]> {
  if (uri === undefined || range === undefined) return [];
  return [{ uri: uri.toString(), line: range.start.line, character: range.start.character }];
}

/** Of several clusters the worst counts. */
function report(run: vscode.TestRun, item: vscode.TestItem, results: readonly PolicyTestResult[]): void {
  const messages = results.flatMap((it) =>
    it.status === "passed" ? [] : it.messages.map((one) => messageOf(item, it, one)),
  );
  if (results.length === 0) run.skipped(item);
  else if (results.some((it) => it.status === "failed")) run.failed(item, messages);
  else if (results.every((it) => it.status === "passed")) run.passed(item);
  else run.errored(item, messages);
}

/** Lines for the panel of results, which wants both ends of a line. */
function outputOf({ name, scope, status, asked, messages }: PolicyTestResult): string {
  const title = `${status}: ${name}${scope === undefined ? "" : ` [${scope}]`} (${asked} ${asked === 1 ? "pair" : "pairs"})`;
  const lines = messages.flatMap(({ text }) => text.split("\n").map((it) => `  ${it}`));
  return [title, ...lines].map((it) => `${it}\r\n`).join("");
}

function messageOf(
  item: vscode.TestItem,
  { scope }: PolicyTestResult,
  { text, at }: PolicyTestResult["messages"][number],
): vscode.TestMessage {
  const message = new vscode.TestMessage(scope === undefined ? text : `${scope}: ${text}`);
  const own =
    item.uri === undefined || item.range === undefined ? undefined : new vscode.Location(item.uri, item.range);
  const location =
    at === undefined ? own : new vscode.Location(vscode.Uri.parse(at.uri), new vscode.Position(at.line, 0));
  if (location !== undefined) message.location = location;
  return message;
}

/** A file of policies; its names and rules are what coverage calls statements. */
class CoveredFile extends vscode.FileCoverage {
  readonly details: vscode.StatementCoverage[];

  constructor(uri: vscode.Uri, places: readonly CoveredPlace[]) {
    super(uri, { covered: places.filter((it) => it.isTouched).length, total: places.length });
    this.details = places.map(({ range: { start, end }, isTouched }) => {
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      return new vscode.StatementCoverage(isTouched, range);
    });
  }
}

function coveredFiles(places: readonly CoveredPlace[]): CoveredFile[] {
  const byFile = new Map<string, CoveredPlace[]>();
  for (const it of places) byFile.set(it.uri, [...(byFile.get(it.uri) ?? []), it]);
  return [...byFile].map(([uri, own]) => new CoveredFile(vscode.Uri.parse(uri), own));
}
