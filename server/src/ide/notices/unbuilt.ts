/** Notices about what builds need but is not in this workspace: one for each cause, with the places that need it. */

import { quoted } from "../../base/quote.js";
import type { UnseenSource } from "../../kustomize/index.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { type Caused, noticesOfCause } from "./notice-groups.js";
import { placeOf } from "../places.js";

interface Unbuilt extends Caused {
  readonly because: string;
  /** Of a file that does not exist yet: what makes it. */
  readonly madeBy?: string;
}

type Cause = UnseenSource["is"] | "made";

/** The noun for several, and what happens to one and to several. */
const WORDS: Readonly<Record<Cause, { readonly noun: string; readonly one: string; readonly many: string }>> = {
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
  made: {
    noun: "resources",
    one: "makes it before the build: its objects are unknown",
    many: "do not exist here, because templates or scripts make them before the build: their objects are unknown",
  },
};

export function unbuiltNotices(snapshot: Snapshot): Notice[] {
  const byCause = new Map<Cause, Unbuilt[]>();
  for (const { at, is, because, path } of snapshot.builds.unseen) {
    const place = placeOf(snapshot, at);
    if (place === undefined) continue;
    const madeBy = path === undefined ? undefined : snapshot.fileAt(path)?.input.madeBy;
    const cause = madeBy === undefined ? is : "made";
    const own = byCause.get(cause) ?? [];
    byCause.set(cause, own);
    const made = madeBy === undefined ? {} : { madeBy };
    own.push({ file: place.file, line: place.start.line, because, ...made });
  }
  return [...byCause].flatMap(([is, places]) => {
    const { noun, one, many } = WORDS[is];
    return noticesOfCause(snapshot, places, {
      one: ({ line, because, madeBy }) =>
        `Line ${line + 1}: ${because} ${madeBy === undefined ? "" : `does not exist here; ${quoted(madeBy)} `}${one}`,
      many: ({ length }) => `${length} ${noun} ${many}`,
    });
  });
}
