/** Names of `toFQDNs` that no server name of their item matches (NP1544). */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import type { CiliumItem, FqdnSelector, ToPorts } from "../../systems/cilium/model.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { patternOf, textOf } from "./dns-names.js";

export interface NameWithoutServerName {
  readonly at: Site;
  readonly name: FqdnSelector;
  /** The list that the name is missing in. */
  readonly list: NonNullable<ToPorts["serverNames"]>;
}

/** In the order written. */
export function* namesWithoutServerName(policy: Policy, view: View): Iterable<NameWithoutServerName> {
  for (const { spec } of ciliumSubjects(policy)) {
    const items = spec.egress?.items ?? [];
    for (const item of items) {
      const [list] = serverNameLists(item);
      if (list === undefined) continue;
      for (const name of namesOf(item)) {
        const isAllowed = items.some((it) => (it === item || names(it, name) ? admits(it, name, view) : false));
        if (!isAllowed) yield { at: (name.matchName ?? name.matchPattern)?.at ?? name.at, name, list };
      }
    }
  }
}

function namesOf(item: CiliumItem): readonly FqdnSelector[] {
  return item.peers.flatMap((it) => (it.type === "fqdns" ? it.names : []));
}

function names(item: CiliumItem, name: FqdnSelector): boolean {
  return namesOf(item).some((it) => textOf(it) === textOf(name));
}

function serverNameLists({ toPorts }: CiliumItem): readonly NonNullable<ToPorts["serverNames"]>[] {
  return (toPorts?.items ?? []).flatMap(({ serverNames }) =>
    serverNames === undefined || serverNames.names.length === 0 ? [] : serverNames,
  );
}

/** True where some ports of the item ask for no server name, or for one that the name may be. */
function admits(item: CiliumItem, name: FqdnSelector, view: View): boolean {
  const lists = serverNameLists(item);
  if (lists.length < (item.toPorts?.items.length ?? 0) || lists.length === 0) return true;
  return lists.some((list) => list.names.some((it) => mayMatch(it.value, name, view)));
}

/** Of two patterns it is left open whether some name is of both. */
function mayMatch(serverName: string, name: FqdnSelector, view: View): boolean {
  const [asked, other] = [textOf(name), serverName].map((it) => it.toLowerCase().replace(/\.$/, ""));
  if (asked === undefined || other === undefined) return true;
  if (asked.includes("*") && other.includes("*")) return true;
  const value = (text: string) => ({ value: text, at: name.at });
  const wide = asked.includes("*") ? asked : other;
  const narrow = asked.includes("*") ? other : asked;
  return patternOf({ at: name.at, matchPattern: value(wide) }, view)?.covers(narrow) ?? true;
}
