/** Beside a port's name, only the protocols in which the pods that are meant have a port of that name. */

import type { Versions } from "../../base/version.js";
import { YamlNode } from "../../syntax/yaml-document.js";
import { occurrencesIn } from "../names/occurrences.js";
import type { HomeScope } from "./home.js";
import type { CompletionItem } from "./item.js";
import { podsMeant } from "./names.js";
import type { TypedPlace } from "./typed-place.js";

const PROTOCOLS: readonly string[] = ["TCP", "UDP", "SCTP"];
/** Cilium's word for all of them. */
const ANY = "ANY";

export function ofNamedPort(
  items: readonly CompletionItem[],
  place: TypedPlace,
  home: readonly HomeScope[],
  versions: Versions,
): readonly CompletionItem[] {
  if (!items.some((it) => PROTOCOLS.includes(it.label))) return items;
  const spoken = protocolsOfName(place, home, versions);
  // A name that nobody has may still be typed.
  if (spoken.size === 0) return items;
  return items.filter(({ label }) => label === ANY || spoken.has(label));
}

function protocolsOfName(place: TypedPlace, home: readonly HomeScope[], versions: Versions): ReadonlySet<string> {
  const { document, node, object } = place;
  if (node === undefined || object === undefined) return new Set();
  const around = new YamlNode(document, node).parent?.place;
  const beside = occurrencesIn(object, versions).filter(
    ({ name, at }) => name.kind === "port-name" && new YamlNode(document, at.node).parent?.place === around,
  );
  const found = beside.flatMap((occurrence) =>
    home.flatMap((scope) =>
      podsMeant(occurrence, scope).flatMap(({ ports }) => ports.filter((it) => it.name === occurrence.name.name)),
    ),
  );
  return new Set(found.map((it) => it.protocol));
}
