/** What fixes add to Cilium policies. */

import { atLeast } from "../../base/version.js";
import type { PolicyAdditions } from "../system.js";
import { specOf } from "./read.js";
import { ciliumVersionOf } from "./version.js";

export const CILIUM_ADDITIONS: PolicyAdditions = {
  allowAll: (direction) => ({ [direction === "ingress" ? "fromEntities" : "toEntities"]: ["all"] }),
  // `enableDefaultDeny` is there from 1.16 on (CS-13).
  keepOpen: (part, direction, versions) => {
    if (!atLeast(ciliumVersionOf({ versions }), 1, 16)) return undefined;
    const { at } = specOf(part).enableDefaultDeny;
    return at === undefined
      ? { into: part.at, key: "enableDefaultDeny", value: { [direction]: false } }
      : { into: at, key: direction, value: false };
  },
};
