/** One notice for each cause: what has it once is named with its file, what has it several times is counted, with its files. */

import type { FileId, Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { filesText } from "../words.js";
import { nameOfFile } from "../places.js";

/** A place that has the cause. */
export interface Caused {
  readonly file: FileId;
  /** Counted from 0. */
  readonly line: number;
}

export interface CauseWords<T> {
  /** For its only place; the notice names the file itself. */
  readonly one: (place: T) => string;
  /** For several: a sentence without a full stop, behind which the files are named. */
  readonly many: (places: readonly T[]) => string;
}

/** None for no place. */
export function noticesOfCause<T extends Caused>(
  snapshot: Pick<Snapshot, "files">,
  places: readonly T[],
  { one, many }: CauseWords<T>,
): Notice[] {
  const [first, second] = places;
  if (first === undefined) return [];
  if (second === undefined) return [{ file: first.file, message: one(first) }];
  return [
    {
      message: `${many(places)} (${filesText(places.map(({ file }) => nameOfFile(snapshot, file)))})`,
      places: places.map(({ file, line }) => ({ file, line })),
    },
  ];
}
