/** Guards pieces of rules, of which one that throws becomes one notice, and counts what they take. */

import type { Rule } from "../rules/rule.js";
import type { Host, Notice } from "../workspace/inputs.js";

export class RuleGuard {
  readonly #host: Host;
  readonly #crashes = new Map<string, Notice>();
  /** Milliseconds by rule, and by what is done for all of them. */
  readonly timings = new Map<string, number>();

  constructor(host: Host) {
    this.#host = host;
  }

  get crashes(): readonly Notice[] {
    return [...this.#crashes.values()];
  }

  /**
   * Runs a piece of a rule.
   * @param subject What the rule was asked about, for the log.
   * @returns Undefined when it throws.
   */
  guarded<T>(rule: Rule, subject: string, run: () => T): T | undefined {
    try {
      return this.timed(rule.name, run);
    } catch (error) {
      this.failed(rule, subject, error);
      return undefined;
    }
  }

  /** A rule has thrown. That is our fault and not the user's file's: log, one notice, go on. */
  failed(rule: Rule, subject: string, error: unknown): void {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#host.log(`rule ${rule.code} ${rule.name} failed on ${subject}: ${trace}`);
    this.#crashes.set(rule.code, {
      rule: rule.name,
      message: `Rule ${rule.code} ${rule.name} failed on ${subject} and rests; the log says more`,
    });
  }

  timed<T>(name: string, work: () => T): T {
    const start = this.#host.now();
    try {
      return work();
    } finally {
      this.timings.set(name, (this.timings.get(name) ?? 0) + this.#host.now() - start);
    }
  }
}
