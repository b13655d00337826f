/** Everything a decoder may complain about. A decoder records; a rule in `rules/` finds the words. */

import type { Site } from "../base/source.js";
import type { Fault } from "./fault.js";

/**
 * Who refuses the object as it stands: the API server, which then stores nothing of it; the agents that enforce policies, so
 * that it is there and has no effect; or clients that ask the API server to refuse what it would drop. `undefined`: nobody,
 * it is accepted and does something else.
 */
export type RefusedBy = "api-server" | "agent" | "strict-client";

export type TypeName = "object" | "list" | "string" | "integer" | "number" | "boolean" | "null" | "integer or string";

interface Problem<Type extends string> {
  readonly type: Type;
  readonly at: Site;
  /** Kind of the object the problem is in: `NetworkPolicy`, … */
  readonly kind: string;
  /** The policy system whose kind that is: several have a kind of one name. Undefined where it is no system's, or a guess. */
  readonly system?: string;
  /** Dotted path of the field without indices, from the object's root: `spec.ingress.from`. */
  readonly path: string;
  readonly refusedBy?: RefusedBy;
}

export type ShapeProblem =
  | SyntaxShapeProblem
  | SettingProblem
  | PolicyTestProblem
  | RequestToIgnore
  | BuildFailure
  | UnlistedManifest
  | UnknownField
  | WrongType
  | DuplicateKey
  | MissingField
  | NullValue
  | BadValue;

/** The text is not valid YAML. `kind` is a guess from the text. */
export interface SyntaxShapeProblem extends Problem<"yaml-syntax"> {
  readonly code: string;
  readonly message: string;
  /** What is written in the range. */
  readonly text: string;
  /** Offsets inside the document; used instead of `at`, which a broken document may lack. */
  readonly range: { readonly start: number; readonly end: number };
}

/** A fault in the settings file; `range` counts from the start of the file. */
export interface SettingProblem extends Problem<"setting"> {
  readonly message: string;
  readonly range: { readonly start: number; readonly end: number };
}

/** A fault in a file of policy tests; `range` counts from the start of the file. */
export interface PolicyTestProblem extends Problem<"policy-test"> {
  readonly message: string;
  /** True where something is not there, which may still be typed. */
  readonly isAbsence?: true;
  readonly range: { readonly start: number; readonly end: number };
}

/** A comment or annotation that asks to ignore findings and does not do so; `range` counts from the start of the file. */
export interface RequestToIgnore extends Problem<"request-to-ignore"> {
  /** `unknown`: no rule of that name. `unused`: nothing there to ignore. `malformed`: not understood. */
  readonly reason: "unknown" | "unused" | "malformed";
  /** The rule's name as written. */
  readonly name: string;
  /** A known rule of nearly that name. */
  readonly nearest?: string;
  readonly range: { readonly start: number; readonly end: number };
}

/** Why a build is refused; `range` counts from the start of the file. */
export interface BuildFailure extends Problem<"build-failure"> {
  /**
   * `other-tools`: Flux builds it all the same. `data`: what is missing is no manifest. `unapplied`: nothing in the workspace
   * builds it anyway. `all`: nobody can build it.
   */
  readonly for: "all" | "other-tools" | "data" | "unapplied";
  /** Who refuses it. `applier`: Flux or Argo CD, which the message names. */
  readonly by: "kustomize" | "applier";
  readonly says: string;
  /** What was likely meant in the place of the value, or of the key, at `at`. */
  readonly instead?: string;
  readonly related: readonly { readonly at: Site; readonly says: string }[];
  readonly range: { readonly start: number; readonly end: number };
}

/** An object in a file beside a kustomization, which no kustomization lists; `range` counts from the start of the file. */
export interface UnlistedManifest extends Problem<"unlisted-manifest"> {
  readonly name: string;
  readonly range: { readonly start: number; readonly end: number };
}

/** A field that the schema does not have at this place: dropped by the API server, refused by strict clients (KV-22). */
export interface UnknownField extends Problem<"unknown-field"> {
  /** `at` is its key. */
  readonly field: string;
  /** Fields that the parent has. */
  readonly known: readonly string[];
  /** Those of them under which the value has nothing unknown, missing or of a wrong type. */
  readonly fitting: readonly string[];
  /** A known sibling of nearly the same name. */
  readonly nearest?: string;
  /** Paths at which a field of this name belongs, nearest first: `spec.egress`. */
  readonly homes: readonly string[];
  /** Type of the value behind it. */
  readonly found: TypeName;
  /** The map that the key is in. */
  readonly parent: Site;
  /** Every key of that map with the type of its value, this one included, in the order written. */
  readonly siblings: readonly Sibling[];
  /** The one map up or down the tree that may have a field of this name and type, and has none yet. */
  readonly place?: { readonly at: Site; readonly path: string };
}

export interface Sibling {
  readonly key: string;
  readonly type: TypeName;
}

export interface WrongType extends Problem<"wrong-type"> {
  readonly field: string;
  /** True when it is not the field's value but an item of it that has the wrong type. */
  readonly item: boolean;
  readonly expected: TypeName;
  readonly found: TypeName;
  /** True when a list is expected and the value would do as an item of it. */
  readonly fitsAsItem: boolean;
  /** The value as written, when it is a scalar. */
  readonly text?: string;
  /** True when the value is a plain scalar that YAML 1.1 turns into a boolean, number or null (KV-25). */
  readonly coerced: boolean;
}

/** The last of the duplicates wins with kubectl, other tools refuse (KV-23). `at` is the later key. */
export interface DuplicateKey extends Problem<"duplicate-key"> {
  readonly key: string;
  readonly first: Site;
  /** True when the earlier one is the first entry of a list item: the later one then begins what looks like a next item. */
  readonly startsItem: boolean;
}

export interface MissingField extends Problem<"missing-field"> {
  readonly field: string;
}

/**
 * A key or a hyphen with nothing behind it (KV-24, B.2.4). `at` is the key; of a list item, its hyphen. A null in the
 * place of a required field is a `MissingField` instead.
 */
export interface NullValue extends Problem<"null-value"> {
  /** A field of an object, an item of a list, or an entry of a map with free keys such as `matchLabels`. */
  readonly where: "field" | "item" | "entry";
  /** The key; of an item, the list's. */
  readonly field: string;
  /** What the API server makes of it: no key at all, `{}` or `""`, or nothing, since it refuses the object. */
  readonly readAs: "missing" | "zero-value" | "refused";
  /** The value's own place, for a mend. */
  readonly value: Site;
  /** Every key of the map around it, this one included; none for an item. */
  readonly siblings: readonly Sibling[];
}

/** A value of the right type, or fields beside each other, that their system refuses or reads otherwise than it looks. */
export interface BadValue extends Problem<"bad-value"> {
  readonly field: string;
  readonly fault: Fault;
  /** The value as written, where one value is at fault. */
  readonly text?: string;
  /** Another place that is part of it: the earlier of two, the range that an exception must lie in. */
  readonly related?: Site;
  /** Text that would be right, where it can be told. */
  readonly instead?: string;
}

export type Refuser = Exclude<RefusedBy, "strict-client">;

/** Who refuses the object as it stands, even after unknown fields are pruned; of both the API server, which looks first. */
export function refuserOf(problems: readonly ShapeProblem[]): Refuser | undefined {
  const gates: readonly Refuser[] = ["api-server", "agent"];
  return gates.find((gate) => problems.some((it) => it.refusedBy === gate));
}

/** True when the object as it stands does not take effect. */
export function isRefused(problems: readonly ShapeProblem[]): boolean {
  return refuserOf(problems) !== undefined;
}
