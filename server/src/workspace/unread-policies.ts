/** Documents with policies of systems that are known and not read: which, how many, and whose pods they may select. */

import type { UnreadPolicy } from "../model/scope.js";
import { UNREAD_SYSTEMS, unreadKind } from "../systems/unread.js";

/** A policy without its file, with the offset at which it begins in its document. */
export interface FoundPolicy extends Omit<UnreadPolicy, "file" | "line"> {
  readonly offset: number;
}

/** Most documents name none of these groups. */
const ANY_GROUP = new RegExp(
  UNREAD_SYSTEMS.flatMap((it) => it.groups.map((group) => group.replaceAll(".", "\\."))).join("|"),
);

/** Told from the text alone, items of lists included: nothing of them is decoded. */
export function unreadPoliciesIn(text: string): FoundPolicy[] {
  if (!ANY_GROUP.test(text)) return [];
  if (/^\s*\{/.test(text)) return inJson(text);
  const isList = /^kind:[ \t]*["']?[A-Za-z]*List\b/m.test(text);
  return isList ? itemsOf(text).flatMap(({ offset, item }) => inObject(item, offset)) : inObject(text, 0);
}

function inObject(text: string, offset: number): FoundPolicy[] {
  const apiVersion = /^apiVersion:[ \t]*["']?([^\s"'#]+)/m.exec(text);
  const kind = /^kind:[ \t]*["']?([A-Za-z]+)/m.exec(text);
  if (apiVersion === null || kind === null) return [];
  const name = /^[ \t]+name:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
  const namespace = /^[ \t]+namespace:[ \t]*["']?([a-z0-9-]+)/m.exec(text)?.[1];
  const start = offset + Math.min(apiVersion.index, kind.index);
  return found(apiVersion[1] ?? "", kind[1] ?? "", { name, namespace, hasEgress: /^[ \t]+egress:/m.test(text), start });
}

/** The items of a list, each moved to the margin. */
function itemsOf(text: string): { readonly offset: number; readonly item: string }[] {
  const starts = [...text.matchAll(/^( *- )(?:apiVersion|kind|metadata|spec):/gm)];
  return starts.map((start, index) => {
    const width = start[1]?.length ?? 0;
    const lines = text.slice(start.index, starts[index + 1]?.index).split("\n");
    return { offset: start.index, item: lines.map((it) => it.slice(width)).join("\n") };
  });
}

interface Told {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly hasEgress: boolean;
  readonly start: number;
}

function found(apiVersion: string, kind: string, { name, namespace, hasEgress, start }: Told): FoundPolicy[] {
  const unread = unreadKind(apiVersion, kind);
  if (unread === undefined) return [];
  const { clusterwide, mayAllow } = unread.kind;
  return [
    {
      system: unread.system.title,
      kind,
      name: name ?? "",
      hasEgress,
      mayAllow,
      offset: start,
      ...(clusterwide ? {} : { namespace: namespace ?? "default" }),
    },
  ];
}

interface JsonObject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
  readonly spec?: { readonly egress?: unknown };
  readonly items?: unknown;
}

/** What is not JSON is no manifest that begins with a brace. */
function inJson(text: string): FoundPolicy[] {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  const object = (value: unknown): FoundPolicy[] => {
    const { apiVersion, kind, metadata, spec, items } = (value ?? {}) as JsonObject;
    if (Array.isArray(items)) return items.flatMap(object);
    if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
    const word = (it: unknown): string | undefined => (typeof it === "string" ? it : undefined);
    const told = { name: word(metadata?.name), namespace: word(metadata?.namespace), start: 0 };
    return found(apiVersion, kind, { ...told, hasEgress: spec?.egress !== undefined });
  };
  return object(root);
}
