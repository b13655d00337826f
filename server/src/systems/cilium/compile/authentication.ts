/** What `authentication` makes of the rules of an item: what its mode asks of connections, whichever rule admits them (CS-39). */

import { atLeast } from "../../../base/version.js";
import type { CompiledRule, PeerSet, Refinement } from "../../../engine/program.js";
import type { CompileContext } from "../../context.js";
import { ciliumVersionOf } from "../version.js";

/**
 * The rules of an item that asks for authentication: what they admit, and what is dropped of what others admit without it.
 * Undefined for an item that asks for none.
 */
export function authenticated(
  rules: readonly CompiledRule[],
  mode: string | undefined,
  context: CompileContext,
): { readonly allow: readonly CompiledRule[]; readonly remainder: readonly CompiledRule[] } | undefined {
  if (mode !== "required" && mode !== "test-always-fail") return undefined;
  const never: Refinement = { when: "authentication, which always fails", ...HOLDS, isNeverMet: true };
  const allow =
    mode === "test-always-fail"
      ? rules.map((it): CompiledRule => ({ ...it, refine: never }))
      : rules.flatMap((it): CompiledRule[] => [
          { ...it, peers: podsAmong(it.peers), refine: both(it.refine, wordsFor(context)) },
          // Whoever is no pod has no identity to prove.
          { ...it, peers: { ...it.peers, except: EVERY_POD }, refine: never },
        ]);
  // It fails where nothing isolates, too.
  const remainder = rules.map(
    ({ ref, peers, traffic }): CompiledRule => ({
      ...(ref === undefined ? {} : { ref }),
      verdict: "deny",
      peers,
      traffic,
    }),
  );
  return { allow, remainder };
}

const HOLDS = { onMiss: "next", withstands: "all" } as const;
const EVERY_POD: PeerSet = { pods: [[]] };

function podsAmong(peers: PeerSet): PeerSet {
  return peers.any === true ? EVERY_POD : { pods: peers.pods ?? [], perhaps: peers.perhaps ?? [] };
}

/** Cilium has it on up to 1.19 and off from 1.20, unless its settings say otherwise (CV-13). */
function wordsFor(context: CompileContext): string {
  return atLeast(ciliumVersionOf(context), 1, 20)
    ? "mutual authentication is turned on and succeeds"
    : "mutual authentication succeeds";
}

function both(own: Refinement | undefined, words: string): Refinement {
  return { ...own, when: own === undefined ? words : `${own.when} and ${words}`, ...HOLDS };
}
