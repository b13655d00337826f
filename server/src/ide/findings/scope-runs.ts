/** What the policies and workloads of each scope show together; what several scopes show is one finding. */

import type { KeepingView } from "../../analysis/kept/keeping-view.js";
import { keepingView } from "../../analysis/scope-view.js";
import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { Scope } from "../../model/scope.js";
import type { Finding, Rule } from "../../rules/rule.js";
import type { ReadDocument } from "../../workspace/file-state.js";
import { placeKey } from "../../workspace/scopes.js";
import type { LocatedDocument, Snapshot } from "../../workspace/snapshot.js";
import { askRule, type ScopeRule, Subjects } from "./ask-rules.js";
import { type Found, type Placeless, rangeOf } from "./found.js";
import { judgedOf } from "./judged.js";
import { holdsWhateverComes } from "./open-values.js";
import type { OwnFindings } from "./own-findings.js";
import { objectAround } from "../places.js";
import type { RuleGuard } from "./rule-guard.js";

/** What every rule about several documents needs first stands beside the rules' names. */
const COMPILING = "compiling the policies";

/** Findings that are put together in one step. */
const FINDINGS_OF_A_STEP = 64;

/** Findings by what is said where. */
type Merged = Map<string, Found & { readonly scopes: string[] }>;

export class ScopeRuns {
  readonly #rules: readonly ScopeRule[];
  readonly #guard: RuleGuard;
  readonly #own: OwnFindings;
  /** What rules have found in a View that has been gone through. */
  readonly #inView = new WeakMap<View, readonly Placeless[]>();
  /** What tells each finding from all others. Most are those of the state before. */
  readonly #keys = new WeakMap<Finding, string>();

  constructor(rules: readonly Rule[], guard: RuleGuard, own: OwnFindings) {
    this.#rules = rules.flatMap((it) => (it.on === "shape" || it.premise === "file" ? [] : it));
    this.#guard = guard;
    this.#own = own;
  }

  /** Finds them step by step, so that a face can let others have a turn in between. */
  *steps(snapshot: Snapshot): Generator<void, Found[]> {
    const merged: Merged = new Map();
    for (const scope of snapshot.scopes) {
      const view = keepingView(snapshot.view(scope));
      // Whether policies of another scope may hold in it is not told by its View.
      const together = snapshot.isPartial(scope) ? [] : (this.#inView.get(view) ?? (yield* this.#goThrough(view)));
      for (const [at, it] of together.entries()) {
        this.#merge(snapshot, scope, it, merged);
        if (at % FINDINGS_OF_A_STEP === 0) yield;
      }
      yield;
      for (const { decoded, file } of snapshot.found(scope)?.rendered ?? []) {
        const about = decoded.objects[0]?.meta.at;
        for (const it of this.#own.of(snapshot, decoded, file)) {
          this.#merge(snapshot, scope, about === undefined ? it : { ...it, about }, merged);
        }
        yield;
      }
    }
    return [...merged.values()];
  }

  *#goThrough(view: KeepingView): Generator<void, readonly Placeless[]> {
    const found: Placeless[] = [];
    this.#guard.timed(COMPILING, () => {
      view.prepare();
    });
    yield;
    const subjects = new Subjects(view);
    for (const rule of this.#rules) {
      yield* askRule(rule, subjects.of(rule), view, this.#guard, (finding, about) => {
        found.push({ rule, finding, view, ...(about === undefined ? {} : { about }) });
      });
    }
    view.letGo();
    this.#inView.set(view, found);
    return found;
  }

  /** Adds a finding of a scope, unless the document shows it by itself. */
  #merge(snapshot: Snapshot, scope: Scope, found: Placeless, merged: Merged): void {
    const { rule, finding } = found;
    const located = snapshot.locate(finding.at.document);
    // A policy that a rule makes has no place of its own in each namespace.
    if (located === undefined) return;
    if (located.document.embedded !== undefined && !snapshot.builds.isRendered(finding.at.document)) return;
    if (!isCertain(snapshot, scope, found, located.document)) return;
    const key = this.#keys.get(finding) ?? this.#guard.guarded(rule, scope.name, () => keyOf(rule, finding));
    if (key === undefined) return;
    this.#keys.set(finding, key);
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

  #isShownByItself(snapshot: Snapshot, { file, document }: LocatedDocument, key: string): boolean {
    const decoded = judgedOf(snapshot, file, document);
    return this.#own.of(snapshot, decoded, file.input.path, document).some(({ rule, finding }) => {
      return keyOf(rule, finding) === key;
    });
  }
}

/** True where nothing that is not known yet decides whether the finding holds. */
function isCertain(
  snapshot: Snapshot,
  scope: Scope,
  { rule, finding, about }: Placeless,
  document: ReadDocument,
): boolean {
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

/** Equal for findings that say the same of the same place. */
function keyOf(rule: Rule, finding: Finding): string {
  return `${rule.code}|${siteKey(finding.at)}|${rule.message(finding)}`;
}

function siteKey(site: Site): string {
  return `${site.document}|${site.node}|${site.part}|${site.piece?.start ?? ""}|${site.piece?.end ?? ""}`;
}
