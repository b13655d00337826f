/** What the thing under the cursor is and does. */

import type { View } from "../../analysis/view.js";
import type { Scope } from "../../model/scope.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { ownFileHover } from "../own-files/hover.js";
import { ownSchema } from "../own-files/own-files.js";
import { limited } from "./hover-limit.js";
import { fieldBlocks } from "./hover-field.js";
import { namedRuleBlocks } from "./hover-named-rule.js";
import { ownTextBlocks } from "./hover-own-text.js";
import { policyBlocks } from "./hover-policy.js";
import { workloadBlocks } from "./hover-workload.js";
import { repeatedIn } from "../in-scopes.js";
import { placeAt, isSameObject } from "../places.js";
import { type ObjectTarget, pieceAt, type Target, targetAt } from "../target.js";
import type { Block, Hover } from "../types.js";

export function hoverAt(snapshot: Snapshot, file: FileState, offset: number): Hover | undefined {
  const own = ownSchema(file.input.path);
  if (own !== undefined) return ownFileHover(own, file, offset);
  const target = targetAt(snapshot, file, offset);
  if (target === undefined) return undefined;
  if (target.type === "rule") return hoverOf(file, target, namedRuleBlocks(target.rule));
  const { hasFlows = false, blocks } = objectHover(snapshot, target);
  return hoverOf(file, target, blocks, hasFlows);
}

function hoverOf(file: FileState, { range }: Target, blocks: readonly Block[], hasFlows = false): Hover | undefined {
  if (blocks.length === 0) return undefined;
  return { ...placeAt(file, range), blocks: limited(blocks), ...(hasFlows && { hasFlows }) };
}

interface ObjectHover {
  readonly blocks: readonly Block[];
  /** Of a whole policy or a workload. */
  readonly hasFlows?: boolean;
}

function objectHover(snapshot: Snapshot, target: ObjectTarget): ObjectHover {
  const { object, at, path } = target;
  const field = object.type === "policy" || object.type === "resource" ? fieldBlocks(object, path) : [];
  switch (object.type) {
    case "policy": {
      const onField = at.on === "key" ? field : [];
      const inScopes = scopesWith(snapshot, (scope) => scope.policies.find((it) => isSameObject(it.object, object)));
      const [first] = inScopes;
      if (first === undefined) {
        const { document } = target;
        const isToBeMade = document.masked !== undefined || document.embedded !== undefined;
        return { blocks: isToBeMade ? [...ownTextBlocks(snapshot, document, object, target), ...onField] : onField };
      }
      const piece = pieceAt(first.subject, target);
      if (piece === undefined) return { blocks: field };
      const blocks = [
        ...policyBlocks(snapshot, first.view, first.subject, piece),
        ...otherScopes(inScopes),
        ...onField,
      ];
      return { blocks, hasFlows: piece.type === "policy" };
    }
    case "workload": {
      const where = path.join(".");
      const isOwnLabel = target.occurrence?.name.kind === "pod-label" && target.occurrence.role === "definition";
      if (where !== "kind" && where !== "metadata.name" && !isOwnLabel) return { blocks: [] };
      const inScopes = scopesWith(
        snapshot,
        (scope) => scope.workloads.find((it) => isSameObject(it.object, object)) ?? repeatedIn(scope, object),
      );
      const [first] = inScopes;
      if (first === undefined) return { blocks: [] };
      return {
        blocks: [...workloadBlocks(snapshot, first.view, first.subject), ...otherScopes(inScopes)],
        hasFlows: true,
      };
    }
    default:
      return { blocks: field };
  }
}

interface InScope<T> {
  readonly scope: Scope;
  readonly view: View;
  readonly subject: T;
}

function scopesWith<T>(snapshot: Snapshot, find: (scope: Scope) => T | undefined): InScope<T>[] {
  return snapshot.scopes.flatMap((scope): InScope<T>[] => {
    const subject = find(scope);
    return subject === undefined ? [] : [{ scope, view: snapshot.view(scope), subject }];
  });
}

function otherScopes(inScopes: readonly InScope<unknown>[]): Block[] {
  const [first, ...others] = inScopes;
  if (first === undefined || others.length === 0) return [];
  const names = others.map((it) => `\`${it.scope.name}\``).join(", ");
  return [{ type: "text", text: `Shown as it is in \`${first.scope.name}\`. It is also in ${names}.` }];
}
