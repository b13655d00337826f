/**
 * Findings that are known already, of a baseline or of an earlier state of the files: told by rule, object and message, so that
 * they are known again when lines move or files are renamed.
 */

import { readFileSync } from "node:fs";
import { compareTexts } from "../base/compare.js";
import { reasonOf } from "../files/reason-of.js";
import type { Diagnostic } from "../ide/index.js";
import { UsageError } from "./usage-error.js";

/** As a baseline lists it. */
export interface KnownFinding {
  readonly code: string;
  /** `shop/NetworkPolicy/web`; of what belongs to no object, the file. */
  readonly of: string;
  readonly message: string;
  /** How many there are. */
  readonly count: number;
}

const VERSION = 1;

export class KnownFindings {
  readonly #byIdentity: ReadonlyMap<string, KnownFinding>;

  private constructor(all: readonly KnownFinding[]) {
    this.#byIdentity = new Map(all.map((it) => [identityOf(it), it]));
  }

  static of(diagnostics: readonly Diagnostic[]): KnownFindings {
    const found = new Map<string, KnownFinding>();
    for (const it of diagnostics) {
      const one = oneOf(it);
      const identity = identityOf(one);
      found.set(identity, { ...one, count: (found.get(identity)?.count ?? 0) + 1 });
    }
    return new KnownFindings([...found.values()]);
  }

  /** @throws UsageError for a file that cannot be read or is no baseline. */
  static read(file: string): KnownFindings {
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
      if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON: ${error.message}`);
      throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`);
    }
    if (!isBaseline(content)) throw new UsageError(`${file} is not a baseline; write one with --write-baseline`);
    return new KnownFindings(content.findings);
  }

  get all(): readonly KnownFinding[] {
    return [...this.#byIdentity.values()];
  }

  /** The text of a baseline: sorted, one finding a line, so that a change shows as a diff. */
  toText(): string {
    const lines = this.all
      .toSorted(
        (a, b) => compareTexts(a.of, b.of) || compareTexts(a.code, b.code) || compareTexts(a.message, b.message),
      )
      .map((it) => `    ${JSON.stringify(it)}`);
    const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
    return `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`;
  }

  /** Parts findings, in their order; of several that are alike, the first ones are known. */
  part(diagnostics: readonly Diagnostic[]): {
    readonly known: readonly Diagnostic[];
    readonly others: readonly Diagnostic[];
    /** Those that are found no more, or less often. */
    readonly gone: readonly KnownFinding[];
  } {
    const left = new Map([...this.#byIdentity].map(([identity, { count }]) => [identity, count]));
    const [known, others]: [Diagnostic[], Diagnostic[]] = [[], []];
    for (const it of diagnostics) {
      const identity = identityOf(oneOf(it));
      const count = left.get(identity) ?? 0;
      (count > 0 ? known : others).push(it);
      left.set(identity, count - 1);
    }
    const gone = [...this.#byIdentity].flatMap(([identity, it]) => {
      const count = left.get(identity) ?? 0;
      return count > 0 ? [{ ...it, count }] : [];
    });
    return { known, others, gone };
  }
}

function oneOf({ code, object, file, message }: Diagnostic): KnownFinding {
  const { namespace, kind, name } = object ?? {};
  const parts = [...(namespace === undefined ? [] : [namespace]), kind ?? "", name ?? ""];
  return { code, of: name === undefined ? file : parts.join("/"), message, count: 1 };
}

function identityOf({ code, of, message }: KnownFinding): string {
  return JSON.stringify([code, of, message]);
}

function isBaseline(content: unknown): content is { readonly findings: readonly KnownFinding[] } {
  if (typeof content !== "object" || content === null) return false;
  const { version, findings } = content as { version?: unknown; findings?: unknown };
  return version === VERSION && Array.isArray(findings) && findings.every(isKnownFinding);
}

function isKnownFinding(it: unknown): it is KnownFinding {
  if (typeof it !== "object" || it === null) return false;
  const { code, of, message, count } = it as Readonly<Record<string, unknown>>;
  return [code, of, message].every((part) => typeof part === "string") && Number.isInteger(count) && Number(count) > 0;
}
