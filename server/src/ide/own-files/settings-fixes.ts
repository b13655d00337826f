/** Fixes in `.netpol.yaml`: the key or value that was meant, in place of one that netpol does not know. */

import type { FileState } from "../../workspace/file-state.js";
import { readSettingsFile, SETTINGS_FILE, type SettingsProblem } from "../../workspace/settings-file.js";
import { RULES } from "../../rules/registry.js";
import { type ActionProducer, findingsThere } from "../actions/action-producer.js";

const PREFIX = "setting:";
const RULE_NAMES: ReadonlySet<string> = new Set(RULES.flatMap((it) => [it.code, it.name]));

type Misspelt = SettingsProblem & { readonly meant: string };

export const SETTING_FIXES: ActionProducer = {
  kind: "quickfix",
  prefix: PREFIX,
  when: ({ file }) => file.input.path === SETTINGS_FILE,
  produce: (request) => {
    const misspelt = misspeltIn(request.file);
    return findingsThere(request).flatMap(({ rule, range }) =>
      misspelt
        .filter((it) => it.range.start === range.start && it.range.end === range.end)
        .map((it) => ({ id: idOf(it), title: `Replace with \`${it.meant}\``, preferred: true, code: rule.code })),
    );
  },
  edit: ({ file }, id) => {
    const found = misspeltIn(file).find((it) => idOf(it) === id);
    if (found === undefined) return undefined;
    return { edits: new Map([[file.input.id, [{ range: found.range, newText: found.meant }]]]) };
  },
};

function misspeltIn({ input }: FileState): Misspelt[] {
  const { problems } = readSettingsFile(input.text, RULE_NAMES);
  return problems.flatMap((it) => (it.meant === undefined ? [] : [{ ...it, meant: it.meant }]));
}

function idOf({ range, meant }: Misspelt): string {
  return `${PREFIX}${range.start}:${range.end}:${meant}`;
}
