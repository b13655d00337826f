/** Port ranges that a Cilium policy writes as one string (NP1540). */

import type { View } from "../../analysis/view.js";
import { sameSite } from "../../base/source.js";
import { atLeast } from "../../base/version.js";
import type { BadValue } from "../../model/shape-problem.js";
import { ciliumVersionOf } from "../../systems/cilium/version.js";
import type { FixOffer } from "../rule.js";
import { ciliumPorts } from "./cilium-policies.js";

/** `80-90` as `port` and `endPort`, if the version in the settings has `endPort` (since 1.16) and the item does not have one yet. */
export function writeRange({ fault, text = "", at }: BadValue, view: View): FixOffer | undefined {
  const isRange = fault.is === "malformed" && fault.flaw === "range";
  if (!isRange || !atLeast(ciliumVersionOf(view.settings), 1, 16)) return undefined;
  const [first = 0, last = 0] = text.split("-").map(Number);
  if (!(first >= 1 && first <= last && last <= 65535)) return undefined;
  const item = ciliumPorts(view).find((it) => it.port !== undefined && sameSite(it.port.at, at));
  if (item === undefined || item.endPort !== undefined) return undefined;
  return {
    title: `Write \`port: "${first}"\` and \`endPort: ${last}\``,
    edit: (editor) => {
      editor.setSource(at, `"${first}"`);
      editor.insert(item.at, "endPort", last);
    },
  };
}
