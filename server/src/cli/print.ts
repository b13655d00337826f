/** Writes a report to standard output piece by piece, no faster than its reader takes it. */

import { once } from "node:events";

/** Characters written at once: fewer, and the writing itself takes most of the time. */
const BATCH = 65_536;

export async function print(pieces: Iterable<string>): Promise<void> {
  let batch = "";
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    if (!process.stdout.write(batch)) await once(process.stdout, "drain");
    batch = "";
  }
  process.stdout.write(batch);
}
