/** Answers of Calico: what Felix' functional tests and the selector's own tests connect, and what its API takes and refuses. */

import type { Protocol } from "../../server/src/engine/traffic.js";
import { isRefused } from "../../server/src/model/shape-problem.js";
import { parseDocumentText } from "../../server/src/syntax/parse.js";
import { splitDocuments } from "../../server/src/syntax/split-documents.js";
import { decodeDocument } from "../../server/src/systems/decode-document.js";
import { profileOf } from "../../server/src/systems/profiles/profiles.js";
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

export function compareCalico(folder: string): Agreement {
  const agreement = new Agreement("Calico's flows");
  for (const { id, kind, manifests, expected } of readJson<Index>(folder, "index.json").cases) {
    if (kind !== "flows") continue;
    agreement.cases++;
    const { cells } = readJson<Flows>(folder, expected);
    for (const cni of ["calico", undefined] as const) {
      const settings = { profile: profileOf(cni), addressBlocksMatchPods: true };
      const reachOf = reachByName(worldOf(readManifests(folder, manifests), settings));
      for (const { from, to, protocol, port, allowed } of cells) {
        const ours = verdictAt(reachOf(from, to), protocol, port);
        const asked = `${from} -> ${to}:${port}/${protocol} (${cni ?? "no CNI named"})`;
        agreement.compare(id, asked, ours, allowed ? "allowed" : "denied");
      }
    }
  }
  return agreement;
}

export function compareCalicoValidity(folder: string): Agreement {
  const agreement = new Agreement("Calico's validity");
  for (const { id, kind, title, manifests, expected } of readJson<Index>(folder, "index.json").cases) {
    if (kind !== "validation") continue;
    agreement.cases++;
    const { valid } = readJson<{ readonly valid: boolean }>(folder, expected);
    const texts = [...readManifests(folder, manifests).values()].flatMap((it) =>
      splitDocuments(it).map(({ start, end }) => it.slice(start, end)),
    );
    const refused = texts.some((text) => {
      const { objects, problems } = decodeDocument({ id: 1, ...parseDocumentText(text) }, DEFAULT_SETTINGS);
      return isRefused([...problems, ...objects.flatMap((it) => it.problems)]);
    });
    agreement.compare(id, title, refused ? "refused" : "taken", valid ? "taken" : "refused");
  }
  return agreement;
}
