/** Whole peers, where an item of a list of peers begins: the pods of each workload, and all pods of each namespace. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { Labels } from "../../model/selector.js";
import { blockLines } from "../../syntax/render-yaml.js";
import type { FileState } from "../../workspace/file-state.js";
import { labelsFor } from "../scaffold/labels.js";
import type { HomeScope } from "./home.js";
import { type CompletionItem, plainSnippet } from "./item.js";
import { comparable, comparableNode, itemsBeside } from "./items-beside.js";
import type { TypedPlace } from "./typed-place.js";

/** Of workloads, and of namespaces. */
const MOST = 100;
const NO_LABELS: Labels = new Map();
const STYLE = { indent: 2, listIndent: 2, itemIndent: 2 } as const;

export function peerItems(place: TypedPlace, home: readonly HomeScope[], file: FileState): CompletionItem[] {
  const { context, path, kind } = place;
  const key = path.findLast((it) => typeof it === "string");
  const isItem = context.typing === "item" || (context.typing === "value" && context.mayBegin);
  if (!isItem || context.flow || key === undefined || kind === undefined) return [];
  const writer = kind.system.pieces.podPeer;
  if (writer === undefined) return [];
  const there = new Set(itemsBeside(place, 0).map(comparableNode));
  const [pods, namespaces] = [new Map<string, CompletionItem>(), new Map<string, CompletionItem>()];
  const offer = (items: typeof pods, label: string, value: YamlValue, detail: string): void => {
    if (!there.has(comparable(value))) items.set(label, item(place, label, value, detail));
  };
  for (const { view, namespace = "default" } of home) {
    const near = view.scope.workloads.toSorted((a, b) => rank(a.namespace, namespace) - rank(b.namespace, namespace));
    for (const workload of near) {
      if (pods.size >= MOST) break;
      const labels = workload.hostNetwork ? NO_LABELS : labelsFor(workload, { file, view });
      if (labels.size === 0) continue;
      const value = writer(key, { labels, namespace: workload.namespace }, namespace);
      if (value === undefined) return [];
      const where = workload.namespace === namespace ? "" : ` in ${workload.namespace}`;
      const { kind: controller, name } = workload;
      offer(pods, `pods of ${name}${where}`, value, `${controller} ${workload.namespace}/${name}`);
    }
    for (const name of view.scope.namespaces.keys()) {
      if (namespaces.size >= MOST) break;
      const value = writer(key, { labels: NO_LABELS, namespace: name }, namespace);
      if (value !== undefined) offer(namespaces, `any pod in ${name}`, value, "namespace");
    }
  }
  return [...pods.values(), ...namespaces.values()];
}

function rank(namespace: string, own: string): number {
  return namespace === own ? 0 : 1;
}

function item(place: TypedPlace, label: string, value: YamlValue, detail: string): CompletionItem {
  const { context, range, before, path } = place;
  const hyphen = context.typing === "item" || typeof path.at(-1) === "string" ? "- " : "";
  const indentation = " ".repeat(context.column + hyphen.length);
  const lines = blockLines(value, STYLE).map((it, at) => (at === 0 ? it : `${indentation}${it}`));
  return { label, kind: "peer", detail, range, snippet: `${before}${hyphen}${plainSnippet(lines.join("\n"))}` };
}
