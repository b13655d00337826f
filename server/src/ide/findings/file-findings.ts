/** Findings about what stands in a file and in no document of it: settings, comments that ask to ignore findings, builds. */

import { createView } from "../../analysis/scope-view.js";
import { nearest } from "../../base/nearest.js";
import type { Site } from "../../base/source.js";
import type {
  BuildFailure,
  PolicyTestProblem,
  RequestToIgnore,
  SettingProblem,
  UnlistedManifest,
} from "../../model/shape-problem.js";
import type { Rule } from "../../rules/rule.js";
import type { Decoded } from "../../systems/decode-document.js";
import type { FileState } from "../../workspace/file-state.js";
import { readSettingsFile } from "../../workspace/settings-file.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { readTests } from "../policy-tests/read-tests.js";
import type { Found } from "./found.js";
import type { RuleGuard } from "./rule-guard.js";
import type { RequestProblem } from "./silence.js";

/** Stands for a site where a problem has a range alone. */
const NOWHERE: Site = { document: 0, node: 0, part: "value" };

const NOTHING: Decoded = { objects: [], problems: [] };

export class FileFindings {
  readonly #rules: readonly Rule[];
  /** Codes and names. */
  readonly #knownRules: ReadonlySet<string>;
  readonly #guard: RuleGuard;

  constructor(rules: readonly Rule[], guard: RuleGuard) {
    this.#rules = rules;
    this.#knownRules = new Set(rules.flatMap((it) => [it.code, it.name]));
    this.#guard = guard;
  }

  /** Of a file of settings. */
  ofSettings(snapshot: Snapshot, file: FileState): Found[] {
    const { problems } = readSettingsFile(file.input.text, this.#knownRules);
    return this.of(
      snapshot,
      file,
      problems.map(({ range, message }) => ({ type: "setting", at: NOWHERE, kind: "", path: "", message, range })),
    );
  }

  /** Of a file of policy tests. */
  ofTests(snapshot: Snapshot, file: FileState): Found[] {
    const { problems } = readTests(file);
    return this.of(
      snapshot,
      file,
      problems.map((it) => ({ type: "policy-test", at: NOWHERE, kind: "", path: "", ...it })),
    );
  }

  /** Of comments and annotations that ask to ignore findings and do not do so. */
  ofRequests(snapshot: Snapshot, file: FileState, problems: readonly RequestProblem[]): Found[] {
    return this.of(
      snapshot,
      file,
      problems.map(({ reason, name, range }) => {
        const near = reason === "unknown" ? nearest(name, this.#knownRules) : undefined;
        const base = { type: "request-to-ignore", at: NOWHERE, kind: "", path: "", reason, name, range } as const;
        return near === undefined ? base : { ...base, nearest: near };
      }),
    );
  }

  of(
    snapshot: Snapshot,
    file: FileState,
    problems: readonly (SettingProblem | PolicyTestProblem | RequestToIgnore | BuildFailure | UnlistedManifest)[],
  ): Found[] {
    if (problems.length === 0) return [];
    const view = createView(snapshot.alone(NOTHING), snapshot.settings);
    return problems.flatMap((problem) =>
      this.#rules.flatMap((rule) => {
        if (rule.on !== "shape") return [];
        const findings = this.#guard.guarded(rule, problem.type, () => [...rule.check(problem, view)]) ?? [];
        return findings.map((finding): Found => ({ rule, finding, view, file, range: problem.range }));
      }),
    );
  }
}
