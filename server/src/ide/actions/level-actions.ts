/** Sets the level of a finding's rule in `.netpol.yaml`: in the file's own style, or in a new file. */

import { levelOf, layered, type Level } from "../../workspace/settings.js";
import { readSettingsFile, SETTINGS_FILE } from "../../workspace/settings-file.js";
import { RULES } from "../../rules/registry.js";
import type { Rule } from "../../rules/rule.js";
import { LineIndex } from "../../base/line-index.js";
import { applyEdits } from "../../syntax/text-edit.js";
import { rootOf, type YamlDocument } from "../../syntax/yaml-document.js";
import { YamlEditor } from "../../syntax/yaml-edit.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { type ActionProducer, findingsThere, type Offer } from "./action-producer.js";
import type { TextEdit, WorkspaceEdit } from "../types.js";

const PREFIX = "level:";
const LEVELS: readonly Level[] = ["off", "hint"];
const RULE_NAMES: ReadonlySet<string> = new Set(RULES.flatMap((it) => [it.code, it.name]));

/** Each rule once, whatever it finds there. */
export const LEVEL_ACTIONS: ActionProducer = {
  kind: "quickfix",
  prefix: PREFIX,
  when: (request) => findingsThere(request).length > 0,
  produce: (request) => {
    const rules = new Set(findingsThere(request).map((it) => it.rule));
    return [...rules].flatMap((rule) =>
      LEVELS.flatMap((level): Offer[] => {
        const made = withLevel(request.snapshot, request.file, rule, level);
        if (made === undefined || made.text === made.before) return [];
        const title = `Set ${rule.name} to ${level} in ${SETTINGS_FILE}`;
        const written = { line: made.line, path: SETTINGS_FILE };
        return [{ id: idOf(rule, level), title, preferred: false, code: rule.code, written }];
      }),
    );
  },
  edit: ({ snapshot, file }, id) => {
    for (const rule of RULES) {
      const level = LEVELS.find((it) => idOf(rule, it) === id);
      if (level !== undefined) return withLevel(snapshot, file, rule, level)?.edit;
    }
    return undefined;
  },
};

function idOf({ code }: Pick<Rule, "code">, level: Level): string {
  return `${PREFIX}${code}:${level}`;
}

interface Written {
  readonly edit: WorkspaceEdit;
  readonly before: string;
  readonly text: string;
  /** Where the rule is in the new text. */
  readonly line: number;
}

/** Undefined where it cannot be written, or where an override for the file would have the last word. */
function withLevel(snapshot: Snapshot, { input }: FileState, rule: Rule, level: Level): Written | undefined {
  const settings = snapshot.fileAt(SETTINGS_FILE);
  const before = settings?.input.text ?? "";
  const edits = settings === undefined ? [] : editsOf(settings, rule, level);
  if (edits === undefined) return undefined;
  const text = settings === undefined ? `rules:\n  ${rule.name}: ${level}\n` : applyEdits(before, edits);
  const read = readSettingsFile(text, RULE_NAMES);
  if (levelOf(layered(read.settings), input.path, rule) !== level) return undefined;
  const at = Math.max(
    0,
    ...[rule.name, rule.code].map((it) => text.search(new RegExp(`(?<=^[^#\\n]*)\\b${it}["']?\\s*:`, "m"))),
  );
  const edit: WorkspaceEdit =
    settings === undefined
      ? { edits: new Map(), created: [{ path: SETTINGS_FILE, text }] }
      : { edits: new Map([[settings.input.id, edits]]) };
  return { edit, before, text, line: new LineIndex(text).positionAt(at).line };
}

function editsOf({ input, yaml }: FileState, rule: Rule, level: Level): readonly TextEdit[] | undefined {
  const [document] = yaml.documents;
  const parsed = document?.later.get();
  const root = parsed === undefined ? undefined : rootOf(parsed);
  if (document === undefined || parsed === undefined || root === undefined || root.isNull) {
    return [appended(input.text, rule, level)];
  }
  if (root.kind !== "map" || parsed.problems.length > 0) return undefined;
  const editor = editorFor(parsed);
  const rules = root.get("rules");
  const known = rules?.get(rule.name) ?? rules?.get(rule.code);
  if (known !== undefined) editor.set(known.site(), level);
  else if (rules?.kind === "map") editor.insert(rules.site(), rule.name, level);
  else if (rules === undefined) editor.insert(root.site(), "rules", { [rule.name]: level });
  else if (rules.isNull) editor.set(rules.site(), { [rule.name]: level });
  else return undefined;
  const own = editor.edits().get(parsed.id);
  return own?.map(({ range, newText }) => ({
    range: { start: range.start + document.start, end: range.end + document.start },
    // A level is a word here, though YAML 1.1 reads it as false.
    newText: newText.replace(/"off"/, "off"),
  }));
}

function editorFor(parsed: YamlDocument): YamlEditor {
  return new YamlEditor(
    (id) => (id === parsed.id ? parsed : undefined),
    () => [parsed],
  );
}

/** Behind a file that has nothing but comments. */
function appended(text: string, { name }: Rule, level: Level): TextEdit {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" || text.endsWith("\n") ? "" : newline;
  const range = { start: text.length, end: text.length };
  return { range, newText: `${gap}rules:${newline}  ${name}: ${level}${newline}` };
}
