/** Functions of templates about conditions, numbers, lists and maps. */

import type { Plain } from "../../kustomize/index.js";
import { entry, type Given, isIn, isTrue, listOf, mapOf, scalarOf, textOf } from "./given.js";
import type { Fn } from "./text-functions.js";
import { Undecidable } from "./undecidable.js";
import { yamlText } from "./yaml-text.js";

export const VALUE_FUNCTIONS: readonly (readonly [string, Fn])[] = [
  ["default", ([otherwise, value]) => (isTrue(value) ? value : otherwise)],
  ["coalesce", (args) => args.find(isTrue) ?? null],
  ["ternary", ([yes, no, condition]) => (isTrue(condition) ? yes : no)],
  ["empty", ([value]) => !isTrue(value)],
  ["not", ([value]) => !isTrue(value)],
  ["all", (args) => args.every(isTrue)],
  ["any", (args) => args.some(isTrue)],
  ["eq", ([value, ...others]) => others.some((it) => scalarOf(value) === scalarOf(it))],
  ["ne", ([value, other]) => scalarOf(value) !== scalarOf(other)],
  ["lt", ([a, b]) => compared(a, b) < 0],
  ["le", ([a, b]) => compared(a, b) <= 0],
  ["gt", ([a, b]) => compared(a, b) > 0],
  ["ge", ([a, b]) => compared(a, b) >= 0],
  ["int", ([value]) => whole(value)],
  ["int64", ([value]) => whole(value)],
  ["atoi", ([value]) => whole(textOf(value))],
  ["add", (args) => args.map(whole).reduce((a, b) => a + b, 0)],
  ["add1", ([value]) => whole(value) + 1],
  ["sub", ([a, b]) => whole(a) - whole(b)],
  ["mul", (args) => args.map(whole).reduce((a, b) => a * b, 1)],
  ["list", (args) => args.map(present)],
  ["first", ([list]) => listOf(list)[0]],
  ["last", ([list]) => listOf(list).at(-1)],
  ["rest", ([list]) => listOf(list).slice(1)],
  ["initial", ([list]) => listOf(list).slice(0, -1)],
  ["append", ([list, item]) => [...listOf(list), present(item)]],
  ["prepend", ([list, item]) => [present(item), ...listOf(list)]],
  ["concat", (args) => args.flatMap(listOf)],
  ["compact", ([list]) => listOf(list).filter(isTrue)],
  ["uniq", ([list]) => [...new Set(listOf(list).map(plainScalar))]],
  ["without", ([list, ...items]) => without(listOf(list), items.map(scalarOf))],
  ["sortAlpha", ([list]) => listOf(list).map(textOf).sort()],
  [
    "has",
    ([item, list]) =>
      listOf(list)
        .map(plainScalar)
        .includes(scalarOf(item) ?? null),
  ],
  ["dict", (args) => dictOf(args)],
  ["get", ([map, key]) => (isIn(mapOf(map), textOf(key)) ? mapOf(map)[textOf(key)] : "")],
  ["hasKey", ([map, key]) => isIn(mapOf(map), textOf(key))],
  ["dig", (args) => dug(args)],
  ["index", ([value, ...keys]) => keys.reduce(entry, value)],
  ["len", ([value]) => lengthOf(value)],
  ["kindIs", ([kind, value]) => kindOf(value) === textOf(kind)],
  ["kindOf", ([value]) => kindOf(value)],
  ["toYaml", ([value], dialect) => yamlText(value) + (dialect === "flux-operator" ? "\n" : "")],
  ["toJson", ([value]) => JSON.stringify(sorted(present(value)))],
];

function compared(a: Given, b: Given): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [first, second] = [textOf(a), textOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** As sprig converts it. */
function whole(value: Given): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === undefined || value === null || value === "") return 0;
  if (typeof value === "number" && Number.isSafeInteger(Math.trunc(value))) return Math.trunc(value);
  if (typeof value === "string" && /^-?(?:0|[1-9]\d{0,14})$/.test(value)) return Number(value);
  throw new Undecidable("a value is not a number");
}

function present(value: Given): Plain {
  return value ?? null;
}

function plainScalar(value: Plain): Plain {
  return scalarOf(value) ?? null;
}

function dictOf(args: readonly Given[]): Plain {
  const made = Object.create(null) as Record<string, Plain>;
  for (let at = 0; at < args.length; at += 2)
    made[textOf(args[at])] = at + 1 < args.length ? present(args[at + 1]) : "";
  return made;
}

function without(list: readonly Plain[], items: readonly Given[]): Plain {
  return list.filter((it) => !items.includes(plainScalar(it)));
}

/** `dig "a" "b" otherwise map`. */
function dug(args: readonly Given[]): Given {
  const keys = args.slice(0, -2);
  let value = args.at(-1);
  for (const key of keys) {
    const map = mapOf(value);
    if (!isIn(map, textOf(key))) return args.at(-2);
    value = map[textOf(key)];
  }
  return value;
}

/** Of a string in bytes. */
function lengthOf(value: Given): number {
  if (typeof value === "string") {
    if (/[^\0-\x7f]/.test(value)) throw new Undecidable("the length of a string is not supported");
    return value.length;
  }
  return Array.isArray(value) ? value.length : Object.keys(mapOf(value)).length;
}

function kindOf(value: Given): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "slice";
  if (typeof value === "object" && value !== null) return "map";
  throw new Undecidable("the kind of a value is not known");
}

/** Keys in the order that Go writes them in. */
function sorted(value: Plain): Plain {
  if (Array.isArray(value)) return (value as readonly Plain[]).map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const map = value as { readonly [key: string]: Plain };
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, sorted(map[key] ?? null)]),
  );
}
