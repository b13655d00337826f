/** NP1415: every address of one family let through, and none of the other. */

import type { Site, Sourced } from "../../base/source.js";
import type { Policy, RuleRef } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import { itemsOf } from "../../systems/cilium/model.js";
import { type IpFamily, isWholeFamily, parseCidr } from "../../model/ip.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import type { YamlValue } from "../../base/yaml-value.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

const EVERYTHING: Readonly<Record<IpFamily, string>> = { 4: "0.0.0.0/0", 6: "::/0" };
const OTHER: Readonly<Record<IpFamily, IpFamily>> = { 4: 6, 6: 4 };

/** A block as it stands in its list. */
interface Block {
  readonly cidr: Sourced<string>;
  readonly list: Site;
  /** The block of every address of the other family, as an item of that list. */
  readonly twin: (cidr: string) => YamlValue;
}

export default defineRule({
  code: "NP1415",
  name: "one-address-family",
  title: "Every address of one family alone",
  severity: "hint",
  premise: "file",
  persona: "pedantic",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-39"],

  *check(policy, view) {
    if (!namesEverything(policy) || view.isRefused(policy)) return;
    for (const direction of DIRECTIONS) {
      const rules = rulesTowards(policy, direction, view);
      const blocks = rules.flatMap(blocksOf);
      const families = new Set(blocks.map(({ cidr }) => familyOf(cidr)));
      for (const { cidr, list, twin } of blocks) {
        const family = familyOf(cidr);
        if (family === undefined || families.has(OTHER[family]) || !isEverything(cidr)) continue;
        yield { at: cidr.at, cidr: cidr.value, list, twin, other: OTHER[family] };
      }
    }
  },

  message: ({ cidr, other }) =>
    `${quoted(cidr, 20)} is every IPv${OTHER[other]} address and no IPv${other} one: where pods have both, those stay denied`,
  note: () => "Blocks of the two families have nothing in common. In a cluster with both, names often resolve to both.",

  fixes: {
    "add-family": {
      title: ({ other }) => `Let every IPv${other} address through too`,
      safety: "changes-traffic",
      edit: (editor, { list, twin, other }) => editor.append(list, twin(EVERYTHING[other])),
    },
  },
});

/** False for most policies, and cheap: what rules let through need not be worked out then. */
function namesEverything(policy: Policy): boolean {
  const object = policy.object;
  const rules =
    object.system === "kubernetes"
      ? DIRECTIONS.flatMap((it) => rulesOf(object, it))
      : object.specs.flatMap((it) => itemsOf(it));
  return rules.some((rule) => blocksOf({ rule }).some(({ cidr }) => isEverything(cidr)));
}

/** The rules that let some peers through; with one that lets everyone through no address is missing. */
function rulesTowards(policy: Policy, direction: Direction, view: View): RuleRef[] {
  const allowances = view.allowances(policy).filter(({ by }) => by.direction === direction && by.verdict === "allow");
  return allowances.some((it) => it.anyPeer) ? [] : allowances.map((it) => it.by);
}

function blocksOf({ rule }: Pick<RuleRef, "rule">): Block[] {
  if ("list" in rule) {
    return rule.peers.flatMap((peers): Block[] => {
      if (peers.type === "cidr") return peers.cidrs.map((cidr) => ({ cidr, list: peers.at, twin: (it) => it }));
      if (peers.type !== "cidr-set") return [];
      const twin = (cidr: string) => ({ cidr });
      return peers.sets.flatMap(({ cidr }) => (cidr === undefined ? [] : [{ cidr, list: peers.at, twin }]));
    });
  }
  const { peers } = rule;
  if (peers === undefined) return [];
  return peers.peers.flatMap(({ ipBlock }): Block[] => {
    const cidr = ipBlock?.cidr;
    return cidr === undefined ? [] : [{ cidr, list: peers.at, twin: (it) => ({ ipBlock: { cidr: it } }) }];
  });
}

function familyOf({ value }: Sourced<string>): IpFamily | undefined {
  const parsed = parseCidr(value);
  return parsed.ok ? parsed.cidr.family : undefined;
}

function isEverything({ value }: Sourced<string>): boolean {
  const parsed = parseCidr(value);
  return parsed.ok && isWholeFamily(parsed.cidr);
}
