/** What the light bulb offers: the table of producers, of which those are asked whose kind the editor wants. */

import type { TextRange } from "../../base/source.js";
import type { Host } from "../../workspace/inputs.js";
import type { ActionContext, ActionProducer } from "./action-producer.js";
import { CONVERSIONS } from "../allow/convert.js";
import { FIX_ALL } from "./fix-all.js";
import { EXPLAIN_ACTIONS } from "./explain-actions.js";
import { IGNORES } from "./ignore-actions.js";
import { LEVEL_ACTIONS } from "./level-actions.js";
import { QUICK_FIXES } from "./quick-fixes.js";
import { SCAFFOLDS } from "../scaffold/scaffolds.js";
import { SETTING_FIXES } from "../own-files/settings-fixes.js";
import type { CodeAction, WorkspaceEdit } from "../types.js";

/** In the order in which their actions are offered. */
const PRODUCERS: readonly ActionProducer[] = [
  QUICK_FIXES,
  SETTING_FIXES,
  IGNORES,
  LEVEL_ACTIONS,
  EXPLAIN_ACTIONS,
  SCAFFOLDS,
  CONVERSIONS,
  FIX_ALL,
];

/** Kinds of the actions that there may be, each once. */
export const ACTION_KINDS: readonly CodeAction["kind"][] = [...new Set(PRODUCERS.map((it) => it.kind))];

/**
 * @param only Kinds that are wanted, those below them included: `source` wants `source.fixAll.netpol`, the empty kind
 *   wants all. Default: all.
 */
export function actionsAt(
  context: ActionContext,
  range: TextRange,
  only: readonly string[] | undefined,
  log: Host["log"],
): CodeAction[] {
  const request = { range, ...context };
  return PRODUCERS.filter(({ kind }) => only === undefined || only.some((it) => isKindOf(kind, it))).flatMap(
    (producer) => {
      try {
        if (!producer.when(request)) return [];
        return producer.produce(request).map((it) => ({ ...it, kind: producer.kind }));
      } catch (error) {
        // Our own fault; what the other producers offer is still of use.
        log(`code actions ${producer.prefix} failed: ${error instanceof Error ? error.stack : String(error)}`);
        return [];
      }
    },
  );
}

/** The edit of an action that was offered for the same snapshot; undefined when it does not apply any more. */
export function editOf(context: ActionContext, actionId: string): WorkspaceEdit | undefined {
  return PRODUCERS.find((it) => actionId.startsWith(it.prefix))?.edit(context, actionId);
}

/** True when `kind` is the wanted one or below it. */
function isKindOf(kind: string, wanted: string): boolean {
  return wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`);
}
