/** Fills in the variables of a text, as far as their values are known. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import type { Sourced } from "../../base/source.js";
import { isDefault, operate } from "./functions.js";
import { type BadSubstitution, type Expansion, type Part, parseSubstitutions } from "./parse.js";

/** What is known of a variable: its value, that nothing sets it, or neither. */
export type Variable = Sourced<string> | "unset" | "unknown";

export interface Expanded {
  /** With `${…}` as written where the value is not known. */
  readonly text: string;
  /** Names of the variables whose values are missing in the text. */
  readonly unknown: readonly string[];
  /** Values that went into the text, with the place of each. */
  readonly used: readonly Sourced<string>[];
}

/** A text that has no result: envsubst refuses it, or needs a value that nothing gives. */
export interface Failure extends BadSubstitution {
  /** The variable that nothing sets, where that is why. */
  readonly unset?: string;
}

/** No object of a cluster is larger; a text that grows beyond it is not made. */
const MOST_TEXT = 1_500_000;

class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function isFailure(result: Expanded | Failure): result is Failure {
  return "message" in result;
}

/**
 * @param strict A variable that is unset and has no default fails, as since kustomize-controller 1.9 (GO-9); else it is empty.
 */
export function expand(text: string, lookup: (name: string) => Variable, strict = true): Expanded | Failure {
  // Most texts stand for themselves.
  if (!text.includes("${") && !text.includes("$$")) return { text, unknown: [], used: [] };
  const parts = parseSubstitutions(text);
  if ("message" in parts) return parts;
  try {
    return new Expander(text, lookup, strict).all(parts);
  } catch (error) {
    if (error instanceof Failed) return error.failure;
    throw error;
  }
}

class Expander {
  readonly #source: string;
  readonly #lookup: (name: string) => Variable;
  readonly #strict: boolean;
  readonly #unknown = new Set<string>();
  readonly #used = new Set<Sourced<string>>();
  #length = 0;

  constructor(source: string, lookup: (name: string) => Variable, strict: boolean) {
    this.#source = source;
    this.#lookup = lookup;
    this.#strict = strict;
  }

  all(parts: readonly Part[]): Expanded {
    const text = parts.map((it) => this.#part(it)).join("");
    return { text, unknown: [...this.#unknown], used: [...this.#used] };
  }

  #part(part: Part): string {
    if (typeof part === "string") return part;
    const variable = this.#lookup(part.name);
    const text = variable === "unknown" ? this.#asWritten(part) : this.#value(part, variable);
    this.#length += text.length;
    if (this.#length > MOST_TEXT) throw new Failed({ at: part.start, message: "the result is larger than 1.5 MB" });
    return text;
  }

  #asWritten({ name, start, end }: Expansion): string {
    this.#unknown.add(name);
    return this.#source.slice(start, end);
  }

  #value(part: Expansion, variable: Exclude<Variable, "unknown">): string {
    const { name, operator, start } = part;
    const unset = variable === "unset";
    if (unset && this.#strict && !isDefault(operator)) {
      throw new Failed({ at: start, message: `nothing sets the variable ${name}`, unset: name });
    }
    const value = unset ? "" : variable.value;
    // A default that is not needed is worked out all the same, and may fail.
    const inner = new Expander(this.#source, this.#lookup, this.#strict);
    const args = part.args.map((it) => inner.#part(it));
    if (!isDefault(operator) || value === "") {
      for (const it of inner.#unknown) this.#unknown.add(it);
      for (const it of inner.#used) this.#used.add(it);
    }
    if (!isDefault(operator) && inner.#unknown.size > 0) return this.#source.slice(start, part.end);
    if (!unset) this.#used.add(variable);
    const text = operate(operator, value, args);
    if (text === undefined) {
      throw new Failed({ at: start, message: `\`${this.#source.slice(start, part.end)}\` has no result` });
    }
    return text;
  }
}
