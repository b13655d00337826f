/** Files that netpol itself reads, and the schema of each: settings and policy tests. */

import { SETTINGS_FILE } from "../../workspace/settings-file.js";
import { TEST_FILE } from "../policy-tests/policy-test.js";
import type { JsonSchema } from "./json-schema.js";
import { POLICY_TEST_SCHEMA } from "./policy-test-schema.js";
import { SETTINGS_SCHEMA } from "./settings-schema.js";

/** Undefined for a file of manifests. */
export function ownSchema(path: string): JsonSchema | undefined {
  if (path === SETTINGS_FILE) return SETTINGS_SCHEMA;
  return TEST_FILE.test(path) ? POLICY_TEST_SCHEMA : undefined;
}
