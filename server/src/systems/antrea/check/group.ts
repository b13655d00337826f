/** In how many ways a group chooses its members (TV-15). */

import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, items, stringAt } from "../../../syntax/children.js";
import { parseCidr } from "../../../model/ip.js";
import type { GroupKind } from "../model.js";
import { isMulticast } from "../multicast.js";

const API = "api-server" as const;

const CHOICES = [
  "podSelector",
  "namespaceSelector",
  "nodeSelector",
  "externalEntitySelector",
  "ipBlocks",
  "serviceReference",
  "childGroups",
];

/** One way, or `namespaceSelector` with one of two others. */
export function groupChoosesOnce(kind: GroupKind): ObjectCheck {
  return ({ node, path, report }) => {
    const written = CHOICES.flatMap((key) => {
      const value = field(node, key);
      return value === undefined ? [] : [{ key, value }];
    });
    const has = (key: string): boolean => written.some((it) => it.key === key);
    const isPair = has("namespaceSelector") && (has("podSelector") || has("externalEntitySelector"));
    const [first, second] = written;
    if (first !== undefined && second !== undefined && written.length > (isPair ? 2 : 1)) {
      const beside = isPair ? written[2] : second;
      const at = (beside ?? second).value;
      report(
        { about: "members of a group", check: "TV-15", refusedBy: API },
        { at: at.site("key"), path, related: first.value.site("key") },
        {
          is: "clash",
          says: `A ${kind} chooses its members in one way: \`${at.key ?? ""}\` cannot be combined with \`${first.key}\``,
        },
      );
    }
    const blocks = items(field(node, "ipBlocks")).flatMap((it) => {
      const cidr = stringAt(it, "cidr");
      const parsed = cidr === undefined ? undefined : parseCidr(cidr.text);
      return cidr === undefined || parsed?.ok !== true ? [] : [{ cidr, is: isMulticast(parsed.address) }];
    });
    const [multicast, unicast] = [blocks.find((it) => it.is), blocks.find((it) => !it.is)];
    if (multicast === undefined || unicast === undefined) return;
    report(
      { about: "multicast", check: "TV-15", refusedBy: API },
      { at: multicast.cidr.site("value"), path: `${path}.ipBlocks.cidr`, related: unicast.cidr.site("value") },
      { is: "clash", says: "Blocks of multicast groups and other blocks cannot be combined in one group" },
    );
  };
}

/** A group is not its own child. */
export const hasOtherChildren: ObjectCheck = ({ node, report }) => {
  const name = field(field(node, "metadata"), "name");
  if (name?.kind !== "scalar") return;
  const own = items(field(field(node, "spec"), "childGroups")).find((it) => it.text === name.text);
  if (own === undefined) return;
  report(
    { about: "members of a group", check: "TV-15", refusedBy: API },
    { at: own.site("value"), path: "spec.childGroups", text: own.text, related: name.site("value") },
    { is: "clash", says: "A group cannot be its own child" },
  );
};
