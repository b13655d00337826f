/** What a policy applies to, and what of its rules does not go together (TV-3 to TV-6). */

import { quoted } from "../../../base/quote.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, items, stringAt } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { BASELINE_TIER } from "../tiers.js";

const APPLIED_TO = { about: "appliedTo", check: "TV-5", refusedBy: "api-server" } as const;

const DIRECTIONS = ["ingress", "egress"] as const;

function rulesOf(spec: YamlNode, directions: readonly string[] = DIRECTIONS): YamlNode[] {
  return directions.flatMap((it) => items(field(spec, it))).filter((it) => it.kind === "map");
}

function hasItems(node: YamlNode, key: string): boolean {
  return items(field(node, key)).length > 0;
}

/** The policy as a whole says it, or every one of its rules. */
export const appliesOnce: ObjectCheck = ({ node, path, report, isLost }) => {
  const rules = rulesOf(node);
  const own = rules.filter((it) => hasItems(it, "appliedTo"));
  const place = { at: node.site("key"), path: `${path}.appliedTo` };
  if (hasItems(node, "appliedTo")) {
    const second = field(own[0], "appliedTo");
    if (second === undefined) return;
    const related = field(node, "appliedTo")?.site("key");
    const at = second.site("key");
    const says = "`appliedTo` cannot be set in `spec` and in a rule";
    report(APPLIED_TO, { ...place, at, ...(related === undefined ? {} : { related }) }, { is: "clash", says });
    return;
  }
  if (own.length === 0) {
    if (isLost("api-server", ["appliedTo"])) return;
    const says = "`spec` requires `appliedTo`, unless every rule has its own";
    report(APPLIED_TO, place, { is: "lacks", needs: ["appliedTo"], says });
    return;
  }
  const without = rules.find((it) => !hasItems(it, "appliedTo"));
  if (without === undefined) return;
  const says = "`appliedTo` is missing here: it is required in every rule if one has it";
  report(APPLIED_TO, { ...place, at: without.site("value") }, { is: "lacks", needs: ["appliedTo"], says });
};

/** Keys that stand alone in an item. @param keys The keys that do. */
export function choicesAreAlone(check: "TV-5" | "TV-6", keys: readonly string[]): ObjectCheck {
  return ({ node, path, report }) => {
    const written = node.entries().filter(({ value }) => !isBlank(value));
    const alone = written.find(({ key }) => keys.includes(key));
    const other = written.find((it) => it !== alone);
    if (alone === undefined || other === undefined) return;
    report(
      { about: "key that stands alone", check, refusedBy: "api-server" },
      { at: alone.value.site("key"), path: `${path}.${alone.key}`, related: other.value.site("key") },
      { is: "clash", says: `\`${alone.key}\` cannot be combined with \`${other.key}\` in one item` },
    );
  };
}

/** As Go reads it: not there. A selector without requirements is there. */
function isBlank(node: YamlNode): boolean {
  return node.isNull || (node.kind === "scalar" && node.text === "");
}

/** Rules for the node port of a Service: ingress alone, from address blocks alone. */
export const servicesTakeBlocks: ObjectCheck = ({ node, path, report }) => {
  const check = (list: YamlNode | undefined, ofRules: readonly YamlNode[], egress: YamlNode | undefined): void => {
    const service = items(list)
      .map((it) => field(it, "service"))
      .find((it) => it !== undefined);
    if (service === undefined) return;
    const place = { path: `${path}.appliedTo.service`, related: service.site("key") };
    const other = items(list).find((it) => field(it, "service") === undefined);
    if (other !== undefined) {
      const says = "A Service cannot be combined with other items in `appliedTo`";
      report(APPLIED_TO, { ...place, at: other.site("value") }, { is: "clash", says });
    }
    if (egress !== undefined) {
      const says = "Egress rules cannot apply to a Service";
      report(APPLIED_TO, { ...place, at: egress.site("value") }, { is: "clash", says });
    }
    for (const peer of ofRules.flatMap((it) => items(field(it, "from")))) {
      const keys = peer.kind === "map" ? peer.entries().filter(({ value }) => !isBlank(value)) : [];
      const [only, ...more] = keys;
      if (only?.key === "ipBlock" && more.length === 0) continue;
      const says = "A rule for a Service allows only `ipBlock` in `from`";
      report(APPLIED_TO, { ...place, at: peer.site("value") }, { is: "clash", says });
      return;
    }
  };
  check(field(node, "appliedTo"), rulesOf(node, ["ingress"]), rulesOf(node, ["egress"])[0]);
  for (const it of rulesOf(node, ["ingress"])) check(field(it, "appliedTo"), [it], undefined);
  for (const it of rulesOf(node, ["egress"])) check(field(it, "appliedTo"), [], it);
};

/** TV-3: behind the baseline tier there is nothing to pass on to. */
export const passesSomewhere: ObjectCheck = ({ node, path, report }) => {
  const tier = stringAt(node, "tier");
  if (tier?.text.toLowerCase() !== BASELINE_TIER) return;
  for (const rule of rulesOf(node)) {
    const action = stringAt(rule, "action");
    if (action?.text !== "Pass") continue;
    report(
      { about: "Pass in the baseline tier", check: "TV-3", refusedBy: "api-server" },
      { at: action.site("value"), path: `${path}.action`, text: action.text, related: tier.site("value") },
      { is: "clash", says: "`Pass` is not allowed in the tier `baseline`" },
    );
  }
};

/** TV-4: names are filled in where there are none, so only written ones can be the same. */
export const namesAreUnique: ObjectCheck = ({ node, path, report }) => {
  const seen = new Map<string, YamlNode>();
  for (const rule of rulesOf(node)) {
    const name = field(rule, "name");
    if (name?.kind !== "scalar" || name.text === "") continue;
    const earlier = seen.get(name.text);
    if (earlier === undefined) {
      seen.set(name.text, name);
      continue;
    }
    report(
      { about: "rule name", check: "TV-4", refusedBy: "api-server" },
      { at: name.site("value"), path: `${path}.name`, text: name.text, related: earlier.site("value") },
      { is: "repeated", says: `Two rules of this policy are named ${quoted(name.text)}` },
    );
  }
};
