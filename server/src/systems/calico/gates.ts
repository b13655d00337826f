/** Who refuses what: the two API groups differ, because nobody validates what is written in the stored form. */

import type { Refusal } from "../../schema/constraint.js";
import type { Group } from "./model.js";

export interface Gates {
  /** Of the CRDs of both groups. */
  readonly crd: Refusal;
  /** Of the validator before the API of users (libcalico-go/lib/validator/v3). */
  readonly validator: Refusal;
  /** Of the validator and of the agents, which treat what they cannot read as missing (felix/calc/validation_filter.go). */
  readonly agent: Refusal;
}

export function gatesOf(group: Group): Gates {
  return group === "projectcalico.org"
    ? { crd: "api-server", validator: "api-server", agent: "api-server" }
    : { crd: "api-server", validator: "nobody", agent: "agent" };
}
