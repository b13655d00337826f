/** Names and codes of rules: in ignore comments and annotations, and in the settings of `.netpol.yaml`. */

import type { TextRange } from "../../base/source.js";
import { RULES } from "../../rules/registry.js";
import { locate } from "../../syntax/locate.js";
import { rootOf, type YamlNode } from "../../syntax/yaml-document.js";
import type { FileState } from "../../workspace/file-state.js";
import { SETTINGS_FILE } from "../../workspace/settings-file.js";
import { placeAt } from "../places.js";
import { ruleNamesInAnnotations, ruleNamesInComments } from "../silence.js";
import type { DocumentLink } from "../types.js";

interface NamedRule {
  readonly rule: string;
  readonly range: TextRange;
}

export function ruleLinks(file: FileState): DocumentLink[] {
  const named = [...ruleNamesInComments(file), ...ruleNamesInAnnotations(file), ...rulesOfSettings(file)];
  return named.flatMap(({ rule: asked, range }): DocumentLink[] => {
    const rule = RULES.find((it) => it.name === asked || it.code === asked);
    return rule === undefined ? [] : [{ ...placeAt(file, range), to: { rule: rule.code }, says: rule.title }];
  });
}

/** Keys of `rules`, there and in `overrides`. */
function rulesOfSettings({ input, yaml }: FileState): NamedRule[] {
  const [document] = yaml.documents;
  if (input.path !== SETTINGS_FILE || document === undefined) return [];
  const parsed = document.later.get();
  const root = rootOf(parsed);
  const maps = [root?.get("rules"), ...(root?.get("overrides")?.items() ?? []).map((it) => it.get("rules"))];
  const rangeOf = (node: YamlNode): TextRange => {
    const { start, end } = locate(parsed, node.site("key"));
    return { start: start + document.start, end: end + document.start };
  };
  return maps.flatMap((it) => (it?.entries() ?? []).map(({ key, value }) => ({ rule: key, range: rangeOf(value) })));
}
