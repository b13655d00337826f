/** Selectors in Cilium policies (B.1.2). */

import { labelKeys, labelSelector } from "../../../schema/common.js";
import { LABEL_KEY_WITH_SOURCE } from "../../../schema/formats/labels.js";
import type { ObjectSchema } from "../../../schema/schema.js";

/**
 * The schema has a pattern for the values of `matchLabels` and a list of operators; keys, and what belongs to which
 * operator, are left to the agent.
 */
export const SELECTOR: ObjectSchema = labelSelector({
  key: labelKeys(LABEL_KEY_WITH_SOURCE, "agent"),
  value: "api-server",
  values: "agent",
  operator: "api-server",
  fit: "agent",
});

/** The agent does not look at the selectors of Services. */
export const SERVICE_SELECTOR: ObjectSchema = labelSelector({ value: "api-server", operator: "api-server" });
