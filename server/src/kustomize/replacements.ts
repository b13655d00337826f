/** `replacements`: a value is read from one object and written into others. */

import { quoted } from "../base/quote.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { fieldOf, flagOf, itemsOf, readTarget, textOf, textsOf, writtenAt } from "./read-kustomization.js";
import { changeField, lookUpField, NoSuchField } from "./replacement-path.js";
import { refuse } from "./refusal.js";
import { allIds, isSelected, nameOf, currentId, type Resource, withRoot } from "./resource.js";
import type { ResourceList } from "./resource-list.js";
import { hasIdFor, targetTest, type TargetTest } from "./target.js";
import { overwrite, type Overwrites, spread } from "./shared-scalars.js";
import { isEmpty, plain, text, type ScalarValue, type Value } from "./value.js";

const DEFAULT_PATH = "metadata.name";

interface Options {
  readonly delimiter: string;
  readonly index: number;
  readonly create: boolean;
}

export interface Replacing {
  readonly list: ResourceList;
  /** True if the source may be an object that is not known. */
  readonly hasUnseen: () => boolean;
  readonly spend: (steps: number, at: YamlNode) => void;
}

/** One replacement, as it is written. */
export function applyReplacement(entry: Value, replacing: Replacing): void {
  const at = entry.at.site("pair");
  const source = fieldOf(entry, "source");
  const given = writtenAt(entry, "sourceValue");
  const targets = itemsOf(entry, "targets");
  if ((source === undefined && given === undefined) || fieldOf(entry, "targets") === undefined) {
    refuse("bad-replacement", at, "A replacement needs a `source` and `targets`");
  }
  if (source !== undefined && given !== undefined) {
    refuse("bad-replacement", at, "A replacement must have either `source` or `sourceValue`, not both");
  }
  const value = source === undefined ? text(given?.at ?? entry.at, given?.value ?? "") : sourceValue(source, replacing);
  if (value === undefined) return;
  for (const it of targets) replaceIn(it, value, replacing);
}

function sourceValue(source: Value, { list, hasUnseen }: Replacing): Value | undefined {
  const at = source.at.site("pair");
  const wanted = readTarget(source);
  const fits = (it: Resource): boolean =>
    allIds(it).some(
      (id) =>
        (wanted.name === "" || wanted.name === id.name) &&
        (wanted.namespace === "" || wanted.namespace === id.effective) &&
        isSelected(id, wanted),
    );
  const found = (wanted.name === "" ? list.all : list.named(wanted.name)).filter(fits);
  const called = quoted([wanted.kind, wanted.name].filter((it) => it !== "").join(" "));
  if (found.length > 1)
    refuse(
      "bad-replacement",
      at,
      `More than one object is, or originally was, ${called}: the source must be one object`,
    );
  const [holder] = found;
  if (holder === undefined) {
    return hasUnseen() ? undefined : refuse("bad-replacement", at, `Replacement source ${called} does not exist`);
  }
  const path = textOf(source, "fieldPath") || DEFAULT_PATH;
  const value = lookUpField(holder.root, path);
  if (value === undefined || isEmpty(value)) {
    if (holder.partial) return undefined;
    return refuse("bad-replacement", at, `\`${nameOf(currentId(holder))}\` has no value at ${quoted(path)}`);
  }
  const { delimiter, index } = optionsOf(source);
  if (delimiter === "") return value;
  if (value.kind !== "scalar") return refuse("bad-replacement", at, "`delimiter` can only split a string");
  const part = value.text.split(delimiter)[index];
  if (part === undefined || index < 0)
    return refuse("bad-replacement", at, `${quoted(value.text)} has no part with index ${index}`);
  return { ...value, text: part };
}

function optionsOf(value: Value): Options {
  const options = fieldOf(value, "options");
  return {
    delimiter: textOf(options, "delimiter"),
    index: Number(textOf(options, "index") || "0"),
    create: flagOf(options, "create"),
  };
}

function replaceIn(target: Value, value: Value, { list, spend }: Replacing): void {
  const at = target.at.site("pair");
  const select = fieldOf(target, "select") ?? refuse("bad-replacement", at, "A target needs a `select`");
  const selects = targetTest(readTarget(select));
  const rejects = itemsOf(target, "reject").map((it) => targetTest(readTarget(it)));
  const paths = textsOf(target, "fieldPaths");
  const options = optionsOf(target);
  spend(list.count, target.at);
  for (const resource of list.all) {
    if (!isWanted(resource, selects, rejects)) continue;
    let root: Value = resource.root;
    const overwrites: Overwrites = new Map();
    for (const path of paths.length === 0 ? [{ value: DEFAULT_PATH, at: target.at }] : paths) {
      try {
        root = changeField(root, path.value, {
          change: (it) => {
            const made = put(it, value, options, path.at);
            return made.kind === "scalar" ? overwrite(it, made, overwrites) : made;
          },
          ...(options.create ? { leaf: { ...text(value.at, ""), type: "null" } } : {}),
        });
      } catch (error) {
        if (!(error instanceof NoSuchField)) throw error;
        // Later versions of kustomize look into strings that contain YAML. No policy is in there.
        if (isInText(resource.root, path.value)) continue;
        refuse(
          "bad-replacement",
          path.at.site("pair"),
          `\`${nameOf(currentId(resource))}\` has no field at ${quoted(path.value)}, and \`create\` is not set`,
        );
      }
    }
    if (root.kind !== "map" || root === resource.root) continue;
    list.replace(resource, withRoot(resource, spread(root, overwrites)));
  }
}

function isWanted(resource: Resource, selects: TargetTest, rejects: readonly TargetTest[]): boolean {
  const says = (test: TargetTest): boolean => test.labels(resource.root) && test.annotations(resource.root);
  if (!says(selects) || !hasIdFor(selects, resource)) return false;
  return rejects.every((it) => (it.hasNoQuery || !says(it)) && (it.hasNoId || !hasIdFor(it, resource)));
}

/** True for a path that continues after a string. */
function isInText(root: Value, path: string): boolean {
  const parts = path.split(".");
  return parts.some((_, at) => at > 0 && lookUpField(root, parts.slice(0, at).join("."))?.kind === "scalar");
}

/** A string stays a string, whatever is written into it. */
function put(target: Value, value: Value, { delimiter, index }: Options, at: YamlNode): Value {
  if (target.kind !== "scalar") {
    return delimiter === "" ? value : refuse("bad-replacement", at.site("pair"), "`delimiter` can only split a string");
  }
  if (value.kind !== "scalar") return value;
  const made = delimiter === "" ? value.text : joined(target.text, value.text, delimiter, index);
  if (target.type === "null") return { ...value, text: made };
  if (target.type === "string") return text(value.at, made);
  return retyped(value, made);
}

function retyped(value: ScalarValue, made: string): ScalarValue {
  return plain(value.at, made);
}

function joined(target: string, value: string, delimiter: string, index: number): string {
  const parts = target.split(delimiter);
  if (index < 0) parts.unshift(value);
  else if (index >= parts.length) parts.push(value);
  else parts[index] = value;
  return parts.join(delimiter);
}
