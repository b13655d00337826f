/** Parameters of generated applications: flat texts for plain templates, trees for Go templates. */

import type { Plain } from "../../kustomize/index.js";
import { printed } from "../go-template/given.js";
import {
  type Params,
  renderGoTemplate,
  renderPlain,
  type TemplateOptions,
  Undecidable,
} from "../go-template/render.js";
import { normalized } from "../go-template/text-functions.js";
import { baseName } from "../paths.js";

export interface Templating extends TemplateOptions {
  readonly go: boolean;
}

export function rendered(text: string, params: Params, templating: Templating): string {
  return templating.go ? renderGoTemplate(text, params, templating) : renderPlain(text, params);
}

export function isMap(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A map without a prototype, so that no key means anything. */
export function paramsOf(entries: Iterable<readonly [string, Plain]>): Params {
  const made = Object.create(null) as Record<string, Plain>;
  for (const [key, value] of entries) made[key] = value;
  return made;
}

/** What a folder or file of the repository gives (GO-28). @param file Its path, for one that was found as a file. */
export function pathParams(
  path: string,
  { go }: Templating,
  prefix: string,
  file?: string,
): (readonly [string, Plain])[] {
  const segments = path.split("/");
  const of: [string, Plain][] = [
    ["path", path],
    ["basename", baseName(path)],
    ["basenameNormalized", normalized(baseName(path))],
  ];
  if (file !== undefined) {
    of.push(["filename", baseName(file)], ["filenameNormalized", normalized(baseName(file))]);
  }
  if (go) {
    const tree = paramsOf([...of, ["segments", segments]]);
    return [prefix === "" ? ["path", tree] : [prefix, paramsOf([["path", tree]])]];
  }
  const name = prefix === "" ? "path" : `${prefix}.path`;
  return [
    ...of.map(([key, value]) => [key === "path" ? name : `${name}.${key}`, value] as const),
    ...segments.flatMap((it, at) => (it === "" ? [] : [[`${name}[${at}]`, it] as const])),
  ];
}

/** `values` of a generator, which may speak of its other parameters. */
export function withValues(
  params: Params,
  values: Iterable<readonly [string, string]>,
  templating: Templating,
): Params {
  const filled = [...values].map(([key, text]) => [key, rendered(text, params, templating)] as const);
  if (filled.length === 0) return params;
  const added = templating.go
    ? [["values", paramsOf(filled)] as const]
    : filled.map(([key, value]) => [`values.${key}`, value] as const);
  return paramsOf([...Object.entries(params), ...added]);
}

/** Keys joined by dots, values as texts. */
export function flattened(value: Plain, before = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[before, value === null ? "<nil>" : printed(value, "argo")]];
  const entries: [string, Plain][] = Array.isArray(value)
    ? value.map((it: Plain, at): [string, Plain] => [String(at), it])
    : Object.entries(value);
  return entries.flatMap(([key, it]) => flattened(it, before === "" ? key : `${before}.${key}`));
}

/** Both, where they do not contradict each other. @throws {Undecidable} as Argo CD refuses it. */
export function combined(first: Params, second: Params, templating: Templating): Params {
  const all = new Map<string, Plain>(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const known = all.get(key);
    if (known === undefined) all.set(key, value);
    else if (!templating.go) {
      if (known !== value) throw new Undecidable(`two generators give \`${key}\` different values`);
    } else if (isMap(known) && isMap(value)) all.set(key, combined(known, value, templating));
  }
  return paramsOf(all);
}

/** The second's values in place of the first's, maps within maps. */
export function overridden(first: Params, second: Params): Params {
  const all = new Map<string, Plain>(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const known = all.get(key);
    all.set(key, isMap(known) && isMap(value) ? overridden(known, value) : value);
  }
  return paramsOf(all);
}
