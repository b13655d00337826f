/** What a schema may demand of values and of fields beside each other, as data; and who refuses what breaks it. */

import { reaches, type Release, type Version } from "../base/version.js";
import type { Refuser } from "../model/shape-problem.js";

/** The releases of the system in which something holds: from `since` on, until `gone`. */
export interface Lifetime {
  readonly since?: Release;
  readonly gone?: Release;
}

/** Who refuses an object; `nobody`: it is accepted, and does something else than it looks. */
export type Outcome = Refuser | "nobody";

/** Who refuses what breaks a constraint, in every version or by version. Where none holds there is no constraint. */
export type Refusal = Outcome | readonly (Lifetime & { readonly by: Outcome })[];

export interface Constraint {
  /** What it is about, as in "is no entity": one rule speaks of all faults about one thing. */
  readonly about: string;
  /** The specification's id: `CV-8`. */
  readonly check: string;
  readonly refusedBy: Refusal;
  /** What is wrong, as the start of a sentence, where the usual words do not do. @param text The value as written. */
  readonly says?: (text: string) => string;
}

/** The words that a string may be. */
export interface Values extends Constraint {
  readonly each: readonly Value[];
  /** Words that people take for one of them, each with what to say about it. The first that fits counts. */
  readonly mistaken?: readonly { readonly like: RegExp; readonly says: (text: string) => string }[];
}

export interface Value extends Lifetime {
  readonly value: string;
  /** What it means, in a few words. */
  readonly means: string;
  /** How others spell it. */
  readonly aliases?: readonly string[];
}

/** What a string has to look like. The flaws are words of its own. */
export interface Format<Flaw extends string = string> {
  readonly name: string;
  /** What is wrong with a text, the worst first; nothing where it is as it should be. */
  readonly flawsOf: (text: string) => readonly Flawed<Flaw>[];
  /** A flaw in words, as the start of a sentence. */
  readonly says: (text: string, flaw: Flaw) => string;
}

export interface Flawed<Flaw extends string = string> {
  readonly flaw: Flaw;
  /** Text that would be right. */
  readonly instead?: string;
}

/** A format as one field has it: its flaws with what becomes of each. */
export interface FormatRule {
  readonly name: string;
  /** The flaws of a text that matter for this field, the worst first. */
  readonly flawsOf: (text: string) => readonly BrokenFormat[];
}

export interface BrokenFormat extends Flawed {
  readonly constraint: Constraint;
  readonly says: string;
}

/** A format whose flaws all have one consequence, or each its own; a flaw that is left out does not matter. */
export function formatted<Flaw extends string>(
  format: Format<Flaw>,
  flaws: Constraint | { readonly [Each in Flaw]?: Constraint },
): FormatRule {
  const constraintOf = (flaw: Flaw): Constraint | undefined => ("refusedBy" in flaws ? flaws : flaws[flaw]);
  return {
    name: format.name,
    flawsOf: (text) =>
      format.flawsOf(text).flatMap((it): BrokenFormat[] => {
        const constraint = constraintOf(it.flaw);
        return constraint === undefined
          ? []
          : [{ ...it, constraint, says: constraint.says?.(text) ?? format.says(text, it.flaw) }];
      }),
  };
}

export interface Range extends Constraint {
  readonly from: number;
  readonly to: number;
}

/** Characters of a string. */
export interface Length extends Constraint {
  readonly least?: number;
  readonly most?: number;
}

/** Items of a list. */
export interface Count extends Constraint {
  readonly count: number;
}

/** Fields of an object of which it needs one, or takes one at most. */
export interface Choice {
  readonly of: readonly string[];
  /** A list without items counts as if it were not there. */
  readonly filled?: true;
  /** Where the object needs one of them. */
  readonly none?: Lack;
  /** Where it takes no more than one. */
  readonly several?: Conflict;
}

export interface Lack extends Omit<Constraint, "says"> {
  /**
   * @param blank The field that is written with nothing behind it, or, where only filled ones count, with no items.
   * @param place The name of the object that needs it, or of the list that it is in.
   */
  readonly says: (blank: string | undefined, place: string) => string;
  /** The field to name as missing; without it, the object is at fault as a whole. */
  readonly field?: string;
  /**
   * A key that is dropped may have been meant for one of the fields, and then the lack is that key's fault. With names,
   * only a key that is nearly one of them; without, any.
   */
  readonly meant?: readonly string[];
  /** Those to suggest, where it is not all of them. */
  readonly offer?: readonly string[];
  /** What to write behind a blank field. */
  readonly instead?: string;
}

export interface Conflict extends Omit<Constraint, "says"> {
  readonly says: (present: readonly string[]) => string;
}

/** A field that does not go together with others. */
export interface Exclusion extends Omit<Constraint, "says"> {
  readonly field: string;
  readonly others: readonly string[];
  /** A list without items counts as if it were not there. */
  readonly filled?: true;
  readonly says: (other: string) => string;
}

/** What becomes of an object that breaks a constraint in that version; undefined where it does not hold. */
export function outcomeIn(refusedBy: Refusal, version: Version | undefined): Outcome | undefined {
  if (typeof refusedBy === "string") return refusedBy;
  return refusedBy.find((it) => isAlive(it, version))?.by;
}

/** True in a version that has it; without a version everything counts. */
export function isAlive({ since, gone }: Lifetime, version: Version | undefined): boolean {
  if (version === undefined) return true;
  return (since === undefined || reaches(version, since)) && (gone === undefined || !reaches(version, gone));
}

/** Constraints that came with a release: before, another had its say, or nobody. */
export function sinceRelease(since: Release, by: Outcome, before?: Outcome): Refusal {
  return [{ since, by }, ...(before === undefined ? [] : [{ gone: since, by: before }])];
}
