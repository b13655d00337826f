/** The call hierarchy of workloads: who may call one, and whom it may call. */

import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyPrepareParams,
  SymbolKind,
} from "vscode-languageserver";
import type { Call, CallItem } from "../../ide/index.js";
import type { Session } from "../session.js";
import { toRange } from "../to-lsp.js";
import { normalUri } from "../uris.js";
import { askedPlace } from "./asked-place.js";

const KINDS: Readonly<Record<CallItem["type"], SymbolKind>> = {
  workload: SymbolKind.Class,
  outside: SymbolKind.Interface,
  unseen: SymbolKind.Object,
};

type ItemData = Pick<CallItem, "id" | "scope">;

export function prepareCalls(session: Session, params: CallHierarchyPrepareParams): CallHierarchyItem[] | null {
  const at = askedPlace(session, params);
  const items = at?.project.workspace.callItems(at.file, at.offset) ?? [];
  return items.length === 0 ? null : items.map((it) => toItem(session, it));
}

export function incomingCalls(session: Session, { item }: { item: CallHierarchyItem }): CallHierarchyIncomingCall[] {
  return callsOf(session, item, "ingress").map((it) => ({
    from: toItem(session, it.item),
    fromRanges: it.at.map(toRange),
  }));
}

export function outgoingCalls(session: Session, { item }: { item: CallHierarchyItem }): CallHierarchyOutgoingCall[] {
  return callsOf(session, item, "egress").map((it) => ({
    to: toItem(session, it.item),
    fromRanges: it.at.map(toRange),
  }));
}

function callsOf(session: Session, { uri, data }: CallHierarchyItem, direction: "ingress" | "egress"): readonly Call[] {
  const project = session.projects.of(normalUri(uri));
  const given: unknown = data;
  return project === undefined || !isItemData(given) ? [] : project.workspace.calls(given, direction);
}

function toItem(session: Session, item: CallItem): CallHierarchyItem {
  const { name, detail, type, file, selection, id, scope } = item;
  return {
    name,
    kind: KINDS[type],
    detail,
    uri: session.publisher.target.uriOf(file),
    range: toRange(item),
    selectionRange: toRange(selection),
    data: { id, scope } satisfies ItemData,
  };
}

function isItemData(data: unknown): data is ItemData {
  return typeof data === "object" && data !== null && "id" in data && "scope" in data;
}
