/** Truth tables over pods with known addresses: Kubernetes' own end-to-end tests, and Cyclonus. */

import type { Protocol } from "../../server/src/engine/traffic.js";
import type { View } from "../../server/src/analysis/view.js";
import { reachByName, verdictAt, worldOf } from "../kit/worlds.js";
import { Agreement, readJson, readManifests } from "./agreement.js";

interface Index {
  readonly cases: readonly { readonly id: string; readonly manifests: string; readonly expected: string }[];
}

type Table<Cell> = Readonly<Record<string, Readonly<Record<string, Cell>>>>;

interface E2eExpected {
  readonly port: number;
  readonly protocol: Protocol;
  readonly expected: Table<boolean>;
}

export function compareKubernetesE2e(folder: string): Agreement {
  const agreement = new Agreement("Kubernetes end-to-end tests");
  for (const { id, manifests, expected } of readJson<Index>(folder, "index.json").cases) {
    agreement.cases++;
    const reachOf = reachByName(viewWithAddresses(readManifests(folder, manifests)));
    const { port, protocol, expected: table } = readJson<E2eExpected>(folder, expected);
    for (const [from, to, allowed] of cells(table)) {
      const ours = verdictAt(reachOf(from, to), protocol, port);
      agreement.compare(id, `${from} -> ${to}:${port}/${protocol}`, ours, allowed ? "allowed" : "denied");
    }
  }
  return agreement;
}

type CyclonusCell = "allowed" | "blocked" | "invalidportprotocol";
interface CyclonusExpected {
  readonly expected: Readonly<Record<string, Readonly<Record<"ingress" | "egress" | "combined", Table<CyclonusCell>>>>>;
}

export function compareCyclonus(folder: string): Agreement {
  const agreement = new Agreement("Cyclonus");
  for (const { id, manifests, expected } of readJson<Index>(folder, "index.json").cases) {
    agreement.cases++;
    const reachOf = reachByName(viewWithAddresses(readManifests(folder, manifests)));
    for (const [key, tables] of Object.entries(readJson<CyclonusExpected>(folder, expected).expected)) {
      const [protocol, port] = key.split("/");
      for (const part of ["ingress", "egress", "combined"] as const) {
        for (const [from, to, cell] of cells(tables[part])) {
          if (cell === "invalidportprotocol") continue;
          const reach = reachOf(from, to);
          const side = part === "combined" ? reach : reach[part];
          const ours = verdictAt(side, protocol as Protocol, Number(port));
          agreement.compare(id, `${part} ${from} -> ${to}:${key}`, ours, cell === "allowed" ? "allowed" : "denied");
        }
      }
    }
  }
  return agreement;
}

function* cells<Cell>(table: Table<Cell>): Iterable<[from: string, to: string, cell: Cell]> {
  for (const [from, row] of Object.entries(table)) {
    for (const [to, cell] of Object.entries(row)) if (from !== to) yield [from, to, cell];
  }
}

/** Both suites read address blocks as naming pods by their addresses, which stand in the pods' status. */
function viewWithAddresses(files: ReadonlyMap<string, string>): View {
  return worldOf(files, { addressBlocksMatchPods: true });
}
