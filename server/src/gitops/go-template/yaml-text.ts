/** `toYaml`: a value as YAML that reads as the same value; strings are quoted where Go's writer may leave the quotes out. */

import type { Plain } from "../../kustomize/index.js";
import { type Given, isGiven } from "./given.js";
import { Undecidable } from "./undecidable.js";

const MOST_NESTED = 50;

/** Without a line break at the end. Keys are sorted, and lists are not indented, as by `sigs.k8s.io/yaml`. */
export function yamlText(value: Given): string {
  return isGiven(value) ? lines(value, 0).join("\n") : "null";
}

function lines(value: Plain, depth: number): string[] {
  if (depth > MOST_NESTED) throw new Undecidable("a value is nested too deeply");
  if (Array.isArray(value)) {
    if (value.length === 0) return ["[]"];
    return (value as readonly Plain[]).flatMap((it) =>
      lines(it, depth + 1).map((line, at) => (at === 0 ? "- " : "  ") + line),
    );
  }
  if (typeof value !== "object" || value === null) return [JSON.stringify(value)];
  const keys = Object.keys(value).sort();
  if (keys.length === 0) return ["{}"];
  return keys.flatMap((key) => {
    const own = (value as { readonly [key: string]: Plain })[key] ?? null;
    const made = lines(own, depth + 1);
    const name = `${JSON.stringify(key)}:`;
    const isBlock = typeof own === "object" && own !== null && !/^(?:\[\]|\{\})$/.test(made[0] ?? "");
    if (!isBlock) return [`${name} ${made[0]}`];
    return [name, ...(Array.isArray(own) ? made : made.map((it) => `  ${it}`))];
  });
}
