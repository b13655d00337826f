/**
 * What is wrong with a value, or with fields beside each other: a kind of fault, the facts that fixes need, and its words.
 * The walk of a schema makes the first kinds from declarations; the last ones come from checks that span fields.
 */

export type Fault =
  | UnknownValue
  | ValueOfOtherVersion
  | Malformed
  | OutOfRange
  | WrongLength
  | WrongCount
  | Repeated
  | FieldOfOtherVersion
  | DeprecatedField
  | ForbiddenField
  | NoneOf
  | SeveralOf
  | Lacks
  | Clash
  | Outside
  | Backwards
  | Idle;

interface Kind<Is extends string> {
  readonly is: Is;
  /** What the constraint is about, in a word or two: `entity`, `port`. One rule speaks of all faults about one thing. */
  readonly about: string;
  /** The specification's id of the constraint: `CV-8`. */
  readonly check: string;
  /** What is wrong, as the start of a sentence: "`World` is no entity". */
  readonly says: string;
}

/** None of the words that the field may be. */
export interface UnknownValue extends Kind<"unknown-value"> {
  readonly allowed: readonly string[];
}

/** A word that another version of the system knows. */
export interface ValueOfOtherVersion extends Kind<"value-of-other-version"> {
  readonly allowed: readonly string[];
}

/** A string that its format does not take, or takes for something else than it looks. */
export interface Malformed extends Kind<"malformed"> {
  /** The format's word for what is wrong. */
  readonly flaw: string;
  /** What is wrong is at the end of an expression: it may be that something is still missing there. */
  readonly atEnd?: true;
}

export interface OutOfRange extends Kind<"out-of-range"> {
  readonly from: number;
  readonly to: number;
}

export type WrongLength = Kind<"wrong-length">;

/** Too many items in a list, or too few. */
export type WrongCount = Kind<"wrong-count">;

/** An item that a list has already; the earlier one is `related`. */
export type Repeated = Kind<"repeated">;

/** A field that came later or is gone: it is dropped with all that is in it. */
export interface FieldOfOtherVersion extends Kind<"field-of-other-version"> {
  readonly change: "too-new" | "removed";
  /** Fields that the object has in the version that is read. */
  readonly others: readonly string[];
}

export type DeprecatedField = Kind<"deprecated-field">;

/** A field that is known in places like this one and not taken here. */
export interface ForbiddenField extends Kind<"forbidden-field"> {
  /** Fields that are taken here, where that helps. */
  readonly others: readonly string[];
}

/** An object without any of some fields, one of which it needs. */
export interface NoneOf extends Kind<"none-of"> {
  readonly names: readonly string[];
  /** The one that is written with nothing behind it, or with an empty list. */
  readonly blank?: string;
}

/** An object with several of some fields, of which it takes one; the first is `related`. */
export interface SeveralOf extends Kind<"several-of"> {
  /** Those that are written, in that order. */
  readonly present: readonly string[];
}

/** Something that is no good without something else, which is not there. */
export interface Lacks extends Kind<"lacks"> {
  /** The field or value that is needed; of several, any one. */
  readonly needs: readonly string[];
}

/** Two things that do not go together; the other one is `related`. */
export type Clash = Kind<"clash">;

/** A range that does not lie inside the one that it belongs to, which is `related`; `equal`: it leaves nothing of it. */
export interface Outside extends Kind<"outside"> {
  readonly outer: string;
  readonly equal: boolean;
}

/** A range whose end lies before its start, which is `related`. */
export interface Backwards extends Kind<"backwards"> {
  readonly first: string;
}

/** Something that is accepted and has no effect. */
export type Idle = Kind<"idle">;
