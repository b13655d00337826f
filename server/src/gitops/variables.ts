/** The variables of one Flux Kustomization: what its sources and its own text set, and what nobody sees here (GO-9). */

import type { Sourced } from "../base/source.js";
import { quoted } from "../base/quote.js";
import type { MapValue } from "../kustomize/index.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { decodeBase64 } from "./base64.js";
import type { Variable } from "./envsubst/expand.js";
import type { PostBuild, VariableSource } from "./flux/kustomization.js";
import { at, pairsAt, textAt } from "./read.js";

export interface Variables {
  readonly lookup: (name: string) => Variable;
  /** False where the controller substitutes nothing, so that `${…}` stays as text (GO-8). */
  readonly applies: boolean;
  /** Equal for equal values from equal places. */
  readonly key: string;
  /** Sources that are not in the workspace: their variables may have any name. */
  readonly unseen: readonly VariableSource[];
  /** Why nothing is applied. */
  readonly problems: readonly { readonly at: YamlNode; readonly says: string }[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @param find The ConfigMap or Secret of that kind and name in the Kustomization's own namespace. */
export function variablesOf(
  { substitute, sources, always }: PostBuild,
  find: (source: VariableSource) => MapValue | undefined,
): Variables {
  const values = new Map<string, Sourced<string> | "unknown">();
  const problems: { at: YamlNode; says: string }[] = [];
  const unseen: VariableSource[] = [];
  const set = (name: string, value: Sourced<string> | "unknown", at: YamlNode): void => {
    values.set(name, value === "unknown" ? value : { ...value, value: value.value.replaceAll("\n", "") });
    if (!NAME.test(name))
      problems.push({ at, says: `${quoted(name)} is not a valid variable name: Flux applies nothing` });
  };
  for (const source of sources) {
    const found = find(source);
    if (found === undefined) unseen.push(source);
    else for (const [name, value] of dataOf(found)) set(name, value, source.at);
  }
  for (const [name, { value, at }] of substitute) set(name, { value, at: at.site() }, at);
  return {
    lookup: (name) => values.get(name) ?? (unseen.length > 0 ? "unknown" : "unset"),
    applies: always || values.size > 0 || unseen.length > 0,
    key: JSON.stringify([[...values], unseen.length > 0]),
    unseen,
    problems,
  };
}

/** What a ConfigMap or Secret holds; values that SOPS has encrypted are unknown, their keys are not (GO-30). */
export function dataOf(root: MapValue): ReadonlyMap<string, Sourced<string> | "unknown"> {
  const isSecret = textAt(root, "kind") === "Secret";
  const encrypted = at(root, "sops") !== undefined;
  const data = new Map<string, Sourced<string> | "unknown">();
  for (const field of isSecret ? ["data", "stringData"] : ["data"]) {
    for (const [key, { value, at }] of pairsAt(root, field)) {
      const isHidden = encrypted && value.startsWith("ENC[");
      const text = isSecret && field === "data" && !isHidden ? decodeBase64(value) : value;
      data.set(key, isHidden || text === undefined ? "unknown" : { value: text, at: at.site() });
    }
  }
  return data;
}
