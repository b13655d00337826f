/** Who refuses what: the two API groups differ, because nobody validates what is written in the stored form. */

import { type Refusal, sinceRelease } from "../../schema/constraint.js";
import type { Group } from "./model.js";

export interface Gates {
  /** Of the CRDs of both groups alone, which hold no rules in earlier releases. */
  readonly crd: Refusal;
  /** Of the CRDs, and of the validator or the agents in releases whose CRDs hold no rules. */
  readonly checked: Refusal;
  /** Of the validator before the API of users (libcalico-go/lib/validator/v3). */
  readonly validator: Refusal;
  /** Of the validator and of the agents, which treat what they cannot read as missing (felix/calc/validation_filter.go). */
  readonly agent: Refusal;
  /** Sizes that no earlier release limits. */
  readonly size: Refusal;
}

const ENUMS = { major: 3, minor: 32 };
const SIZES = { major: 3, minor: 33 };

const CRDS = {
  crd: sinceRelease(ENUMS, "api-server"),
  size: sinceRelease(SIZES, "api-server", "nobody"),
};

export function gatesOf(group: Group): Gates {
  return group === "projectcalico.org"
    ? { ...CRDS, checked: "api-server", validator: "api-server", agent: "api-server" }
    : { ...CRDS, checked: sinceRelease(ENUMS, "api-server", "agent"), validator: "nobody", agent: "agent" };
}
