/** Runs rules over a snapshot and gathers what they find. */

import type { Rule } from "../../rules/rule.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Host, Notice } from "../../workspace/inputs.js";
import { SETTINGS_FILE } from "../../workspace/settings-file.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { buildProblemsIn } from "../notices/build-problems.js";
import { TEST_FILE } from "../policy-tests/policy-test.js";
import { FileFindings } from "./file-findings.js";
import { type Found, rangeOf } from "./found.js";
import { judgedDocuments, judgedOf } from "./judged.js";
import { OwnFindings } from "./own-findings.js";
import { RuleGuard } from "./rule-guard.js";
import { ScopeRuns } from "./scope-runs.js";
import type { RequestProblem } from "./silence.js";

export class RuleRunner {
  readonly #guard: RuleGuard;
  readonly #own: OwnFindings;
  readonly #inScopes: ScopeRuns;
  readonly #ofFiles: FileFindings;

  /** @param rules All that there are, sorted by code. */
  constructor(host: Host, rules: readonly Rule[]) {
    this.#guard = new RuleGuard(host);
    this.#own = new OwnFindings(rules, this.#guard);
    this.#inScopes = new ScopeRuns(rules, this.#guard, this.#own);
    this.#ofFiles = new FileFindings(rules, this.#guard);
  }

  /** Rules that failed and rest. */
  get crashes(): readonly Notice[] {
    return this.#guard.crashes;
  }

  /** Milliseconds by rule, and by what is done for all of them. */
  get timings(): Map<string, number> {
    return this.#guard.timings;
  }

  /** What the file's documents show each on its own. Documents that are unchanged are not looked at again. */
  own(snapshot: Snapshot, file: FileState): Found[] {
    if (file.input.path === SETTINGS_FILE) return this.#ofFiles.ofSettings(snapshot, file);
    if (TEST_FILE.test(file.input.path)) return this.#ofFiles.ofTests(snapshot, file);
    const own = judgedDocuments(snapshot, file).flatMap((document) =>
      this.#own
        .of(snapshot, judgedOf(snapshot, file, document), file.input.path, document)
        .map((it) => ({ ...it, file, range: rangeOf(document, it.finding) })),
    );
    return [...own, ...this.#ofFiles.of(snapshot, file, buildProblemsIn(snapshot, file))];
  }

  /**
   * What the policies and workloads of each scope show together, some subjects of one rule at a time, so that a face can let
   * others have a turn in between.
   */
  scopedSteps(snapshot: Snapshot): Generator<void, Found[]> {
    return this.#inScopes.steps(snapshot);
  }

  /** Comments and annotations that ask to ignore findings and do not do so. */
  requests(snapshot: Snapshot, file: FileState, problems: readonly RequestProblem[]): Found[] {
    return this.#ofFiles.ofRequests(snapshot, file, problems);
  }

  /**
   * Runs a piece of a rule. If it throws, one notice says so, and everything else goes on.
   * @param subject What the rule was asked about, for the log.
   */
  guarded<T>(rule: Rule, subject: string, run: () => T): T | undefined {
    return this.#guard.guarded(rule, subject, run);
  }
}
