/** Runs rules over a snapshot and gathers what they find, guarding each: a rule that throws becomes one notice. */

import { nearest } from "../base/nearest.js";
import type { Site, TextRange } from "../base/source.js";
import type { View } from "../analysis/view.js";
import type { Scope } from "../model/scope.js";
import type {
  BuildFailure,
  RequestToIgnore,
  SettingProblem,
  ShapeProblem,
  UnlistedManifest,
} from "../model/shape-problem.js";
import type { Finding, Rule } from "../rules/rule.js";
import type { FileState, ReadDocument } from "../workspace/file-state.js";
import type { Host, Notice } from "../workspace/inputs.js";
import type { Decoded } from "../systems/decode-document.js";
import { placeKey } from "../workspace/scopes.js";
import { ruleAround } from "../workspace/certain-problems.js";
import { readSettingsFile, SETTINGS_FILE } from "../workspace/settings-file.js";
import type { Settings } from "../workspace/settings.js";
import type { LocatedDocument, Snapshot } from "../workspace/snapshot.js";
import { createView } from "../analysis/scope-view.js";
import { memoize } from "../base/memoize.js";
import { buildProblemsIn } from "./build-problems.js";
import { holdsWhateverComes } from "./open-values.js";
import { objectAround, rangeInFile } from "./places.js";
import type { RequestProblem } from "./silence.js";

/** A finding with the rule that found it and the place it has now. */
export interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly view: View;
  readonly file: FileState;
  readonly range: TextRange;
  /** Scopes in which it was found; undefined for what the document alone shows. */
  readonly scopes?: readonly string[];
}

/** What a document alone shows, kept as long as its text. Places count from the document's start. */
type OwnFinding = Pick<Found, "rule" | "finding" | "view"> & {
  /** Where the object is written that the rule was asked about; the finding's place may be in a patch of it. */
  readonly about?: Site;
};

/** What every rule about several documents needs first stands beside the rules' names. */
const COMPILING = "compiling the policies";

/** Stands for a site where a problem has a range alone. */
const NOWHERE: Site = { document: 0, node: 0, part: "value" };

const NOTHING: Decoded = { objects: [], problems: [] };

export class RuleRunner {
  readonly #host: Host;
  readonly #rules: readonly Rule[];
  /** Codes and names. */
  readonly #knownRules: ReadonlySet<string>;
  #own = new WeakMap<Decoded, readonly OwnFinding[]>();
  /** What rules about several documents have found in a View that has been gone through. */
  readonly #inView = new WeakMap<View, readonly OwnFinding[]>();
  /** Those under which `#own` was found. */
  #settings: Settings | undefined;
  readonly #crashes = new Map<string, Notice>();
  /** Milliseconds by rule, and by what is done for all of them. */
  readonly timings = new Map<string, number>();

  /** @param rules All that there are, sorted by code. */
  constructor(host: Host, rules: readonly Rule[]) {
    this.#host = host;
    this.#rules = rules;
    this.#knownRules = new Set(rules.flatMap((it) => [it.code, it.name]));
  }

  get crashes(): readonly Notice[] {
    return [...this.#crashes.values()];
  }

  /** What the file's documents show each on its own. Documents that are unchanged are not looked at again. */
  own(snapshot: Snapshot, file: FileState): Found[] {
    if (file.input.path === SETTINGS_FILE) return this.#ofSettings(snapshot, file);
    const problems = buildProblemsIn(snapshot, file);
    const documents = [...file.documents.filter((it) => !it.variables), ...snapshot.maskedIn(file)];
    const own = [...documents, ...file.documents.flatMap(carriedBy)].flatMap((document) => {
      const decoded = judgedOf(snapshot, file, document);
      return this.#ownOf(snapshot, decoded, file.input.path, document).map((it) => ({
        ...it,
        file,
        range: rangeOf(document, it.finding),
      }));
    });
    return [...own, ...this.#ofFile(snapshot, file, problems)];
  }

  /** What the policies and workloads of each scope show together. */
  scoped(snapshot: Snapshot): Found[] {
    const steps = this.scopedSteps(snapshot);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** As `scoped`, one rule and subject at a time, so that a face can let others have a turn in between. */
  *scopedSteps(snapshot: Snapshot): Generator<void, Found[]> {
    const merged = new Map<string, Found & { scopes: string[] }>();
    for (const scope of snapshot.scopes) {
      const view = snapshot.view(scope);
      // Whether policies of another scope may hold in it is not told by its View.
      const together = snapshot.isPartial(scope)
        ? []
        : (this.#inView.get(view) ?? (yield* this.#goThrough(scope, view)));
      for (const it of together) {
        this.#merge(snapshot, scope, it, merged);
      }
      yield;
      for (const { decoded, file } of snapshot.found(scope)?.rendered ?? []) {
        const about = decoded.objects[0]?.meta.at;
        for (const it of this.#ownOf(snapshot, decoded, file)) {
          this.#merge(snapshot, scope, about === undefined ? it : { ...it, about }, merged);
        }
        yield;
      }
    }
    return [...merged.values()];
  }

  *#goThrough(scope: Scope, view: View): Generator<void, readonly OwnFinding[]> {
    const found: OwnFinding[] = [];
    this.#timed(COMPILING, () => {
      view.prepare();
    });
    yield;
    for (const rule of this.#rules) {
      if (rule.on === "shape" || rule.premise === "file") continue;
      for (const { about, run } of this.#runs(rule, scope, view)) {
        for (const finding of run()) found.push({ rule, finding, view, ...(about === undefined ? {} : { about }) });
        yield;
      }
    }
    this.#inView.set(view, found);
    return found;
  }

  /** Adds a finding of a scope; what several scopes show is one, unless the document shows it by itself. */
  #merge(snapshot: Snapshot, scope: Scope, found: OwnFinding, merged: Map<string, Found & { scopes: string[] }>): void {
    const { rule, finding } = found;
    const located = snapshot.locate(finding.at.document);
    // A policy that a rule makes has no place of its own in each namespace.
    if (located === undefined || located.document.embedded !== undefined) return;
    if (!this.#isCertain(snapshot, scope, found, located.document)) return;
    const message = this.guarded(rule, scope.name, () => rule.message(finding));
    if (message === undefined) return;
    const key = `${rule.code}|${siteKey(finding.at)}|${message}`;
    const known = merged.get(key);
    if (known !== undefined) {
      if (known.scopes.at(-1) !== scope.name) known.scopes.push(scope.name);
      return;
    }
    if (rule.premise === "file" && !located.document.variables && this.#isShownByItself(snapshot, located, key)) return;
    merged.set(key, {
      rule,
      finding,
      view: found.view,
      file: located.file,
      range: rangeOf(located.document, finding),
      scopes: [scope.name],
    });
  }

  /** True where nothing that is not known yet decides whether the finding holds. */
  #isCertain(snapshot: Snapshot, scope: Scope, { rule, finding, about }: OwnFinding, document: ReadDocument): boolean {
    if (about !== undefined && about.document !== document.parsed.id) {
      const own = snapshot.valuesIn(scope, about.document);
      if (own === "open" || typeof own === "object") return false;
      if (snapshot.found(scope)?.unfinished.has(placeKey(about)) === true) return false;
    }
    const values = snapshot.valuesIn(scope, document.parsed.id);
    if (typeof values === "object") {
      return holdsWhateverComes(document, values, rule, finding, (it) => snapshot.valuesIn(scope, it));
    }
    if (!snapshot.isFinal(scope, document)) return false;
    const object = objectAround(document, finding.at.node);
    return object === undefined || snapshot.found(scope)?.unfinished.has(placeKey(object.meta.at)) !== true;
  }

  #isShownByItself(snapshot: Snapshot, { file, document }: LocatedDocument, key: string): boolean {
    const decoded = judgedOf(snapshot, file, document);
    return this.#ownOf(snapshot, decoded, file.input.path, document).some(({ rule, finding }) => {
      return `${rule.code}|${siteKey(finding.at)}|${rule.message(finding)}` === key;
    });
  }

  /**
   * @param file Path of the file that the objects stand in.
   * @param document Undefined for what a build makes.
   */
  #ownOf(
    snapshot: Snapshot,
    decoded: Decoded,
    file: string | undefined,
    document?: ReadDocument,
  ): readonly OwnFinding[] {
    if (snapshot.settings !== this.#settings) {
      this.#own = new WeakMap();
      this.#settings = snapshot.settings;
    }
    const known = this.#own.get(decoded);
    if (known !== undefined) return known;
    const scope = snapshot.alone(decoded, file);
    const view = createView(scope, snapshot.settings);
    const problems = [...decoded.problems, ...decoded.objects.flatMap((it) => it.problems)];
    const found: OwnFinding[] = [];
    for (const rule of this.#rules) {
      if (rule.premise !== "file") continue;
      if (rule.on === "shape") {
        for (const problem of problems) {
          for (const finding of this.#guarded(rule, problem.path, () => [...rule.check(problem, view)])) {
            found.push({ rule, finding, view });
          }
        }
      } else if (document === undefined || mayRun(rule, document)) {
        for (const finding of this.#run(rule, scope, view)) {
          if (document === undefined || isCertainIn(document, rule, finding)) found.push({ rule, finding, view });
        }
      }
    }
    this.#own.set(decoded, found);
    return found;
  }

  #ofSettings(snapshot: Snapshot, file: FileState): Found[] {
    const { problems } = readSettingsFile(file.input.text, this.#knownRules);
    return this.#ofFile(
      snapshot,
      file,
      problems.map(({ range, message }) => ({ type: "setting", at: NOWHERE, kind: "", path: "", message, range })),
    );
  }

  /** Comments and annotations that ask to ignore findings and do not do so. */
  requests(snapshot: Snapshot, file: FileState, problems: readonly RequestProblem[]): Found[] {
    return this.#ofFile(
      snapshot,
      file,
      problems.map(({ reason, name, range }) => {
        const near = reason === "unknown" ? nearest(name, this.#knownRules) : undefined;
        const base = { type: "request-to-ignore", at: NOWHERE, kind: "", path: "", reason, name, range } as const;
        return near === undefined ? base : { ...base, nearest: near };
      }),
    );
  }

  /** Findings about problems that stand in a file and in no document of it. */
  #ofFile(
    snapshot: Snapshot,
    file: FileState,
    problems: readonly (SettingProblem | RequestToIgnore | BuildFailure | UnlistedManifest)[],
  ): Found[] {
    if (problems.length === 0) return [];
    const view = createView(snapshot.alone(NOTHING), snapshot.settings);
    return problems.flatMap((problem) =>
      this.#rules.flatMap((rule) => {
        if (rule.on !== "shape") return [];
        const findings = this.#guarded(rule, problem.type, () => [...rule.check(problem, view)]);
        return findings.map((finding): Found => ({ rule, finding, view, file, range: problem.range }));
      }),
    );
  }

  #run(rule: Exclude<Rule, { on: "shape" }>, scope: Scope, view: View): Finding[] {
    return this.#runs(rule, scope, view).flatMap(({ run }) => run());
  }

  /** The rule's run over the scope, one subject at a time, and where that is written. */
  #runs(
    rule: Exclude<Rule, { on: "shape" }>,
    scope: Scope,
    view: View,
  ): { readonly about?: Site; readonly run: () => Finding[] }[] {
    switch (rule.on) {
      case "policy":
        return (rule.refused === "checked" ? view.scope.policies : view.policies).map((it) => ({
          about: it.object.meta.at,
          run: () => this.#guarded(rule, it.id, () => [...rule.check(it, view)]),
        }));
      case "workload":
        return scope.workloads.map((it) => ({
          about: it.object.meta.at,
          run: () => this.#guarded(rule, it.id, () => [...rule.check(it, view)]),
        }));
      case "scope":
        return [{ run: () => this.#guarded(rule, scope.name, () => [...rule.check(view.scope, view)]) }];
    }
  }

  #guarded(rule: Rule, subject: string, run: () => Finding[]): Finding[] {
    return this.guarded(rule, subject, run) ?? [];
  }

  /**
   * Runs a piece of a rule. If it throws, that is our fault and not the user's file's: log, one notice, go on.
   * @param subject What the rule was asked about, for the log.
   */
  guarded<T>(rule: Rule, subject: string, run: () => T): T | undefined {
    try {
      return this.#timed(rule.name, run);
    } catch (error) {
      const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#host.log(`rule ${rule.code} ${rule.name} failed on ${subject}: ${trace}`);
      this.#crashes.set(rule.code, {
        rule: rule.name,
        message: `Rule ${rule.code} ${rule.name} failed on ${subject} and rests; the log says more`,
      });
      return undefined;
    }
  }

  #timed<T>(name: string, work: () => T): T {
    const start = this.#host.now();
    try {
      return work();
    } finally {
      this.timings.set(name, (this.timings.get(name) ?? 0) + this.#host.now() - start);
    }
  }
}

/** In a template nothing is said that depends on the whole policy, unless no action is in it. */
function mayRun(rule: Rule, { masked }: ReadDocument): boolean {
  return masked === undefined || (rule.on === "policy" && rule.dependsOn === "rule") || masked.isWhole(0);
}

/** The policies that a document carries, as if it were a document of theirs. */
function carriedBy({ embedded, ...document }: ReadDocument): ReadDocument[] {
  if (embedded === undefined) return [];
  return [{ ...document, ...embedded }];
}

/** True where the rules that the finding is about are as written. */
function isCertainIn({ parsed, masked, decoded }: ReadDocument, rule: Rule, finding: Finding): boolean {
  if (masked === undefined || masked.isWhole(0)) return true;
  const nodes = [finding.at, ...(rule.related?.(finding) ?? []).map((it) => it.at)].map((it) => it.node);
  const [first = 0] = nodes;
  return nodes.every((it) => {
    const policies = decoded.objects.flatMap((object) => (object.type === "policy" ? object : []));
    return masked.isPlaced(it) && masked.isWhole(ruleAround(parsed, it, policies)) && masked.areTogether(it, first);
  });
}

/**
 * What of a document is judged by its own text: all of it, unless kustomizations make something else of it. Then what they
 * make is judged; of a patch only whether it can be read.
 */
function judgedOf({ builds }: Snapshot, file: FileState, { parsed, decoded }: ReadDocument): Decoded {
  if (decoded.objects.length === 0) return decoded;
  if (builds.isNoManifest(file.input.path)) return onlyText(decoded);
  const asWritten = builds.uses.asWritten(file.input.path, parsed);
  if (asWritten === undefined || decoded.objects.every((it) => asWritten.has(it.meta.at.node))) return decoded;
  return partOf(decoded, asWritten);
}

/** Faults of the text itself, which what is built no longer shows. */
const OF_THE_TEXT: ReadonlySet<ShapeProblem["type"]> = new Set(["yaml-syntax", "duplicate-key"]);

const onlyText = memoize((decoded: Decoded): Decoded => {
  const problems = [...decoded.problems, ...decoded.objects.flatMap((it) => it.problems)];
  return { objects: [], problems: problems.filter((it) => OF_THE_TEXT.has(it.type)) };
});

function partOf(decoded: Decoded, rows: ReadonlySet<number>): Decoded {
  const objects = decoded.objects.filter((it) => rows.has(it.meta.at.node));
  if (objects.length === 0) return onlyText(decoded);
  const { problems } = onlyText({ objects: decoded.objects.filter((it) => !objects.includes(it)), problems: [] });
  return { objects, problems: [...decoded.problems, ...problems] };
}

/** Where the finding is in the file that holds the document. */
export function rangeOf(document: ReadDocument, finding: Finding): TextRange {
  if (finding.span === undefined) return rangeInFile(document, finding.at);
  return { start: finding.span.start + document.start, end: finding.span.end + document.start };
}

function siteKey(site: Site): string {
  return `${site.document}|${site.node}|${site.part}|${site.piece?.start ?? ""}|${site.piece?.end ?? ""}`;
}
