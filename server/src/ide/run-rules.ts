/** Runs rules over a snapshot and gathers what they find, guarding each: a rule that throws becomes one notice. */

import { nearest } from "../base/nearest.js";
import type { Site, TextRange } from "../base/source.js";
import type { View } from "../analysis/view.js";
import type { Scope } from "../model/scope.js";
import type { RequestToIgnore, SettingProblem, ShapeProblem } from "../model/shape-problem.js";
import type { Finding, Rule } from "../rules/rule.js";
import type { FileState, ReadDocument } from "../workspace/file-state.js";
import type { Host, Notice } from "../workspace/inputs.js";
import { ruleAround } from "../workspace/certain-problems.js";
import { readSettingsFile, SETTINGS_FILE } from "../workspace/settings-file.js";
import type { Settings } from "../workspace/settings.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { createView } from "../analysis/scope-view.js";
import { rangeInFile } from "./places.js";
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
type OwnFinding = Pick<Found, "rule" | "finding" | "view">;

/** What every rule about several documents needs first stands beside the rules' names. */
const COMPILING = "compiling the policies";

/** Stands for a site where a problem has a range alone. */
const NOWHERE: Site = { document: 0, node: 0, part: "value" };

/** Shape problems that hold for a partial object too: a patch does not say all, but what it says has to fit. */
const HOLDS_FOR_PATCHES: ReadonlySet<ShapeProblem["type"]> = new Set([
  "yaml-syntax",
  "unknown-field",
  "wrong-type",
  "duplicate-key",
]);

export class RuleRunner {
  readonly #host: Host;
  readonly #rules: readonly Rule[];
  /** Codes and names. */
  readonly #knownRules: ReadonlySet<string>;
  #own = new WeakMap<ReadDocument["decoded"], readonly OwnFinding[]>();
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
    const patch = snapshot.isPatch(file);
    const documents = [...file.documents.filter((it) => !it.variables), ...snapshot.maskedIn(file)];
    return [...documents, ...file.documents.flatMap(carriedBy)].flatMap((document) => {
      return this.#ownOf(snapshot, file, document, patch).map((it) => ({
        ...it,
        file,
        range: rangeOf(document, it.finding),
      }));
    });
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
      this.#timed(COMPILING, () => {
        view.prepare();
      });
      yield;
      for (const rule of this.#rules) {
        if (rule.on === "shape" || rule.premise === "file") continue;
        for (const run of this.#runs(rule, scope, view)) {
          for (const finding of run()) {
            const located = snapshot.locate(finding.at.document);
            if (located === undefined || located.document.variables || snapshot.isPatch(located.file)) continue;
            // A policy that a rule makes has no place of its own in each namespace.
            if (located.document.embedded !== undefined) continue;
            const message = this.guarded(rule, scope.name, () => rule.message(finding));
            if (message === undefined) continue;
            const key = `${rule.code}|${siteKey(finding.at)}|${message}`;
            const known = merged.get(key);
            if (known !== undefined) {
              if (known.scopes.at(-1) !== scope.name) known.scopes.push(scope.name);
              continue;
            }
            const range = rangeOf(located.document, finding);
            merged.set(key, { rule, finding, view, file: located.file, range, scopes: [scope.name] });
          }
          yield;
        }
      }
    }
    return [...merged.values()];
  }

  #ownOf(snapshot: Snapshot, file: FileState, document: ReadDocument, patch: boolean): readonly OwnFinding[] {
    // A patch is judged differently, and whether a file is one is said elsewhere: patches are few, so not kept.
    if (snapshot.settings !== this.#settings) {
      this.#own = new WeakMap();
      this.#settings = snapshot.settings;
    }
    const known = patch ? undefined : this.#own.get(document.decoded);
    if (known !== undefined) return known;
    const scope = snapshot.alone(file, [document]);
    const view = createView(scope, snapshot.settings);
    const problems = [...document.decoded.problems, ...document.decoded.objects.flatMap((it) => it.problems)];
    const found: OwnFinding[] = [];
    for (const rule of this.#rules) {
      if (rule.premise !== "file") continue;
      if (rule.on === "shape") {
        for (const problem of problems) {
          if (patch && !HOLDS_FOR_PATCHES.has(problem.type)) continue;
          for (const finding of this.#guarded(rule, problem.path, () => [...rule.check(problem, view)])) {
            found.push({ rule, finding, view });
          }
        }
      } else if (!patch && mayRun(rule, document)) {
        for (const finding of this.#run(rule, scope, view)) {
          if (isCertainIn(document, rule, finding)) found.push({ rule, finding, view });
        }
      }
    }
    if (!patch) this.#own.set(document.decoded, found);
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
  #ofFile(snapshot: Snapshot, file: FileState, problems: readonly (SettingProblem | RequestToIgnore)[]): Found[] {
    if (problems.length === 0) return [];
    const view = createView(snapshot.alone(file, []), snapshot.settings);
    return problems.flatMap((problem) =>
      this.#rules.flatMap((rule) => {
        if (rule.on !== "shape") return [];
        const findings = this.#guarded(rule, problem.type, () => [...rule.check(problem, view)]);
        return findings.map((finding): Found => ({ rule, finding, view, file, range: problem.range }));
      }),
    );
  }

  #run(rule: Exclude<Rule, { on: "shape" }>, scope: Scope, view: View): Finding[] {
    return this.#runs(rule, scope, view).flatMap((run) => run());
  }

  /** The rule's run over the scope, one subject at a time. */
  #runs(rule: Exclude<Rule, { on: "shape" }>, scope: Scope, view: View): (() => Finding[])[] {
    switch (rule.on) {
      case "policy":
        return (rule.refused === "checked" ? view.scope.policies : view.policies).map(
          (it) => () => this.#guarded(rule, it.id, () => [...rule.check(it, view)]),
        );
      case "workload":
        return scope.workloads.map((it) => () => this.#guarded(rule, it.id, () => [...rule.check(it, view)]));
      case "scope":
        return [() => this.#guarded(rule, scope.name, () => [...rule.check(view.scope, view)])];
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

/** Where the finding is in the file that holds the document. */
export function rangeOf(document: ReadDocument, finding: Finding): TextRange {
  if (finding.span === undefined) return rangeInFile(document, finding.at);
  return { start: finding.span.start + document.start, end: finding.span.end + document.start };
}

function siteKey(site: Site): string {
  return `${site.document}|${site.node}|${site.part}|${site.piece?.start ?? ""}|${site.piece?.end ?? ""}`;
}
