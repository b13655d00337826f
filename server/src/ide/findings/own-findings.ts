/** What documents show each on its own, found once for as long as they and the settings are the same. */

import { createView } from "../../analysis/scope-view.js";
import type { Rule } from "../../rules/rule.js";
import type { Decoded } from "../../systems/decode-document.js";
import type { ReadDocument } from "../../workspace/file-state.js";
import type { Settings } from "../../workspace/settings.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { askAtOnce, type ScopeRule, Subjects } from "./ask-rules.js";
import type { Placeless } from "./found.js";
import { isCertainIn, mayRun } from "./judged.js";
import type { RuleGuard } from "./rule-guard.js";

type ShapeRule = Extract<Rule, { on: "shape" }>;

export class OwnFindings {
  readonly #guard: RuleGuard;
  readonly #rules: readonly Rule[];
  /** What the rules are about. */
  readonly #subjects: ReadonlySet<Rule["on"]>;
  #known = new WeakMap<Decoded, readonly Placeless[]>();
  /** Those under which `#known` was found. */
  #settings: Settings | undefined;

  constructor(rules: readonly Rule[], guard: RuleGuard) {
    this.#rules = rules.filter((it) => it.premise === "file");
    this.#subjects = new Set(this.#rules.map((it) => it.on));
    this.#guard = guard;
  }

  /**
   * @param file Path of the file that the objects stand in.
   * @param document Undefined for what a build makes.
   */
  of(snapshot: Snapshot, decoded: Decoded, file: string | undefined, document?: ReadDocument): readonly Placeless[] {
    if (snapshot.settings !== this.#settings) {
      this.#known = new WeakMap();
      this.#settings = snapshot.settings;
    }
    const known = this.#known.get(decoded);
    if (known !== undefined) return known;
    const found = this.#find(snapshot, decoded, file, document);
    this.#known.set(decoded, found);
    return found;
  }

  #find(snapshot: Snapshot, decoded: Decoded, file: string | undefined, document?: ReadDocument): Placeless[] {
    const problems = [...decoded.problems, ...decoded.objects.flatMap((it) => it.problems)];
    if (problems.length === 0 && !this.#areAskedAbout(decoded)) return [];
    const view = createView(snapshot.alone(decoded, file), snapshot.settings);
    const found: Placeless[] = [];
    const askOfProblems = (rule: ShapeRule): void => {
      for (const problem of problems) {
        const own = this.#guard.guarded(rule, problem.path, () => [...rule.check(problem, view)]) ?? [];
        for (const finding of own) found.push({ rule, finding, view });
      }
    };
    const subjects = new Subjects(view);
    const askOfScope = (rule: ScopeRule): void => {
      askAtOnce(rule, subjects.of(rule), view, this.#guard, (finding) => {
        if (document === undefined || isCertainIn(document, rule, finding)) found.push({ rule, finding, view });
      });
    };
    for (const rule of this.#rules) {
      if (rule.on === "shape") askOfProblems(rule);
      else if (document === undefined || mayRun(rule, document)) askOfScope(rule);
    }
    return found;
  }

  /** Most documents are none of what rules are about. */
  #areAskedAbout({ objects }: Decoded): boolean {
    const on = this.#subjects;
    return on.has("scope") || objects.some(({ type }) => (type === "policy" || type === "workload") && on.has(type));
  }
}
