/** What of an object's fields does not go together (GV-3, GV-20 to GV-23). */

import { quoted } from "../../../base/quote.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, items } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { isPolicyName, isTierName } from "../formats.js";
import type { Gates } from "../gates.js";
import { DEFAULT_TIER } from "../model.js";

/** Releases from which on a policy in a tier may have any name. */
const BARE_NAMES = { major: 3, minor: 32 };

/** GV-3: a name that the API server's own rules take, and Calico's do not. */
export function nameFits(of: "policy" | "global policy" | "tier", { validator }: Gates): ObjectCheck {
  return ({ node, report }) => {
    const name = field(field(node, "metadata"), "name");
    // Other characters than those of object names are reported as such.
    if (name?.scalarType !== "string" || !/^[a-z0-9.-]+$/.test(name.text)) return;
    const { text } = name;
    if (of === "tier" ? isTierName(text) : isPolicyName(text, of === "policy")) return;
    const says =
      of === "tier"
        ? `${quoted(text)} is not a valid tier name (no dots, at most 63 characters)`
        : `${quoted(text)} is not a valid policy name (at most one dot, which follows the name of the tier)`;
    report(
      { about: "policy name", check: "GV-3", refusedBy: validator },
      { at: name.site("value"), path: "metadata.name", text },
      { is: "malformed", flaw: "name", says },
    );
  };
}

/** GV-4: in releases before, the name of a policy says its tier, but for the tier that is everybody's. */
export function nameSaysTier({ validator }: Gates): ObjectCheck {
  return ({ node, atLeast, report }) => {
    const name = field(field(node, "metadata"), "name");
    const tier = field(field(node, "spec"), "tier");
    if (atLeast(BARE_NAMES) || name?.scalarType !== "string" || tier?.scalarType !== "string") return;
    if (tier.text === "" || tier.text === DEFAULT_TIER || name.text.startsWith(`${tier.text}.`)) return;
    report(
      { about: "policy name", check: "GV-4", refusedBy: validator },
      { at: name.site("value"), path: "metadata.name", text: name.text, related: tier.site("value") },
      {
        is: "malformed",
        flaw: "name",
        says: `Before Calico 3.32, the name of a policy in tier ${quoted(tier.text)} must begin with ${quoted(`${tier.text}.`)}`,
      },
    );
  };
}

/** GV-20: the three ways in which policies are about host endpoints. */
export function hostFlagsFit({ checked }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const isOn = (key: string): YamlNode | undefined => {
      const flag = field(node, key);
      return flag?.scalarType === "boolean" && flag.scalar().value === true ? flag : undefined;
    };
    const constraint = { about: "host endpoint flag", check: "GV-20", refusedBy: checked };
    const [untracked, early] = [isOn("doNotTrack"), isOn("preDNAT")];
    const flag = untracked ?? early;
    if (flag === undefined) return;
    const place = { at: flag.site("key"), path: `${path}.${untracked === undefined ? "preDNAT" : "doNotTrack"}` };
    if (untracked !== undefined && early !== undefined) {
      const related = { related: early.site("key") };
      const says = "`doNotTrack` cannot be combined with `preDNAT`";
      report(constraint, { ...place, ...related }, { is: "clash", says });
    }
    if (isOn("applyOnForward") === undefined) {
      const says = `\`${untracked === undefined ? "preDNAT" : "doNotTrack"}\` requires \`applyOnForward: true\``;
      report(constraint, place, { is: "lacks", needs: ["applyOnForward"], says });
    }
    const egress = field(node, "egress");
    const type = items(field(node, "types")).find((it) => it.text === "Egress");
    const outgoing = items(egress).length > 0 ? egress : type;
    if (early !== undefined && outgoing !== undefined) {
      report(
        constraint,
        { at: outgoing === type ? outgoing.site("value") : outgoing.site("key"), path, related: early.site("key") },
        { is: "clash", says: "`preDNAT` is about ingress alone, so egress is not allowed" },
      );
    }
  };
}

const FIXED_TIERS: Readonly<Record<string, { readonly action: string; readonly order: number }>> = {
  default: { action: "Deny", order: 1_000_000 },
  "kube-admin": { action: "Pass", order: 1000 },
  "kube-baseline": { action: "Pass", order: 10_000_000 },
};

/** GV-21: tiers that every cluster has, as it has them. */
export function fixedTierIsAsItIs({ crd, validator }: Gates): ObjectCheck {
  return ({ node, report }) => {
    const name = field(field(node, "metadata"), "name")?.text ?? "";
    const fixed = Object.hasOwn(FIXED_TIERS, name) ? FIXED_TIERS[name] : undefined;
    const spec = field(node, "spec");
    if (fixed === undefined || spec === undefined) return;
    const [action, order] = [field(spec, "defaultAction"), field(spec, "order")];
    // Without one it is `Deny`.
    if ((action?.text ?? "Deny") !== fixed.action) {
      report(
        { about: "built-in tier", check: "GV-21", refusedBy: crd },
        { at: (action ?? spec).site(action === undefined ? "key" : "value"), path: "spec.defaultAction" },
        { is: "clash", says: `The tier \`${name}\` must have \`defaultAction: ${fixed.action}\`` },
      );
    }
    if (order === undefined || Number(order.text) !== fixed.order) {
      report(
        { about: "built-in tier", check: "GV-21", refusedBy: validator },
        { at: (order ?? spec).site(order === undefined ? "key" : "value"), path: "spec.order" },
        { is: "clash", says: `The tier \`${name}\` must have \`order: ${fixed.order}\`` },
      );
    }
  };
}

/** GV-22. */
export function hostEndpointSaysWhere({ crd }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const constraint = { about: "host endpoint", check: "GV-22", refusedBy: crd };
    if ((field(node, "node")?.text ?? "") === "") {
      report(
        constraint,
        { at: node.site("key"), path },
        {
          ...{ is: "lacks", needs: ["node"], says: "A HostEndpoint requires `node`" },
        },
      );
    }
    const name = field(node, "interfaceName")?.text ?? "";
    if (name === "" && items(field(node, "expectedIPs")).length === 0) {
      const says = "A HostEndpoint requires `interfaceName` or `expectedIPs`";
      report(
        constraint,
        { at: node.site("key"), path },
        { is: "lacks", needs: ["interfaceName", "expectedIPs"], says },
      );
    }
  };
}

/** GV-23: a policy that is to be deleted says nothing else. */
export function deletionIsEmpty({ validator }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const action = field(node, "stagedAction");
    if (action?.text !== "Delete") return;
    const other = node.entries().find(({ key, value }) => key !== "stagedAction" && key !== "tier" && !isZero(value));
    if (other === undefined) return;
    report(
      { about: "staged deletion", check: "GV-23", refusedBy: validator },
      { at: other.value.site("key"), path: `${path}.${other.key}`, related: action.site("value") },
      { is: "clash", says: `\`${other.key}\` cannot be combined with \`stagedAction: Delete\`` },
    );
  };
}

function isZero(node: YamlNode): boolean {
  return (
    node.isNull || (node.kind === "scalar" ? node.text === "" : node.kind === "sequence" && items(node).length === 0)
  );
}

/** Labels that Calico sets itself. */
export function labelsAreFree({ validator }: Gates): ObjectCheck {
  return ({ node, report }) => {
    const own = field(field(field(node, "metadata"), "labels"), "projectcalico.org/namespace");
    if (own === undefined) return;
    report(
      { about: "reserved label", check: "GV-3", refusedBy: validator },
      { at: own.site("key"), path: "metadata.labels" },
      { is: "clash", says: "The label `projectcalico.org/namespace` is set by Calico and must not be written" },
    );
  };
}
