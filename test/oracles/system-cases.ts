/** Cases of a policy system's own tests: what connects under its policies, and which objects it refuses. */

import type { Protocol } from "../../server/src/engine/traffic.js";
import { isRefused } from "../../server/src/model/shape-problem.js";
import { parseDocumentText } from "../../server/src/syntax/parse.js";
import { splitDocuments } from "../../server/src/syntax/split-documents.js";
import { decodeDocument } from "../../server/src/systems/decode-document.js";
import { type Cni, profileOf } from "../../server/src/systems/profiles/profiles.js";
import { DEFAULT_SETTINGS } from "../../server/src/workspace/settings.js";
import { reachByName, verdictAt, worldOf } from "../kit/worlds.js";
import { Agreement, readJson, readManifests } from "./agreement.js";

interface Index {
  readonly cases: readonly {
    readonly id: string;
    readonly kind: "flows" | "validation";
    readonly title: string;
    readonly manifests: string;
    readonly expected: string;
  }[];
}

interface Flows {
  readonly cells: readonly {
    readonly from: string;
    readonly to: string;
    readonly protocol: Protocol;
    readonly port: number;
    readonly allowed: boolean;
  }[];
}

/**
 * Asked under the system's own CNI, and where none is named.
 * @param written Text of manifests as it was meant.
 */
export function compareFlows(
  suite: string,
  folder: string,
  own: Cni,
  written: (text: string) => string = (it) => it,
): Agreement {
  const agreement = new Agreement(suite);
  for (const { id, kind, manifests, expected } of readJson<Index>(folder, "index.json").cases) {
    if (kind !== "flows") continue;
    agreement.cases++;
    const { cells } = readJson<Flows>(folder, expected);
    const files = new Map([...readManifests(folder, manifests)].map(([path, text]) => [path, written(text)]));
    for (const cni of [own, undefined] as const) {
      const settings = { profile: profileOf(cni), addressBlocksMatchPods: true };
      const reachOf = reachByName(worldOf(files, settings));
      for (const { from, to, protocol, port, allowed } of cells) {
        const ours = verdictAt(reachOf(from, to), protocol, port);
        const asked = `${from} -> ${to}:${port}/${protocol} (${cni ?? "no CNI named"})`;
        agreement.compare(id, asked, ours, allowed ? "allowed" : "denied");
      }
    }
  }
  return agreement;
}

/** @param alsoRefused Whether a case's manifests are refused for what they say of each other. */
export function compareValidity(
  suite: string,
  folder: string,
  alsoRefused: (manifests: ReadonlyMap<string, string>) => boolean = () => false,
): Agreement {
  const agreement = new Agreement(suite);
  for (const { id, kind, title, manifests, expected } of readJson<Index>(folder, "index.json").cases) {
    if (kind !== "validation") continue;
    agreement.cases++;
    const { valid } = readJson<{ readonly valid: boolean }>(folder, expected);
    const files = readManifests(folder, manifests);
    const texts = [...files.values()].flatMap((it) => splitDocuments(it).map(({ start, end }) => it.slice(start, end)));
    const refused = texts.some((text) => {
      const { objects, problems } = decodeDocument({ id: 1, ...parseDocumentText(text) }, DEFAULT_SETTINGS);
      return isRefused([...problems, ...objects.flatMap((it) => it.problems)]);
    });
    const ours = refused || alsoRefused(files) ? "refused" : "taken";
    agreement.compare(id, title, ours, valid ? "taken" : "refused");
  }
  return agreement;
}
