/** Names of ICMP types compared with the address family next to them (CV-14). */

import { nearest } from "../../../base/nearest.js";
import { quoted } from "../../../base/quote.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { stringAt } from "../../../syntax/children.js";
import { ICMP_TYPES, REFUSED_ICMP_NAME } from "../schema/values.js";

const TYPE = { about: "ICMP type", check: "CV-14", refusedBy: "api-server" } as const;

/** A family that does not exist is reported separately. */
export const icmpTypeIsOfFamily: ObjectCheck = ({ node, path, atLeast, report }) => {
  const type = stringAt(node, "type");
  const family = stringAt(node, "family")?.text ?? "IPv4";
  if (type === undefined || (family !== "IPv4" && family !== "IPv6")) return;
  const { text } = type;
  const types = ICMP_TYPES[family];
  const number = types.find((it) => it.value === text)?.number;
  const allowed = types.flatMap((it) => (it.value === REFUSED_ICMP_NAME ? [] : it.value));
  const place = { at: type.site("value"), path: `${path}.type`, text };
  if (!atLeast(16)) {
    const says = `Names of ICMP types such as ${quoted(text)} require Cilium 1.16 or later`;
    const instead = number === undefined ? {} : { instead: String(number) };
    report(TYPE, { ...place, ...instead }, { is: "value-of-other-version", allowed: [], says });
  } else if (text === REFUSED_ICMP_NAME) {
    const says = `Cilium's schema rejects the name ${quoted(text)}, but accepts its number ${number}`;
    report(TYPE, { ...place, instead: String(number) }, { is: "unknown-value", allowed: [], says });
  } else if (number === undefined && !isByte(text)) {
    const isOfOther = Object.values(ICMP_TYPES).some((it) => it.some(({ value }) => value === text));
    if (isOfOther) {
      const says = `${quoted(text)} is an ICMP type of the other address family`;
      report({ ...TYPE, refusedBy: "agent" }, place, { is: "unknown-value", allowed, says });
      return;
    }
    const instead = nearest(text, allowed);
    const says = `${quoted(text)} is not a valid ICMP type`;
    report(TYPE, instead === undefined ? place : { ...place, instead }, { is: "unknown-value", allowed, says });
  }
};

/** A number in a string, which the schema also accepts. */
function isByte(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= 255;
}
