/** Values of a chart as Helm puts them together: the chart's own, then files and texts, then single parameters. */

import { type ChartRequest, type Plain, toPlain, type Value } from "../../kustomize/index.js";
import { resolvePlain } from "../../syntax/scalar.js";
import { Undecidable } from "../go-template/render.js";
import { readText } from "../moved.js";

type Values = { readonly [key: string]: Plain };

/** @param own What the chart's values.yaml holds; undefined where there is none. */
export function chartValues(own: Value | undefined, { values, set }: ChartRequest): Values {
  let made: Values = own === undefined ? {} : mapOf(toPlain(own));
  for (const text of values) {
    const read = readText(text);
    if (read !== undefined) made = merged(made, mapOf(toPlain(read)));
    else if (text.trim() !== "") throw new Undecidable("its values cannot be read");
  }
  for (const { value, asString } of set) made = merged(made, parameter(value, asString));
  return made;
}

/** Maps within maps; a null takes away. */
function merged(values: Values, over: Values): Values {
  const made = Object.create(null) as Record<string, Plain>;
  for (const [key, it] of Object.entries(values)) made[key] = it;
  for (const [key, it] of Object.entries(over)) {
    const before = made[key];
    if (it === null) delete made[key];
    else made[key] = isMap(before) && isMap(it) ? merged(before, it) : it;
  }
  return made;
}

/** `a.b=c`; lists and escapes are not read. */
function parameter(written: string, asString: boolean): Values {
  const [, path, text] = /^([\w-]+(?:\.[\w-]+)*)=([^{\\,]*)$/s.exec(written) ?? [];
  if (path === undefined || text === undefined) throw new Undecidable(`the parameter \`${written}\` is not supported`);
  let value: Plain = asString ? text : (resolvePlain(text).value as Plain);
  for (const key of path.split(".").reverse()) value = { [key]: value };
  return value as Values;
}

function isMap(value: Plain | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapOf(value: Plain): Values {
  if (value === null) return {};
  if (!isMap(value)) throw new Undecidable("its values are not a map");
  return value;
}
