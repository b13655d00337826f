/** Answers of ClusterNetworkPolicy and its predecessors: the API's conformance tests, and kube-network-policies' tables. */

import type { Protocol } from "../../server/src/engine/traffic.js";
import { type Cni, profileOf } from "../../server/src/systems/profiles/profiles.js";
import { reachByName, verdictAt, type WorldSettings, worldOf } from "../kit/worlds.js";
import { Agreement, readJson, readManifests } from "./agreement.js";

interface Index {
  readonly cases: readonly {
    readonly id: string;
    readonly manifests: string;
    readonly expected: string;
    /** Of the command line: who enforces the policies. */
    readonly flags: readonly ["--cni", Cni];
  }[];
}

interface Expected {
  readonly cells: readonly {
    readonly from: string;
    readonly to: string;
    readonly protocol: Protocol;
    readonly port: number;
    readonly allowed: boolean;
    /** An end is on the host's network: a node to the API, and Node objects are not read. */
    readonly hostNetwork?: boolean;
  }[];
}

/** The tests take networks to match pods by address, which every CNI that has tiers does, Cilium left out. */
function settingsFor(cni: Cni | undefined): WorldSettings {
  return { profile: profileOf(cni), addressBlocksMatchPods: true };
}

export function compareClusterNetworkPolicy(folder: string): Agreement {
  const agreement = new Agreement("the policy API's own tests");
  for (const { id, manifests, expected, flags } of readJson<Index>(folder, "index.json").cases) {
    agreement.cases++;
    const { cells } = readJson<Expected>(folder, expected);
    // The answer is that of the CNI that is named, and the same while none is.
    for (const cni of [flags[1], undefined]) {
      const reachOf = reachByName(worldOf(readManifests(folder, manifests), settingsFor(cni)));
      for (const { from, to, protocol, port, allowed, hostNetwork } of cells) {
        if (hostNetwork === true) continue;
        const ours = verdictAt(reachOf(from, to), protocol, port);
        const asked = `${from} -> ${to}:${port}/${protocol} (${cni ?? "no CNI named"})`;
        agreement.compare(id, asked, ours, allowed ? "allowed" : "denied");
      }
    }
  }
  return agreement;
}
