/** What the user can put right: said on standard error without a stack, with exit status 2. */

export class UsageError extends Error {
  override readonly name = "UsageError";
}
