/** Files with what a test expects of the cluster's objects: they are never applied, and hold only the fields that are compared. */

/**
 * By name, as KUTTL has it (`01-assert.yaml`, `01-errors.yaml`) and Chainsaw's users do (`chainsaw-assert-policy.yaml`).
 * Source: https://kuttl.dev/docs/kuttl-test-harness.html#writing-test-cases.
 */
const EXPECTATION = /(?:^|[-_./])assert(?:ion)?s?(?:[-_.][^/]*)?\.ya?ml$|(?:^|\/)\d+-errors?(?:-[^/]*)?\.ya?ml$/i;

export function isExpectation(path: string): boolean {
  return EXPECTATION.test(path);
}
