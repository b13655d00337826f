/** What tells a finding from all others for longer than its lines stay where they are. */

import { createHash } from "node:crypto";
import type { Diagnostic } from "../../ide/index.js";

/**
 * One for each of the findings, in their order, as 32 hexadecimal digits: the same as long as rule, file, object and message
 * are. The same finding twice in one object differs by its number.
 */
export function fingerprintsOf(diagnostics: readonly Diagnostic[]): string[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ code, file, object, message }) => {
    const identity = JSON.stringify([code, file, object?.kind, object?.namespace, object?.name, message]);
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    return createHash("sha256").update(`${identity}#${count}`).digest("hex").slice(0, 32);
  });
}
