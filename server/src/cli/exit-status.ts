/** What the exit status says; part of the contract with CI jobs. */

export const EXIT = {
  /** Nothing at or above the threshold. */
  ok: 0,
  /** Problems at or above the threshold. */
  problems: 1,
  /** Wrong usage, or a path that cannot be read. */
  usage: 2,
  /** No plain answer: policies of equal rank disagree, or some are not read. */
  undecided: 2,
  /** A fault of netpol itself; the number is `EX_SOFTWARE` of sysexits.h. */
  fault: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
