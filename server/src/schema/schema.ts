/**
 * What an object of a kind may hold, as data: fields with their meaning, types, values and limits, by version. The walk
 * compares documents with it; hovers and suggestions read it.
 */

import type { Release } from "../base/version.js";
import type {
  Choice,
  Constraint,
  Count,
  Exclusion,
  FormatRule,
  Length,
  Lifetime,
  Range,
  Values,
} from "./constraint.js";
import type { ObjectCheck } from "./object-check.js";

export type Schema = ObjectSchema | ListSchema | MapSchema | ScalarSchema | AnySchema;

export interface ObjectSchema extends ObjectRules {
  readonly type: "object";
  readonly fields: Fields;
}

export type Fields = Readonly<Record<string, Field>>;

/** What is demanded of fields beside each other. */
export interface ObjectRules {
  /** Fields of which the object needs one, or takes one at most. */
  readonly choices?: readonly Choice[];
  readonly excludes?: readonly Exclusion[];
  /** Fields that objects like this one have in other places, and this one has not. */
  readonly elsewhere?: Elsewhere;
  /** What no declaration says. */
  readonly checks?: readonly ObjectCheck[];
}

/** Such fields are dropped as unknown ones are; what is said of them is what they are. */
export interface Elsewhere extends Omit<Constraint, "refusedBy" | "says"> {
  readonly fields: readonly string[];
  readonly says: (field: string) => string;
}

export interface ListSchema extends ListRules {
  readonly type: "list";
  readonly of: Schema;
}

export interface ListRules {
  readonly most?: Count;
  readonly least?: Count;
  /** No string twice. */
  readonly unique?: Constraint;
}

/** Keys are free, values all alike: `matchLabels`. */
export interface MapSchema {
  readonly type: "map";
  readonly of: ScalarSchema;
  readonly keys?: FormatRule;
}

export interface ScalarSchema extends ScalarRules {
  readonly type: "string" | "integer" | "number" | "boolean" | "integer or string";
}

/** Words, format and length are those of a string, the range is that of a number. */
export interface ScalarRules {
  readonly values?: Values;
  readonly format?: FormatRule;
  readonly length?: Length;
  readonly range?: Range;
  /** The empty string is refused, and so is a null item, which stands for it. */
  readonly filled?: boolean;
}

/** Not looked into: `metadata.annotations`, `status`. */
export interface AnySchema {
  readonly type: "any";
}

export interface Field {
  readonly schema: Schema;
  /** What the field means, in one or two sentences. */
  readonly doc: string;
  /** What `{}` or `[]`, a missing key and a key with nothing behind it mean, where that is not plain. */
  readonly empty?: string;
  readonly missing?: string;
  readonly null?: string;
  /** The API refuses an object without it. */
  readonly required?: boolean;
  /** It came with that release of the system, or went with it; other versions drop it like any unknown field. */
  readonly since?: FieldChange;
  readonly gone?: FieldChange;
  /** It is taken, and will go; for as long as that. */
  readonly deprecated?: Lifetime & { readonly check: string; readonly says: string };
  /** The field is known here, and whoever writes it is refused. */
  readonly refused?: Refused;
  /** The release from which on the agent looks into it; before, what the agent refuses elsewhere has no effect here. */
  readonly agentSince?: Release;
}

export interface FieldChange {
  readonly release: Release;
  /** The specification's id of what changed. */
  readonly check: string;
  /** As the start of a sentence, where the usual words do not do. */
  readonly says?: string;
}

export interface Refused extends Omit<Constraint, "says"> {
  readonly says: string;
  /** Fields to write instead. */
  readonly others: readonly string[];
}

export const STRING: ScalarSchema = { type: "string" };
export const FILLED_STRING: ScalarSchema = { type: "string", filled: true };
export const INTEGER: ScalarSchema = { type: "integer" };
/** Whole or not. */
export const NUMBER: ScalarSchema = { type: "number" };
export const BOOLEAN: ScalarSchema = { type: "boolean" };
export const ANY: AnySchema = { type: "any" };

export function string(rules: Omit<ScalarRules, "range">): ScalarSchema {
  return { type: "string", ...rules };
}

export function integer(range: Range): ScalarSchema {
  return { type: "integer", range };
}

export function integerOrString(rules: ScalarRules): ScalarSchema {
  return { type: "integer or string", ...rules };
}

export function object(fields: Fields, rules: ObjectRules = {}): ObjectSchema {
  return { type: "object", fields, ...rules };
}

export function listOf(schema: Schema, rules: ListRules = {}): ListSchema {
  return { type: "list", of: schema, ...rules };
}

export function mapOf(schema: ScalarSchema, keys?: FormatRule): MapSchema {
  return { type: "map", of: schema, ...(keys === undefined ? {} : { keys }) };
}
