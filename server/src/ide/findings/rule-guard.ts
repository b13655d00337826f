/** Runs pieces of rules: a rule that throws becomes one notice, and the time each takes is counted. */

import type { Rule } from "../../rules/rule.js";
import type { Host, Notice } from "../../workspace/inputs.js";

export class RuleGuard {
  readonly #host: Host;
  readonly #crashes = new Map<string, Notice>();
  /** Milliseconds for each rule, and for each step that all of them need. */
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

  /** A rule has thrown, which is netpol's fault, not the file's: log, one notice, go on. */
  failed(rule: Rule, subject: string, error: unknown): void {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#host.log(`rule ${rule.code} ${rule.name} failed on ${subject}: ${trace}`);
    this.#crashes.set(rule.code, {
      rule: rule.name,
      message: `Rule ${rule.code} ${rule.name} failed on ${subject} and is off; see the log`,
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
