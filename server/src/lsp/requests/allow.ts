/** `netpol/allow`: the least edit that lets one end talk to another. */

import type { PairName } from "../../ide/index.js";
import type { AllowAnswer, CanParams } from "../ext.js";
import { namedScopes, scopeName } from "../scope-names.js";
import type { Session } from "../session.js";
import { questionOf } from "./can.js";
import { lspEdit } from "./code-action.js";

/** Why there is no edit though one was found: of the editor, or of a document that is in no folder. */
export const NO_FILE = "This needs a new file, and none can be created here: open the folder that the file belongs to";

/** Of several clusters the first that knows both ends and denies it. @throws ResponseError for a protocol that is none. */
export function allow(session: Session, params: CanParams): AllowAnswer {
  const question = questionOf(params);
  let message: string | undefined;
  for (const { project, scope } of namedScopes(session)) {
    const allowed = project.workspace.allow(scope, question);
    if (!allowed.ok) {
      message ??= allowed.message;
      continue;
    }
    const edit = lspEdit(session, project, allowed.edit);
    if (edit === undefined) return { message: NO_FILE };
    const { title, alsoAllows, stillDenied = [] } = allowed;
    const names = stillDenied.map((it) => scopeName(session, project, it));
    const said = [
      ...(alsoAllows.length > 0 ? [`This also allows ${pairsText(alsoAllows)}`] : []),
      ...(names.length > 0 ? [`Still denied in ${names.join(", ")}: ask again to allow it there too`] : []),
    ];
    return { title, edit, ...(said.length > 0 && { message: said.join(". ") }) };
  }
  return { message: message ?? "No files have been read yet" };
}

/** How many pairs are named before the rest is counted. */
const MOST_NAMED = 4;

export function pairsText(pairs: readonly PairName[]): string {
  const named = pairs.slice(0, MOST_NAMED).map(({ from, to }) => `${from} → ${to}`);
  const more = pairs.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
