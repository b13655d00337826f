/**
 * Which rules speak of manifests that somebody wrote for a cluster of theirs, or as an example or a test of theirs: the
 * shared corpus, its pitfalls, and some of another analyser's tests.
 */

import { join } from "node:path";
import type { PartialSettings } from "../../server/src/ide/index.js";
import { RULES } from "../../server/src/rules/registry.js";
import { type Files, onlyRules, workspaceOf } from "./analyse.js";
import { corpusFolders, readFolder } from "./folders.js";
import { pitfallWorkspaces } from "./pitfalls.js";

/** Folders of np-guard's tests with mistakes that the corpus lacks. */
const NP_GUARD = [
  "bad_netpols",
  "example_pods_w_same_owner_and_labels_gap_with_good_match_expression",
  "netpol_named_port_test_2",
  "np_bad_path_test_2",
  "with_end_port_example",
];

/** What has to be set for some rules to speak. Each is tried for the rules that have not spoken under those before it. */
const SETTINGS: readonly PartialSettings[] = [
  {},
  // Cilium's own default for the networks of pods; without any the rule about them rests.
  { podCidrs: ["10.0.0.0/8"] },
  // kubeadm's default for the network of Services.
  { serviceCidrs: ["10.96.0.0/12"] },
];

export interface Sighting {
  readonly workspace: string;
  readonly file: string;
  readonly line: number;
}

/** The first sighting of each rule, by code. Every persona is asked, and previews too. */
export function sightings(corpus: string, oracles: string): ReadonlyMap<string, Sighting> {
  const workspaces = new Map<string, Files>([
    ...corpusFolders(corpus).map((it) => [it, readFolder(join(corpus, it))] as const),
    ...[...pitfallWorkspaces(corpus)].map(([id, files]) => [`pitfalls/${id}`, files] as const),
    ...NP_GUARD.map((it) => [`np-guard/${it}`, readFolder(join(oracles, "np-guard/tests", it))] as const),
  ]);
  const seen = new Map<string, Sighting>();
  for (const settings of SETTINGS) {
    const asked = onlyRules(...RULES.map((it) => it.code).filter((it) => !seen.has(it)));
    for (const [workspace, files] of workspaces) {
      for (const [file, found] of workspaceOf(files, { ...settings, ...asked }).allDiagnostics()) {
        for (const { code, start } of found) {
          if (!seen.has(code)) seen.set(code, { workspace, file, line: start.line + 1 });
        }
      }
    }
  }
  return seen;
}
