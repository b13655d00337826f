/** Verdicts of Cilium's own policy engine for Cilium and Kubernetes policies together. */

import type { Protocol } from "../../server/src/engine/traffic.js";
import { reachByName, verdictAt, worldOf } from "../kit/worlds.js";
import { Agreement, readJson, readManifests } from "./agreement.js";

interface Index {
  readonly cases: readonly { readonly id: string; readonly manifests: string; readonly expected: string }[];
}

type Cell = Readonly<Record<"egress" | "ingress" | "verdict", "allowed" | "allowed-l7" | "denied">>;

interface Expected {
  readonly errors: readonly unknown[];
  readonly validation: readonly Readonly<Record<string, unknown>>[];
  /** Missing where the whole case is refused. */
  readonly verdicts?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Cell>>>>>> | null;
}

/** The engine that gave the answers is of the 1.18 development line. */
const VERSION = { major: 1, minor: 18 };

export function compareCiliumEngine(folder: string): Agreement {
  const agreement = new Agreement("Cilium's engine");
  for (const { id, manifests, expected } of readJson<Index>(folder, "index.json").cases) {
    agreement.cases++;
    // Each case is a whole cluster.
    const view = worldOf(readManifests(folder, manifests), { versions: { cilium: VERSION }, closedWorld: "always" });
    const { errors, validation, verdicts } = readJson<Expected>(folder, expected);
    if (errors.includes(NO_ANSWER)) continue;
    const theirs = errors.length > 0 || validation.some(refuses);
    agreement.compare(id, "refused", String(view.scope.policies.some((it) => view.isRefused(it))), String(theirs));
    const reachOf = reachByName(view, endName);
    for (const [key, table] of Object.entries(verdicts ?? {})) {
      const [protocol, port] = key.split("/");
      for (const [from, row] of Object.entries(table)) {
        for (const [to, cell] of Object.entries(row)) {
          if (from === to) continue;
          const reach = reachOf(from, to);
          for (const part of ["egress", "ingress", "verdict"] as const) {
            const side = part === "verdict" ? reach : reach[part];
            const ours = verdictAt(side, protocol as Protocol, Number(port));
            agreement.compare(
              id,
              `${part} ${from} -> ${to}:${key}`,
              ours,
              cell[part] === "allowed-l7" ? "conditional" : cell[part],
            );
          }
        }
      }
    }
  }
  return agreement;
}

/** The driver that asked the engine got nothing at all. */
const NO_ANSWER = "driver: no verdict for this case";

/** Unknown fields are an error for an editor, but the API server drops them and the rest takes effect. */
function refuses(validation: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(validation).some(
    ([key, value]) => key.endsWith("_error") && !String(value).startsWith("unknown fields found"),
  );
}

const ENTITIES = ["host", "remote-node", "kube-apiserver", "health"];

function endName(name: string): string {
  return ENTITIES.includes(name) ? `entity:${name}` : name;
}
