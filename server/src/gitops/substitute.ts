/** Substitutes variables in a rendered object as Flux does after the build (GO-8, GO-11), and keeps where values came from. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import type { Sourced } from "../base/source.js";
import { quoted } from "../base/quote.js";
import { type Entry, ListValue, MapValue, type ScalarValue, type Value } from "../kustomize/index.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { expand, isFailure, type Variable } from "./envsubst/expand.js";
import { asWritten } from "./go-yaml.js";
import { movedTo, onlyValue, readText } from "./moved.js";
import { textAt } from "./read.js";

export interface Substituted {
  readonly root: MapValue;
  /** Where values were substituted, each with the place of the value. */
  readonly used: readonly UsedValue[];
  /** Where a value is not known. The string stays as written. */
  readonly unknown: readonly UnknownText[];
  /** Why the controller applies nothing from the whole build. */
  readonly problems: readonly SubstitutionProblem[];
}

export interface UsedValue {
  readonly at: YamlNode;
  readonly from: Sourced<string>;
}

export interface UnknownText {
  readonly at: YamlNode;
  /** Variables whose values are not known. */
  readonly names: readonly string[];
}

export interface SubstitutionProblem {
  readonly at: YamlNode;
  /** One line without a full stop. */
  readonly says: string;
  /** The variable that nothing sets, if that is the cause. */
  readonly unset?: string;
}

const SWITCH = "kustomize.toolkit.fluxcd.io/substitute";

/** @param strict As for `expand`. */
export function substituted(root: MapValue, lookup: (name: string) => Variable, strict = true): Substituted {
  const isOff = ["labels", "annotations"].some((it) => textAt(root, "metadata", it, SWITCH) === "disabled");
  if (isOff) return { root, used: [], unknown: [], problems: [] };
  const substitution = new Substitution(lookup, strict);
  const made = substitution.map(root);
  const { used, unknown, problems } = substitution;
  return { root: made, used, unknown, problems };
}

class Substitution {
  readonly #lookup: (name: string) => Variable;
  readonly #strict: boolean;
  readonly used: UsedValue[] = [];
  readonly unknown: UnknownText[] = [];
  readonly problems: SubstitutionProblem[] = [];

  constructor(lookup: (name: string) => Variable, strict: boolean) {
    this.#lookup = lookup;
    this.#strict = strict;
  }

  /** The same map if nothing in it changes. */
  map(map: MapValue): MapValue {
    if (holdsNone(map)) return map;
    let changed = false;
    const entries = new Map<string, Value>();
    for (const { key, value } of map.entries) {
      const made = { key: this.#key(key, value.at), value: this.#value(value, "k: ") };
      changed ||= made.key !== key || made.value !== value;
      entries.set(made.key, made.value);
    }
    return changed ? new MapValue(map.at, entriesOf(entries)) : map;
  }

  #value(value: Value, before: "k: " | "- "): Value {
    switch (value.kind) {
      case "map":
        return this.map(value);
      case "list": {
        if (holdsNone(value)) return value;
        const items = value.items.map((it) => this.#value(it, "- "));
        return items.some((it, index) => it !== value.items[index]) ? new ListValue(value.at, items) : value;
      }
      case "scalar":
        return value.type === "string" && mayChange(value.text) ? this.#scalar(value, before) : value;
    }
  }

  #scalar(value: ScalarValue, before: "k: " | "- "): Value {
    const written = asWritten(value.text);
    const text = this.#expanded(written, value.at);
    // `$v` alone, and so on: no variable was there.
    if (text === written) return value;
    const made = onlyValue(readText(before + text), before);
    return made === undefined ? this.#unreadable(value.at, text, value) : movedTo(made, value.at);
  }

  #key(key: string, at: YamlNode): string {
    if (!mayChange(key)) return key;
    const written = asWritten(key);
    const text = this.#expanded(written, at);
    if (text === written) return key;
    const read = readText(`${text}: v`);
    const [made, ...others] = read instanceof MapValue ? read.entries : [];
    return made === undefined || others.length > 0 ? this.#unreadable(at, text, key) : made.key;
  }

  /** The same string if it has no result. */
  #expanded(written: string, at: YamlNode): string {
    const result = expand(written, this.#lookup, this.#strict);
    if (isFailure(result)) {
      const { message, unset } = result;
      this.problems.push({
        at,
        says: `${message[0]?.toUpperCase()}${message.slice(1)}: Flux applies nothing`,
        ...(unset === undefined ? {} : { unset }),
      });
      this.unknown.push({ at, names: unset === undefined ? [] : [unset] });
      return written;
    }
    for (const from of result.used) this.used.push({ at, from });
    if (result.unknown.length > 0) this.unknown.push({ at, names: result.unknown });
    return result.text;
  }

  #unreadable<T>(at: YamlNode, text: string, otherwise: T): T {
    this.problems.push({
      at,
      says: `With its variables substituted, ${quoted(text)} is not valid YAML: Flux applies nothing`,
    });
    this.unknown.push({ at, names: [] });
    return otherwise;
  }
}

/** Most objects are applied as written, and have no variable, and no alias or escape that could contain one. */
function holdsNone({ unread }: MapValue | ListValue): boolean {
  return unread !== undefined && !/[$*\\]/.test(unread.source);
}

function mayChange(text: string): boolean {
  return text.includes("${") || text.includes("$$");
}

function entriesOf(map: ReadonlyMap<string, Value>): Entry[] {
  return [...map].map(([key, value]) => ({ key, value }));
}
