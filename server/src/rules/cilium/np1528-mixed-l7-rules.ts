/** NP1528: two rules for the same pods, peers and port that want it looked into in two ways (CV-35). */

import { partOf, type Site } from "../../base/source.js";
import { itemOf, toPortsOf } from "../../systems/cilium/read.js";
import { deepUses, earlierUses, type PortUse } from "./port-uses.js";
import { defineRule, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** One of the two ways, as words for a message and the place that says it. */
interface Way {
  readonly words: string;
  /** The same behind a word that says what it is about. */
  readonly short?: string;
  readonly at: Site;
}

interface Mixed extends Finding {
  readonly here: string;
  readonly there: Way;
  readonly port: string;
}

export default defineRule({
  code: "NP1528",
  name: "mixed-l7-rules",
  title: "Two ways to look into one port",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-51", "CV-35"],

  *check(policy, view): Iterable<Mixed> {
    for (const use of deepUses(policy, view)) {
      for (const { other, port } of earlierUses(use, view)) {
        const clash = clashOf(use, other);
        if (clash === undefined) continue;
        yield { at: clash.here.at, here: clash.here.words, there: clash.there, port };
        break;
      }
    }
  },

  message: ({ here, there, port }) =>
    `Port ${quoted(port, 16)}: ${here}, but ${there.short ?? there.words} in another rule for the same peers`,
  note: () =>
    "One port can be handed to one proxy in one way. Cilium cannot join the two rules, and the pods keep the policy that they had.",
  related: ({ there }) => [{ at: there.at, message: `${there.words} for the same port and peers` }],
});

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
  if (first !== undefined) return { words: `rules of kind ${quoted(first.value, 16)}`, at: first.at };
  return listener === undefined ? undefined : { words: "a listener", at: partOf(listener, "key") };
}

function authenticationOf({ rule }: PortUse): Way | undefined {
  const mode = itemOf(rule).authentication?.mode;
  return mode === undefined
    ? undefined
    : { words: `authentication ${quoted(mode.value, 20)}`, short: quoted(mode.value, 20), at: mode.at };
}
