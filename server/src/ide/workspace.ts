/** The one object a face holds: files and settings in, answers out. Asks the features; decides nothing itself. */

import type { LineIndex } from "../base/line-index.js";
import type { TextRange } from "../base/source.js";
import type { ChartRequest, RenderedChart } from "../kustomize/index.js";
import type { Direction } from "../model/direction.js";
import { RULES } from "../rules/registry.js";
import type { Rule } from "../rules/rule.js";
import { applyEdits } from "../syntax/text-edit.js";
import type { FileState } from "../workspace/file-state.js";
import type { Change, FileId, Host, Notice } from "../workspace/inputs.js";
import { readSettingsFile, SETTINGS_FILE } from "../workspace/settings-file.js";
import { layered, type PartialSettings, type Settings } from "../workspace/settings.js";
import { Snapshot } from "../workspace/snapshot.js";
import { allow } from "./allow/allow.js";
import type { Allowed } from "./allow/goal.js";
import { lockDown, lockDownFlows, type LockDownPlan } from "./allow/lock-down.js";
import type { CanResult, Question } from "./can/answer.js";
import { can } from "./can/can.js";
import { endAt, type EndChoice, endChoices } from "./can/ends.js";
import type { ActionContext } from "./actions/action-producer.js";
import { completionsAt } from "./completion/completion.js";
import type { CompletionItem, SnippetSource } from "./completion/item.js";
import { actionsAt, editOf } from "./actions/code-actions.js";
import { effectiveSeverity, inOrder } from "./findings/diagnostics.js";
import { documentLinks } from "./document-links/document-links.js";
import { foldsIn } from "./folding.js";
import { semanticTokens } from "./semantic-tokens.js";
import { selectionRanges } from "./selection-ranges.js";
import { definitionsAt, nameAt, occurrencesAt } from "./names/find-occurrences.js";
import { renameAt, renameTargetAt } from "./names/rename.js";
import { symbolsIn, symbolsMatching } from "./symbols.js";
import { fixAll } from "./actions/fix-all.js";
import { findEnd } from "./can/find-end.js";
import { diffFlows, type FlowDiff } from "./flows/flow-diff.js";
import { type FlowList, flowsOf } from "./flows/flows.js";
import type { TestInfo, TestResult } from "./policy-tests/policy-test.js";
import { runTests, testProblems, testsIn } from "./policy-tests/run-tests.js";
import { coverageOf, type PolicyCoverage, Touched } from "./policy-tests/coverage.js";
import { testsOfToday } from "./policy-tests/write-tests.js";
import { hoverAt } from "./hover/hover.js";
import { callItemsAt, callsOf } from "./calls/call-hierarchy.js";
import { lensesIn, lensText } from "./code-lenses.js";
import { contentsOf } from "./contents.js";
import { type HintKinds, inlayHints } from "./hints/inlay-hints.js";
import { type GraphFocus, graphFocus } from "./graph/at-cursor.js";
import { flowGraph } from "./graph/graph.js";
import type { FlowGraph } from "./graph/graph-types.js";
import { NameIndexes } from "./names/name-index.js";
import { noticesOf, restingNamespaces } from "./notices/notices.js";
import { refusalNotices, unreadableNotices } from "./findings/refused.js";
import type { Found } from "./findings/found.js";
import { RuleRunner } from "./findings/run-rules.js";
import { scopeList, type ScopeList } from "./scopes/scope-list.js";
import { ScopedFindings } from "./findings/scoped-findings.js";
import { Silence } from "./findings/silence.js";
import { type Guard, tell } from "./findings/told.js";
import { ToldFindings } from "./findings/told-findings.js";
import type {
  Call,
  CallItem,
  CodeAction,
  Contents,
  Diagnostic,
  DocumentLink,
  Fold,
  Hover,
  InlayHint,
  NamedPlace,
  ObjectSymbol,
  Place,
  Rename,
  RenameTarget,
  RuleInfo,
  SemanticToken,
  Summary,
  TextEdit,
  WorkspaceEdit,
} from "./types.js";
import { nameOfFile } from "./places.js";

export class Workspace {
  readonly #host: Host;
  readonly #runner: RuleRunner;
  readonly #rules: readonly Rule[];
  readonly #names = new NameIndexes();
  readonly #guard: Guard = ({ rule, file }, work) => this.#runner.guarded(rule, file.input.path, work);
  readonly #told = new ToldFindings(this.#guard);
  #snapshot: Snapshot;
  #charts: ReadonlyMap<string, RenderedChart> = new Map();
  #editor: PartialSettings = {};
  #flags: PartialSettings = {};
  #fileSettings: PartialSettings = {};
  #generation = 0;
  #scoped: ScopedFindings | undefined;
  /** Those of the last state of which they were looked for. */
  #lastScoped: ScopedFindings | undefined;
  #all: ReadonlyMap<FileId, readonly Diagnostic[]> | undefined;
  #silenced = 0;

  /**
   * @param settings Sources of settings, weakest first.
   * @param rules Those of the registry, unless a test brings its own.
   */
  constructor(host: Host, settings: readonly PartialSettings[] = [], rules: readonly Rule[] = RULES) {
    this.#host = host;
    this.#runner = new RuleRunner(host, rules);
    this.#rules = rules;
    this.#editor = layered(...settings);
    this.#snapshot = Snapshot.empty(this.settings);
  }

  /**
   * Applies changes of files. `.netpol.yaml` at the root is a file like any other and sets settings too.
   * Cheap: nothing is analysed until it is asked for, and what did not change is kept.
   */
  apply(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.#replace(this.#snapshot.with(changes));
    const settingsFile = this.#snapshot.fileAt(SETTINGS_FILE);
    const known = new Set(this.#rules.flatMap((it) => [it.code, it.name]));
    const given = settingsFile === undefined ? {} : readSettingsFile(settingsFile.input.text, known).settings;
    const changed = JSON.stringify(plain(given)) !== JSON.stringify(plain(this.#fileSettings));
    this.#fileSettings = given;
    if (changed) this.#replace(this.#snapshot.withSettings(this.settings));
  }

  /** Sets the settings below and above the file's: editor settings, then (the file), then flags. */
  configure(editor: PartialSettings, flags: PartialSettings = {}): void {
    this.#editor = editor;
    this.#flags = flags;
    this.#replace(this.#snapshot.withSettings(this.settings));
  }

  /**
   * Charts of the workspace that Helm is to render, those above that were rendered included; none unless the settings want it.
   * Whoever may run programs here does so, and puts what comes of it with `putCharts`; that may lead to further requests.
   */
  get chartRequests(): readonly ChartRequest[] {
    return this.#snapshot.chartRequests;
  }

  /** Sets all that is known of rendered charts. Where that is what was known already nothing changes. */
  putCharts(rendered: readonly RenderedChart[]): void {
    const known = new Map(rendered.map((it) => [it.key, it]));
    if (known.size === this.#charts.size && rendered.every((it) => this.#charts.get(it.key) === it)) return;
    this.#charts = known;
    this.#replace(this.#snapshot.withCharts(known));
  }

  /** Settings in force: defaults, editor, file, flags. */
  get settings(): Settings {
    return layered(this.#editor, this.#fileSettings, this.#flags);
  }

  /** Grows with every change that may alter an answer. */
  get generation(): number {
    return this.#generation;
  }

  get files(): readonly FileId[] {
    return [...this.#snapshot.files.keys()];
  }

  textOf(file: FileId): string | undefined {
    return this.#snapshot.files.get(file)?.input.text;
  }

  /** Path from the workspace's root; undefined for a file that is not in it. */
  pathOf(file: FileId): string | undefined {
    return this.#snapshot.files.get(file)?.input.path;
  }

  /** What people know a file by. */
  nameOf(file: FileId): string {
    return nameOfFile(this.#snapshot, file);
  }

  lineIndexOf(file: FileId): LineIndex | undefined {
    return this.#snapshot.files.get(file)?.lines;
  }

  get scopeNames(): readonly string[] {
    return this.#snapshot.scopes.map((it) => it.name);
  }

  /** Findings that the file's own documents show, without any other file: ready at once while typing. */
  ownDiagnostics(file: FileId): readonly Diagnostic[] {
    const state = this.#snapshot.files.get(file);
    if (state === undefined) return [];
    const silence = new Silence(state, this.#snapshot.maskedIn(state));
    return this.#runner
      .own(this.#snapshot, state)
      .filter((it) => !silence.silences(it))
      .flatMap((it) => tell(this.#snapshot, it, this.#guard) ?? [])
      .sort(inOrder);
  }

  /** All findings of the file. */
  diagnostics(file: FileId): readonly Diagnostic[] {
    return this.allDiagnostics().get(file) ?? [];
  }

  /** Files that have findings, in order of their paths. */
  allDiagnostics(): ReadonlyMap<FileId, readonly Diagnostic[]> {
    const steps = this.steps();
    while (steps.next().done !== true);
    return this.#all ?? new Map();
  }

  /** Rules that rest and why, templates that were left alone, rules that failed where they have been run. */
  notices(): readonly Notice[] {
    return [...noticesOf(this.#snapshot), ...this.#runner.crashes];
  }

  /** What flows of these scopes do not count: policies that their system refuses, and text that is no YAML. */
  leftOut(scopes: readonly string[]): readonly Notice[] {
    return [...refusalNotices(this.#snapshot, scopes), ...unreadableNotices(this.#snapshot)];
  }

  /** How much was read; runs no rule. */
  contents(): Contents {
    return contentsOf(this.#snapshot);
  }

  summary(): Summary {
    const count = { error: 0, warning: 0, info: 0, hint: 0 };
    for (const all of this.allDiagnostics().values()) for (const { severity } of all) count[severity]++;
    return {
      ...this.contents(),
      ...{ errors: count.error, warnings: count.warning, infos: count.info, hints: count.hint },
      silenced: this.#silenced,
    };
  }

  /** Milliseconds by rule, from the last complete run. */
  timings(): ReadonlyMap<string, number> {
    return this.#runner.timings;
  }

  hover(file: FileId, offset: number): Hover | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : hoverAt(this.#snapshot, state, offset);
  }

  /** Notes inside a range of the file. */
  inlayHints(file: FileId, range: TextRange, kinds: HintKinds): readonly InlayHint[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : inlayHints(this.#snapshot, state, range, kinds);
  }

  /** Where the file's policies get a line of their own above them. */
  lenses(file: FileId): readonly Place[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : lensesIn(state);
  }

  /** What that line says of the policy at an offset: whom it selects and allows. Undefined where none is. */
  lensText(file: FileId, offset: number): string | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : lensText(this.#snapshot, state, offset);
  }

  /** The workloads that a call hierarchy begins with: that at an offset, or those that a policy or a peer there selects. */
  callItems(file: FileId, offset: number): readonly CallItem[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : callItemsAt(this.#snapshot, state, offset);
  }

  /** Who may call the item (`ingress`), or whom it may call. */
  calls(item: Pick<CallItem, "scope" | "id">, direction: Direction): readonly Call[] {
    return callsOf(this.#snapshot, item, direction);
  }

  /** Words of a file that lead to other files, and to the pages of rules. */
  documentLinks(file: FileId): readonly DocumentLink[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : documentLinks(this.#snapshot, state);
  }

  /** Lines that fold; undefined for a file without policies, whose folding is left to the editor. */
  folds(file: FileId): readonly Fold[] | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : foldsIn(state);
  }

  /** What is selected step by step round an offset, from the innermost out; none outside of what is read. */
  selectionRanges(file: FileId, offset: number): readonly TextRange[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : selectionRanges(state, offset);
  }

  /** Words of the file's policies by what they mean, of a range or of the whole file. */
  semanticTokens(file: FileId, range?: TextRange): readonly SemanticToken[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : semanticTokens(state, this.#snapshot.settings.versions, range);
  }

  /** What the words at an offset name: a label, a namespace, a Service, a port. Undefined where they name nothing. */
  nameAt(file: FileId, offset: number): NamedPlace | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : nameAt(this.#snapshot, state, offset);
  }

  /** Every place at which what is named at an offset is defined or referred to, that place among them. */
  occurrences(file: FileId, offset: number): readonly NamedPlace[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : occurrencesAt(this.#snapshot, this.#names, state, offset);
  }

  /**
   * What may be typed at an offset, the likeliest first.
   *
   * @param snippets Whole policies to offer where a document begins.
   */
  completions(file: FileId, offset: number, snippets: readonly SnippetSource[] = []): readonly CompletionItem[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : completionsAt(this.#snapshot, state, offset, snippets);
  }

  /** Where what is named at an offset is defined; none where no manifest does. */
  definitions(file: FileId, offset: number): readonly NamedPlace[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : definitionsAt(this.#snapshot, this.#names, state, offset);
  }

  /** The words that a rename at an offset would change; undefined where nothing can be renamed. */
  renameTarget(file: FileId, offset: number): RenameTarget | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : renameTargetAt(this.#snapshot, this.#names, state, offset);
  }

  /** What another name would change, in all files; undefined where nothing can be renamed. */
  rename(file: FileId, offset: number, newName: string): Rename | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : renameAt(this.#snapshot, this.#names, state, offset, newName);
  }

  /** The objects of a file that are read, in the order written. */
  symbols(file: FileId): readonly ObjectSymbol[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : symbolsIn(state);
  }

  /** Objects of all files whose words hold what is asked for, letter by letter in order, the closest first. */
  symbolsMatching(query: string): readonly ObjectSymbol[] {
    return symbolsMatching(this.#snapshot, query);
  }

  /**
   * What may be done about a range, told from what is known: no rule is run that looks at several documents. Edits are
   * computed by `resolve`.
   *
   * @param only Kinds that are wanted, those below them included (`refactor`, `source.fixAll`). Default: all.
   */
  codeActions(file: FileId, range: TextRange, only?: readonly string[]): readonly CodeAction[] {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? [] : actionsAt(this.#actionContext(state), range, only, this.#host.log);
  }

  /** The edit of an action that `codeActions` offered for the same text; undefined when it does not apply any more. */
  resolve(file: FileId, actionId: string): WorkspaceEdit | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : editOf(this.#actionContext(state), actionId);
  }

  /**
   * The file after every fix that may be made unasked, repeated until none is left: those that write out what is read anyway,
   * of findings that are shown and are no warnings, in documents that are complete. Undefined when there is none. Changes no
   * other file.
   */
  fixAll(file: FileId): WorkspaceEdit | undefined {
    return fixAll(this.#snapshot, file, (snapshot, state) => {
      const silence = new Silence(state, snapshot.maskedIn(state));
      return this.#runner.own(snapshot, state).filter((it) => !silence.silences(it));
    });
  }

  /** Makes edits of a file, sorted and free of conflicts as `fixAll` and `resolve` return them. */
  edit(file: FileId, edits: readonly TextEdit[]): void {
    const input = this.#snapshot.files.get(file)?.input;
    if (input !== undefined) this.apply([{ type: "put", file: { ...input, text: applyEdits(input.text, edits) } }]);
  }

  /** Every allowed flow of a scope, or of all of them. */
  flows(scopes: readonly string[] = this.scopeNames): FlowList {
    return flowsOf(this.#snapshot, scopes);
  }

  /** Who can connect to whom in a scope, by namespaces; and one namespace workload by workload. Undefined for a scope that is not there. */
  graph(scope: string, namespace?: string): FlowGraph | undefined {
    return flowGraph(this.#snapshot, scope, namespace);
  }

  /** The workloads that an offset is about: a workload, or those that a policy selects. Undefined where it is in neither. */
  graphFocus(file: FileId, offset: number): GraphFocus | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : graphFocus(this.#snapshot, state, offset);
  }

  /** What passes here and not in an earlier state of the files, and the other way round. */
  flowsSince(before: Workspace): FlowDiff {
    return diffFlows(before.#snapshot, this.#snapshot);
  }

  /**
   * What passes here and not with other texts of some files, and the other way round; tried beside the present state, and at
   * the cost of what differs. The settings are those of now.
   *
   * @param older Files as they were: with their earlier text, or removed where they are new.
   */
  changesSince(older: readonly Change[]): FlowDiff {
    const changed = older.filter((it) => it.type === "remove" || this.textOf(it.file.id) !== it.file.text);
    return diffFlows(changed.length === 0 ? this.#snapshot : this.#snapshot.speculate(changed), this.#snapshot);
  }

  /** The clusters that the files describe: what each is made of, why, and what is not seen in it. */
  scopes(): ScopeList {
    return scopeList(this.#snapshot);
  }

  /** Ends that a question may name. */
  ends(): readonly EndChoice[] {
    return endChoices(this.#snapshot);
  }

  /** Why a text means no end in any cluster, as a sentence without a full stop; undefined where it means one in some. */
  whyNoEnd(text: string): string | undefined {
    const found = this.#snapshot.scopes.map((it) => findEnd(this.#snapshot.view(it), text));
    const reasons = found.filter((it) => typeof it === "string");
    return reasons.length === found.length ? reasons[0] : undefined;
  }

  /** The end that stands at an offset; undefined where none does. */
  endAt(file: FileId, offset: number): string | undefined {
    const state = this.#snapshot.files.get(file);
    return state === undefined ? undefined : endAt(this.#snapshot, state, offset);
  }

  /** May one end talk to another, and which lines decide. */
  can(scope: string, question: Question): CanResult {
    return can(this.#snapshot, scope, question);
  }

  /** The policy tests of the workspace, in order of their files and places. */
  policyTests(): readonly TestInfo[] {
    return testsIn(this.#snapshot);
  }

  /** A file of tests that hold what is allowed today between the workloads of a namespace and all others; undefined for an unknown scope. */
  testsOfToday(scope: string, namespace: string): string | undefined {
    const own = this.#snapshot.scopes.find((it) => it.name === scope);
    return own && testsOfToday(this.#snapshot.view(own), namespace);
  }

  /** What is wrong with tests, which are left out then. */
  policyTestProblems(): readonly (Place & { readonly message: string })[] {
    return testProblems(this.#snapshot);
  }

  /** Runs policy tests, with a result for each cluster that a test is about. @param wanted All by default. */
  runPolicyTests(wanted?: (test: TestInfo) => boolean): readonly TestResult[] {
    return this.coverPolicies(wanted).results;
  }

  /**
   * The same, and which policies and rules the tests touch.
   * @param pathOf How a file is called in texts; by default by its id.
   */
  coverPolicies(
    wanted: (test: TestInfo) => boolean = () => true,
    pathOf: (file: FileId) => string = (it) => it,
  ): { readonly results: readonly TestResult[]; readonly coverage: readonly PolicyCoverage[] } {
    const touched = new Touched();
    const results = runTests(this.#snapshot, wanted, { touched, pathOf });
    return { results, coverage: coverageOf(this.#snapshot, touched) };
  }

  /** The least edit that lets one end talk to another and opens nothing else, tried; or why there is none. */
  allow(scope: string, question: Question): Allowed {
    return allow(this.#snapshot, scope, question);
  }

  /** The flows that a lock-down of a namespace would close, to pick those that are to pass. */
  lockDownFlows(scope: string, namespace: string): LockDownPlan {
    return lockDownFlows(this.#snapshot, scope, namespace);
  }

  /** Default deny, DNS and the flows that are picked by their ids, in a file of their own, tried; or why there is no edit. */
  lockDown(scope: string, namespace: string, picked: readonly string[]): Allowed {
    return lockDown(this.#snapshot, scope, namespace, picked);
  }

  /** Namespaces that have workloads, of a scope. */
  namespaces(scope: string): readonly string[] {
    const workloads = this.#snapshot.scopes.find((it) => it.name === scope)?.workloads ?? [];
    return [...new Set(workloads.map((it) => it.namespace))].sort();
  }

  /** All rules, sorted by code. */
  static rules(): readonly RuleInfo[] {
    return RULES.map(({ code, name, title, severity, persona, premise }) => ({
      code,
      name,
      title,
      severity,
      persona: persona ?? "regular",
      premise,
    }));
  }

  /**
   * Does the work of `allDiagnostics` one step at a time, so that a face can answer others in between. Ends early when the
   * files or settings have changed meanwhile, and at once when the work is done.
   */
  *steps(): Generator<void, void> {
    if (this.#all !== undefined) return;
    const generation = this.#generation;
    if (this.#scoped === undefined) {
      this.#runner.timings.clear();
      const steps = this.#runner.scopedSteps(this.#snapshot);
      for (;;) {
        const step = steps.next();
        if (this.#generation !== generation) return;
        if (step.done === true) {
          this.#scoped = new ScopedFindings(step.value);
          this.#lastScoped = this.#scoped;
          break;
        }
        yield;
      }
    }
    const all = new Map<FileId, readonly Diagnostic[]>();
    const rests = (): boolean => this.#snapshot.scopes.some((it) => restingNamespaces(this.#snapshot, it).length > 0);
    let silenced = 0;
    for (const file of this.#snapshot.sortedFiles) {
      const found = this.#foundIn(file, this.#scoped);
      const silence = new Silence(file, this.#snapshot.maskedIn(file));
      const shown = found.filter((it) => !silence.silences(it));
      silenced += found.length - shown.length;
      const requests = this.#runner.requests(this.#snapshot, file, silence.problems(rests));
      const diagnostics = this.#told.of(this.#snapshot, file, [...shown, ...requests]);
      if (diagnostics.length > 0) all.set(file.input.id, diagnostics);
      yield;
      if (this.#generation !== generation) return;
    }
    this.#told.keepOnly(this.#snapshot.files);
    this.#silenced = silenced;
    this.#all = all;
  }

  #actionContext(file: FileState): ActionContext {
    let findings: readonly Found[] | undefined;
    return {
      snapshot: this.#snapshot,
      file,
      findings: () => {
        findings ??= this.#shownIn(file, this.#scoped ?? this.#lastScoped);
        return findings;
      },
      fixAll: () => this.fixAll(file.input.id),
    };
  }

  /** Findings of the file that are neither silenced nor switched off. */
  #shownIn(file: FileState, scoped: ScopedFindings | undefined): Found[] {
    const silence = new Silence(file, this.#snapshot.maskedIn(file));
    return this.#foundIn(file, scoped).filter(
      (it) => !silence.silences(it) && effectiveSeverity(it, this.#snapshot.settings) !== undefined,
    );
  }

  /** What a chart's template shows both as it is written and as it is rendered is said once. */
  #foundIn(file: FileState, scoped: ScopedFindings | undefined): Found[] {
    const own = this.#runner.own(this.#snapshot, file);
    const together = scoped?.in(file) ?? [];
    if (!this.#snapshot.isRendered(file)) return [...own, ...together];
    const said = new Set(own.map((it) => lineKey(it)));
    return [...own, ...together.filter((it) => !said.has(lineKey(it)))];
  }

  #replace(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#generation++;
    this.#scoped = undefined;
    this.#all = undefined;
  }
}

/** A rule and a line. */
function lineKey({ rule, file, range }: Found): string {
  return `${rule.code}|${file.lines.positionAt(range.start).line}`;
}

/** Settings with their maps as objects, to be compared. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, it]) => [key, plain(it)]));
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, plain(it)]));
}
