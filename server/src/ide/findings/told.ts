/** A finding as it is told: its place, its words and its object, filled in. */

import type { View } from "../../analysis/view.js";
import { sameItems } from "../../base/derived-list.js";
import type { TextRange } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import type { Related, Severity } from "../../rules/rule.js";
import { placeKey } from "../../workspace/scopes.js";
import type { LocatedDocument, Snapshot } from "../../workspace/snapshot.js";
import { fixesOf } from "../actions/quick-fixes.js";
import { objectAround, placeAt, rangeInFile } from "../places.js";
import type { Diagnostic, FixSummary, ObjectName, Place } from "../types.js";
import { effectiveSeverity, isAbsence } from "./diagnostics.js";
import type { Found } from "./found.js";

/** Runs a piece of the finding's rule; undefined where that throws. */
export type Guard = <T>(found: Found, work: () => T) => T | undefined;

/** What a rule says of a finding. */
interface Words {
  readonly message: string;
  readonly note: string | undefined;
  readonly related: readonly Related[];
}

/** Where a finding points besides its own place. */
interface Pointer {
  readonly related: Related;
  readonly located: LocatedDocument | undefined;
}

/** Undefined where settings switch the finding off, and where its rule fails to say it. */
export function tell(snapshot: Snapshot, found: Found, guard: Guard): Told | undefined {
  const severity = effectiveSeverity(found, snapshot.settings);
  if (severity === undefined) return undefined;
  const words = guard(found, () => wordsOf(found));
  return words === undefined ? undefined : new Told(snapshot, found, guard, severity, words);
}

export class Told implements Diagnostic {
  readonly file: string;
  readonly range: TextRange;
  readonly start: Place["start"];
  readonly end: Place["start"];
  readonly code: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly about: Diagnostic["about"];
  readonly related: readonly (Place & { readonly message: string })[];
  readonly note?: string;
  readonly tag?: "unnecessary" | "deprecated";
  readonly object?: ObjectName;
  readonly scopes?: readonly string[];
  readonly #pointers: readonly Pointer[];
  readonly #guard: Guard;
  #found: Found;
  #snapshot: Snapshot;
  #fixes: readonly FixSummary[] | undefined;

  /** @param guard For what the rule works out later, when the fixes are asked for. */
  constructor(snapshot: Snapshot, found: Found, guard: Guard, severity: Severity, words: Words) {
    const { rule } = found;
    const { file, range, start, end } = placeAt(found.file, found.range);
    this.file = file;
    this.range = range;
    this.start = start;
    this.end = end;
    this.code = rule.code;
    this.rule = rule.name;
    this.severity = severity;
    this.message = words.message;
    this.about = aboutOf(found);
    this.#pointers = words.related.map((it) => ({ related: it, located: snapshot.locate(it.at.document) }));
    this.related = this.#pointers.flatMap(placesOf);
    const object = objectOf(snapshot, found);
    const scopes = scopesToName(snapshot, found);
    if (words.note !== undefined) this.note = words.note;
    if (rule.tag !== undefined) this.tag = rule.tag;
    if (object !== undefined) this.object = object;
    if (scopes !== undefined) this.scopes = scopes;
    this.#guard = guard;
    this.#found = found;
    this.#snapshot = snapshot;
  }

  /** Writing each fix to see whether it can be written is work, and most diagnostics are only shown. */
  get fixes(): readonly FixSummary[] {
    this.#fixes ??= this.#guard(this.#found, () => fixesOf(this.#snapshot, this.#found)) ?? [];
    return this.#fixes;
  }

  /**
   * Takes over a later state in which the same is told of the finding; fixes are worked out there. False where it is not the
   * same, or another finding. The settings must be the same ones.
   */
  movesTo(snapshot: Snapshot, found: Found): boolean {
    const { rule, finding, file, range } = this.#found;
    const isSame =
      found.finding === finding &&
      found.rule === rule &&
      found.file === file &&
      found.range.start === range.start &&
      found.range.end === range.end &&
      sameItems(scopesToName(snapshot, found) ?? [], this.scopes ?? []) &&
      this.#pointers.every(({ related, located }) => isSamePlace(snapshot.locate(related.at.document), located)) &&
      objectOf(snapshot, found)?.namespace === this.object?.namespace;
    if (!isSame) return false;
    this.#snapshot = snapshot;
    this.#found = found;
    this.#fixes = undefined;
    return true;
  }
}

function wordsOf({ rule, finding }: Found): Words {
  return { message: rule.message(finding), note: rule.note?.(finding), related: rule.related?.(finding) ?? [] };
}

function aboutOf({ rule, finding }: Found): Diagnostic["about"] {
  if (isAbsence(rule, finding)) return "absence";
  if (rule.on !== "shape") return "whole";
  // Only text that cannot be read has no node to point at.
  return finding.span === undefined ? "place" : "syntax";
}

/** The scopes in which it was found; undefined where that need not be said. */
function scopesToName(snapshot: Snapshot, { scopes }: Found): readonly string[] | undefined {
  return scopes === undefined || scopes.length === snapshot.scopes.length ? undefined : scopes;
}

function placesOf({ related, located }: Pointer): (Place & { readonly message: string })[] {
  if (located === undefined) return [];
  return [{ ...placeAt(located.file, rangeInFile(located.document, related.at)), message: related.message }];
}

function isSamePlace(a: LocatedDocument | undefined, b: LocatedDocument | undefined): boolean {
  return a?.file === b?.file && a?.document === b?.document;
}

function objectOf(snapshot: Snapshot, { finding, view }: Found): ObjectName | undefined {
  const located = snapshot.locate(finding.at.document);
  const meta = located === undefined ? undefined : objectAround(located.document, finding.at.node)?.meta;
  if (meta === undefined) return undefined;
  const policy = view.memo(policiesByPlace).get(placeKey(meta.at));
  const namespace = policy === undefined ? meta.namespace?.value : policy.namespace;
  return {
    apiVersion: meta.apiVersion.value,
    kind: meta.kind.value,
    name: meta.name?.value ?? "",
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function policiesByPlace(view: View): ReadonlyMap<string, Policy> {
  // Of several that were written once, as those of a rule are, the first is the one that is named.
  return new Map([...view.scope.policies].reverse().map((it) => [placeKey(it.object.meta.at), it]));
}
