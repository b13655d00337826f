/** Notices about what builds need but is not in this workspace: one for each cause, with the places that need it. */

import type { UnseenSource } from "../../kustomize/index.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { type Caused, noticesOfCause } from "./notice-groups.js";
import { placeOf } from "../places.js";

interface Unbuilt extends Caused {
  readonly because: string;
}

/** The noun for several, and what happens to one and to several. */
const WORDS: Readonly<
  Record<UnseenSource["is"], { readonly noun: string; readonly one: string; readonly many: string }>
> = {
  remote: {
    noun: "remote resources",
    one: "is not fetched: its objects are not in this workspace",
    many: "are not fetched: their objects are not in this workspace",
  },
  chart: {
    noun: "charts in kustomizations",
    one: "is not rendered: its objects are not in this workspace",
    many: "are not rendered: their objects are not in this workspace",
  },
  plugin: {
    noun: "plugins",
    one: "is not run: what it generates or changes is unknown",
    many: "are not run: what they generate or change is unknown",
  },
  validator: {
    noun: "validators",
    one: "is not run: whether it rejects the build is unknown",
    many: "are not run: whether they reject the build is unknown",
  },
  unread: {
    noun: "resources",
    one: "cannot be read here: its objects are unknown",
    many: "cannot be read here: their objects are unknown",
  },
};

export function unbuiltNotices(snapshot: Snapshot): Notice[] {
  const byCause = new Map<UnseenSource["is"], Unbuilt[]>();
  for (const { at, is, because } of snapshot.builds.unseen) {
    const place = placeOf(snapshot, at);
    if (place === undefined) continue;
    const own = byCause.get(is) ?? [];
    byCause.set(is, own);
    own.push({ file: place.file, line: place.start.line, because });
  }
  return [...byCause].flatMap(([is, places]) => {
    const { noun, one, many } = WORDS[is];
    return noticesOfCause(snapshot, places, {
      one: ({ line, because }) => `Line ${line + 1}: ${because} ${one}`,
      many: ({ length }) => `${length} ${noun} ${many}`,
    });
  });
}
