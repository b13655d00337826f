/** NP1414: a wide block of addresses let out, and with it the one at which clouds hand out credentials. */

import { hasPort } from "../../engine/traffic.js";
import type { View } from "../../analysis/view.js";
import { containsIp, parseCidr, parseIp } from "../../model/ip.js";
import type { Policy } from "../../model/scope.js";
import { allowedBlocksOf, allowedAgainBy } from "../evidence/allowed-blocks.js";
import { blocksIn } from "../evidence/written-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Where instances of AWS, Azure, Google Cloud, OpenStack and others ask for what they are and may do. */
const METADATA = "169.254.169.254";
/** It speaks plain HTTP. */
const METADATA_PORT = 80;
/** A block this long or longer is not about everyone: who writes it knows what is in it. */
const NARROW = 8;

export default defineRule({
  code: "NP1414",
  name: "metadata-address-open",
  title: "Every address, the cloud's metadata included",
  severity: "info",
  premise: "all-policies",
  persona: "auditor",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-38"],

  *check(policy, view) {
    if (!namesWideBlock(policy)) return;
    for (const block of allowedBlocksOf(policy, view)) {
      const { direction, cidr, except, traffic } = block;
      if (direction !== "egress" || cidr === undefined || !hasPort(traffic, "TCP", METADATA_PORT)) continue;
      const parsed = parseCidr(cidr.value);
      if (!parsed.ok || parsed.cidr.prefix >= NARROW || !holdsMetadata(cidr.value)) continue;
      if (except.some((it) => holdsMetadata(it.value)) || view.memo(isDeniedSomewhere)) continue;
      // An exception has an effect only if no other rule admits the address again.
      const blocks = [block, ...(allowedAgainBy(block, `${METADATA}/32`, view) ?? [])];
      const places = blocks.flatMap(({ exceptInto }) => exceptInto ?? []);
      yield { at: cidr.at, cidr: cidr.value, places: places.length === blocks.length ? places : [] };
    }
  },

  message: ({ cidr }) => `${quoted(cidr, 20)} includes ${METADATA}, at which clouds hand out the node's credentials`,
  note: () =>
    "It includes private networks too, and on networks that match pods by address every pod. Where a resolver listens at a link-local address (Google Cloud DNS at this one) an exception for it needs an allowance for DNS beside it.",

  fixes: {
    "except-metadata": {
      safety: "changes-traffic",
      fix: ({ places }) =>
        places.length === 0
          ? undefined
          : {
              title: `Except ${METADATA}${places.length > 1 ? ` from all ${places.length} blocks` : ""}`,
              edit: (editor) => {
                for (const block of places) editor.insert(block, "except", [`${METADATA}/32`]);
              },
            },
    },
  },
});

/** False for most policies, and cheap: what rules let through need not be worked out then. */
function namesWideBlock(policy: Policy): boolean {
  return blocksIn(policy).some(({ cidr, direction }) => direction === "egress" && /\/[0-7]$/.test(cidr.value));
}

function holdsMetadata(text: string): boolean {
  const [parsed, address] = [parseCidr(text), parseIp(METADATA)];
  return parsed.ok && address !== undefined && containsIp(parsed.cidr, address);
}

/** True when some deny rule in this workspace is about the address: whom it is for then need not be told for an audit. */
function isDeniedSomewhere({ scope }: View): boolean {
  return scope.policies
    .flatMap(blocksIn)
    .some(({ cidr, deny, direction }) => deny && direction === "egress" && holdsMetadata(cidr.value));
}
