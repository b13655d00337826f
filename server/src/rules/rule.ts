/** What a rule is: it finds (check), says (message, note, related) and mends (fixes), in three pure parts. */

import type { Site, TextRange } from "../base/source.js";
import type { YamlValue } from "../base/yaml-value.js";
import type { View } from "../analysis/view.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { ShapeProblem } from "../model/shape-problem.js";
import type { FormerRule } from "./retired.js";

/**
 * What must be true of the workspace before the rule may speak.
 * `file`: the document alone. `all-policies`: every policy of the scope is in sight.
 * `closed-world`: every workload of the namespaces concerned is in sight too.
 */
export type Premise = "file" | "all-policies" | "closed-world";
/** Whose attention the rule is worth. */
export type Persona = "regular" | "pedantic" | "auditor";
/**
 * error: the API server rejects it or it can never take effect. warning: valid, but almost surely not what was meant.
 * info: works as written, worth a reviewer's eye. hint: redundant or unused.
 */
export type Severity = "error" | "warning" | "info" | "hint";
export type Stage =
  | { readonly kind: "preview" | "stable"; readonly since: string }
  | { readonly kind: "retired"; readonly since: string; readonly insteadUse?: string };

export interface Subjects {
  readonly shape: ShapeProblem;
  readonly policy: Policy;
  readonly workload: Workload;
  readonly scope: Scope;
}
export type SubjectKind = keyof Subjects;

/** A finding says where it is; whatever else it carries are the facts that words and fixes need. */
export interface Finding {
  readonly at: Site;
  /** Where the evidence changes how sure the rule is; default: the rule's severity. */
  readonly severity?: Severity;
  /** Offsets inside the document, for text that has no nodes to point at; used instead of `at`. */
  readonly span?: TextRange;
}

export interface Related {
  readonly at: Site;
  readonly message: string;
}

export interface RuleSpec<K extends SubjectKind, F extends Finding> {
  /** Permanent; shown in the Problems panel. */
  readonly code: `NP${number}`;
  /** Kebab-case; what people write in settings and ignore comments. Names the wrong pattern, never the mend. */
  readonly name: string;
  /** Heading of the page. */
  readonly title: string;
  readonly severity: Severity;
  readonly premise: Premise;
  readonly persona?: Persona;
  readonly stage: Stage;
  readonly on: K;
  /** The rule of which this one was made. */
  readonly formerly?: FormerRule;
  /** Ids of the only policy systems whose policies can have the mistake, where the check reads those systems' own models. */
  readonly systems?: K extends "policy" ? readonly string[] : never;
  /**
   * Whether the rule checks policies that isolate and whose rules are evaluated in order, denials among them. Default: they are
   * left out, because most of what is true of rules that allow is not true of these. `checked`: what the rule says holds for
   * them as well. A rule that names its `systems` checks all of theirs.
   */
  readonly ordered?: K extends "policy" ? "checked" : never;
  /**
   * Whether the rule checks policies that their own system refuses. Default: they are left out, because they decide
   * nothing, and what is said of their traffic would be untrue. `checked`: what the rule says holds for them as well.
   */
  readonly refused?: K extends "policy" ? "checked" : never;
  /**
   * How much of the policy a finding depends on. Default: all of it. `rule`: one item of a list of rules, or the subject's selector,
   * so that the finding holds where the rest of a chart's template is open, or the value of a variable elsewhere is not known.
   */
  readonly dependsOn?: K extends "policy" ? "rule" : never;
  /** Ids of the specification that the rule stands for: `KP-1`, `KV-22`. */
  readonly covers: readonly string[];
  /** Decides; pure; yields facts. */
  readonly check: (subject: Subjects[K], view: View) => Iterable<F>;
  /** Words; one line of at most 120 characters, of each name 24; no final full stop; names in backticks, never cut. */
  readonly message: (finding: F) => string;
  /** The reason. */
  readonly note?: (finding: F) => string;
  readonly related?: (finding: F) => readonly Related[];
  readonly tag?: "unnecessary" | "deprecated";
  /** What it finds, or finds here, is that something is not there: not said of a document as long as that is being typed. */
  readonly absence?: true | ((finding: F) => boolean);
  /** By the name that settings and pages know the fix by. */
  readonly fixes?: Readonly<Record<string, Fix<F>>>;
}

export interface Fix<F extends Finding> {
  /** `safe`: no verdict changes; proved by the test kit, not promised. */
  readonly safety: "safe" | "changes-traffic";
  /**
   * What the fix does to traffic, wherever it is offered; proved like `safety`. Left out of a `safe` fix, which does nothing to
   * it, and where it does both or depends on what is there: a policy that was refused takes effect.
   */
  readonly traffic?: "opens" | "narrows";
  /**
   * Writes out what is read anyway and takes away nothing that somebody wrote, so that it is made with all others of its
   * kind without being asked for. Only a `safe` fix of a rule that looks at one document.
   */
  readonly unasked?: true;
  /** What the fix does about this finding; undefined where it has nothing to do. */
  readonly fix: (finding: F, view: View) => FixOffer | undefined;
}

/** A fix as it is offered for one finding. */
export interface FixOffer {
  readonly title: string;
  /** Run to learn whether the fix can be written there, and when it is chosen. */
  readonly edit: (editor: Editor) => void;
}

/** The only way a fix may touch text. Edits keep comments, quoting and indentation style around them. */
export interface Editor {
  /** Replaces a value. */
  set(at: Site, value: YamlValue): void;
  /** Replaces the source text of a scalar, quotes included: for a mend that is about quoting. */
  setSource(at: Site, source: string): void;
  /** Gives the entry at `at` another key. */
  rename(at: Site, key: string): void;
  /** Adds an entry at the end of the map at `into`. */
  insert(into: Site, key: string, value: YamlValue): void;
  /** Adds an item at the end of the list at `to`. */
  append(to: Site, item: YamlValue): void;
  /** Removes an entry of a map or an item of a list, with its comment. */
  remove(at: Site): void;
  /** Puts the value at `at` under a new key: `{app: web}` becomes `matchLabels: {app: web}`. */
  wrap(at: Site, key: string): void;
  /** Puts the value at `at` into a list of one item. */
  wrapInList(at: Site): void;
  /** Joins a list item into the item before it: removes its hyphen. */
  join(item: Site): void;
  /**
   * Splits a list item before the entry at `entry`, which becomes the first of a new item: adds a hyphen. An entry of the
   * item that both halves need, `shared`, is copied into the one that it is not in.
   */
  split(entry: Site, shared?: Site): void;
  /** Moves an entry to the end of the map at `into`. */
  move(entry: Site, into: Site): void;
}

/** A rule with its finding's type forgotten: what registry and runner hold. */
export type Rule = {
  [K in SubjectKind]: RuleSpec<K, Finding>;
}[SubjectKind];

/** Checks the types of a rule against each other, then forgets the finding's. */
export function defineRule<K extends SubjectKind, F extends Finding>(spec: RuleSpec<K, F>): Rule {
  // The runner hands a rule's own findings back to it alone, so forgetting their type is sound.
  return spec as unknown as Rule;
}
