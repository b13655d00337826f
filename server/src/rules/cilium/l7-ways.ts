/** Two rules for the same pods, peers and port that inspect it in two ways (NP1528, CV-35). */

import { partOf, type Site } from "../../base/source.js";
import { itemOf, toPortsOf } from "../../systems/cilium/read.js";
import { deepUses, earlierUses, type PortUse } from "./port-uses.js";
import type { Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";

/** One of the two ways: in words for a message, and where it is written. */
export interface Way {
  readonly words: string;
  /** The same after a word that says what it is about. */
  readonly short?: string;
  readonly at: Site;
}

export interface Mixed extends Finding {
  readonly here: string;
  readonly there: Way;
  readonly port: string;
}

/** One for each list of ports that another rule contradicts, in the order written. */
export function* mixedL7Rules(policy: Policy, view: View): Iterable<Mixed> {
  for (const use of deepUses(policy, view)) {
    for (const { other, port } of earlierUses(use, view)) {
      const clash = clashOf(use, other);
      if (clash === undefined) continue;
      yield { at: clash.here.at, here: clash.here.words, there: clash.there, port };
      break;
    }
  }
}

function clashOf(use: PortUse, other: PortUse): { readonly here: Way; readonly there: Way } | undefined {
  const pairs = [
    [proxyOf(use), proxyOf(other)],
    [authenticationOf(use), authenticationOf(other)],
  ] as const;
  for (const [here, there] of pairs) {
    if (here !== undefined && there !== undefined && here.words !== there.words) return { here, there };
  }
  return undefined;
}

function proxyOf({ ports }: PortUse): Way | undefined {
  const { rules, listener } = toPortsOf(ports);
  const { http, dns, other = [] } = rules ?? {};
  if (http !== undefined && http.rules.length > 0) return { words: "HTTP rules", at: partOf(http.at, "key") };
  if (dns !== undefined && dns.names.length > 0) return { words: "DNS rules", at: partOf(dns.at, "key") };
  const [first] = other;
  if (first !== undefined) return { words: `${quoted(first.value)} rules`, at: first.at };
  return listener === undefined ? undefined : { words: "a listener", at: partOf(listener, "key") };
}

function authenticationOf({ rule }: PortUse): Way | undefined {
  const mode = itemOf(rule).authentication?.mode;
  return mode === undefined
    ? undefined
    : { words: `authentication ${quoted(mode.value)}`, short: quoted(mode.value), at: mode.at };
}
