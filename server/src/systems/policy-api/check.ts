/** What the CRDs of the policy API reject, or its documentation forbids, across several fields of an object. */

import { quoted } from "../../base/quote.js";
import type { Constraint } from "../../schema/constraint.js";
import type { ObjectCheck } from "../../schema/object-check.js";
import { field, items, stringAt } from "../../syntax/children.js";
import type { YamlNode } from "../../syntax/yaml-document.js";

/** AV-7: a cluster has only one. */
export const isCalledDefault: ObjectCheck = ({ node, report }) => {
  const metadata = field(node, "metadata");
  const name = field(metadata, "name");
  if (name === undefined || name.text === "default") return;
  report(
    { about: "name of the baseline", check: "AV-7", refusedBy: "api-server" },
    { at: name.site("value"), path: "metadata.name", text: name.text, instead: "default" },
    { is: "unknown-value", allowed: ["default"], says: "A BaselineAdminNetworkPolicy must be named `default`" },
  );
};

/** NV-8: the first port must be less than the last. NP-19: v1alpha1 accepts a range that runs backwards, which is empty. */
export function rangeRunsForward(constraint: Omit<Constraint, "says">, mayBeOne: boolean): ObjectCheck {
  return ({ node, path, report }) => {
    const [start, end] = [numberAt(node, "start"), numberAt(node, "end")];
    if (start === undefined || end === undefined) return;
    const [first, last] = [Number(start.text), Number(end.text)];
    if (first < last || (mayBeOne && first === last)) return;
    report(
      constraint,
      { at: end.site("value"), path: `${path}.end`, text: end.text, related: start.site("value") },
      {
        is: "backwards",
        first: start.text,
        says:
          first === last
            ? `The range ends at \`${last}\`, where it starts`
            : `The range ends at \`${last}\`, before it starts at \`${first}\``,
      },
    );
  };
}

function numberAt(node: YamlNode, key: string): YamlNode | undefined {
  const value = field(node, key);
  return value?.scalarType === "integer" ? value : undefined;
}

/**
 * NV-11, AV-8: peers that are not pods have no named ports. v1alpha2's standard channel accepts them next to networks, where
 * they match nothing; it has neither nodes nor domain names, nor v1alpha1's named ports.
 */
export function namedPortsHavePods(
  { key, name }: { readonly key: string; readonly name: string },
  constraintFor: (peer: string) => Omit<Constraint, "says">,
): ObjectCheck {
  return ({ node, path, report }) => {
    const port = items(field(node, key))
      .map((it) => field(it, name))
      .find((it) => it !== undefined);
    if (port === undefined) return;
    for (const peer of NAMELESS) {
      const other = items(field(node, "to"))
        .map((it) => field(it, peer))
        .find((it) => it !== undefined);
      if (other === undefined) continue;
      report(
        constraintFor(peer),
        { at: port.site("pair"), path: `${path}.${key}.${name}`, text: port.text, related: other.site("key") },
        { is: "clash", says: `\`${peer}\` have no named ports, so ${quoted(port.text)} matches nothing` },
      );
      return;
    }
  };
}

const NAMELESS = ["nodes", "domainNames", "networks"];

/** NV-12: the API supports domain names only in rules that allow. An invalid action is reported separately. */
export const namesAreAllowed: ObjectCheck = ({ node, path, report }) => {
  const action = stringAt(node, "action");
  if (action?.text !== "Deny" && action?.text !== "Pass") return;
  for (const peer of items(field(node, "to"))) {
    const names = field(peer, "domainNames");
    if (names === undefined) continue;
    report(
      { about: "domain names", check: "NV-12", refusedBy: "nobody" },
      { at: names.site("key"), path: `${path}.to.domainNames`, related: action.site("value") },
      { is: "clash", says: `\`domainNames\` cannot be combined with \`action: ${action.text}\`` },
    );
  }
};
