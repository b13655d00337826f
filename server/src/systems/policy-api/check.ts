/** What the CRDs of the policy API refuse, or its text forbids, across several fields of an object. */

import { quoted } from "../../base/quote.js";
import type { Constraint } from "../../schema/constraint.js";
import type { ObjectCheck } from "../../schema/object-check.js";
import { field, items, stringAt } from "../../syntax/children.js";
import type { YamlNode } from "../../syntax/yaml-document.js";

/** AV-7: there is one in a cluster. */
export const isCalledDefault: ObjectCheck = ({ node, report }) => {
  const metadata = field(node, "metadata");
  const name = field(metadata, "name");
  if (name === undefined || name.text === "default") return;
  report(
    { about: "name of the baseline", check: "AV-7", refusedBy: "api-server" },
    { at: name.site("value"), path: "metadata.name", text: name.text, instead: "default" },
    { is: "unknown-value", allowed: ["default"], says: "A BaselineAdminNetworkPolicy must be called `default`" },
  );
};

/** NV-8: the ends differ, and in order. NP-19: v1alpha1 takes a range that runs backwards, which holds no port. */
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
        says: first === last ? `A range from ${first} to ${last} is one port` : `The range ends before ${first}`,
      },
    );
  };
}

function numberAt(node: YamlNode, key: string): YamlNode | undefined {
  const value = field(node, key);
  return value?.scalarType === "integer" ? value : undefined;
}

/**
 * NV-11, AV-8: peers that are no pods have no named ports. v1alpha2's standard channel takes them beside networks, and then
 * they match none; it knows neither nodes nor domain names, nor v1alpha1's named ports.
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
        { is: "clash", says: `\`${peer}\` have no port called ${quoted(port.text)}` },
      );
      return;
    }
  };
}

const NAMELESS = ["nodes", "domainNames", "networks"];

/** NV-12: the API's text supports domain names in rules that allow alone. A word that is no action is another fault. */
export const namesAreAllowed: ObjectCheck = ({ node, path, report }) => {
  const action = stringAt(node, "action");
  if (action?.text !== "Deny" && action?.text !== "Pass") return;
  for (const peer of items(field(node, "to"))) {
    const names = field(peer, "domainNames");
    if (names === undefined) continue;
    report(
      { about: "domain names", check: "NV-12", refusedBy: "nobody" },
      { at: names.site("key"), path: `${path}.to.domainNames`, related: action.site("value") },
      { is: "clash", says: `\`domainNames\` do not work with \`action: ${action.text}\`` },
    );
  }
};
