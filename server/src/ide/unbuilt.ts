/** Notices of what builds need and nobody sees here: one for each place that asks for it. */

import type { UnseenSource } from "../kustomize/index.js";
import type { Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { placeOf } from "./places.js";

const FATES: Readonly<Record<UnseenSource["is"], string>> = {
  remote: "is not fetched: what it holds is not in sight",
  chart: "is not rendered: what it makes is not in sight",
  plugin: "is not run: what it makes or changes is not in sight",
  validator: "is not run: whether it refuses the build is not known",
  unread: "cannot be read here: what it holds is not in sight",
};

export function unbuiltNotices(snapshot: Snapshot): Notice[] {
  return snapshot.builds.unseen.flatMap(({ at, is, because }) => {
    const place = placeOf(snapshot, at);
    if (place === undefined) return [];
    return [{ file: place.file, message: `Line ${place.start.line + 1}: ${because} ${FATES[is]}` }];
  });
}
