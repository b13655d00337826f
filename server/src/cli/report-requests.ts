/** Which reports a run writes, and where: each `--format` with the `--output` behind it. */

import { writeFileSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { reasonOf } from "../files/reason-of.js";
import { UsageError } from "./usage-error.js";

export interface ReportRequest<Format extends string> {
  readonly format: Format;
  /** The file; left out: standard output. */
  readonly output?: string;
}

/**
 * The two options, which say their requests in the order of the command line.
 * @param formats The first one is used where none is given.
 */
export function reportOptions<Format extends string>(
  formats: readonly [Format, ...Format[]],
): { readonly format: Option; readonly output: Option } {
  const requests: ReportRequest<Format>[] = [];
  const isFormat = (it: string): it is Format => (formats as readonly string[]).includes(it);
  const [usual] = formats;
  const format = new Option("--format <format>", "output format; repeatable, each with an --output of its own")
    .choices(formats)
    .default([{ format: usual }] satisfies ReportRequest<Format>[], JSON.stringify(usual))
    .argParser((value) => {
      if (!isFormat(value)) throw new InvalidArgumentError(`Allowed choices are ${formats.join(", ")}.`);
      requests.push({ format: value });
      return requests;
    });
  const output = new Option("--output <file>", "write the --format before it to this file").argParser((file) => {
    const last = requests.at(-1);
    if (last === undefined || last.output !== undefined) {
      throw new InvalidArgumentError("Give the --format that it is for before it.");
    }
    requests[requests.length - 1] = { ...last, output: file };
    return file;
  });
  return { format, output };
}

/** @throws UsageError where two reports would be written to one place. */
export function checkReportUsage(requests: readonly ReportRequest<string>[]): void {
  const seen = new Set<string | undefined>();
  for (const { format, output } of requests) {
    if (seen.has(output)) {
      throw new UsageError(
        output === undefined
          ? `--format ${format} needs an --output: another format goes to standard output`
          : `${output} is the --output of two formats`,
      );
    }
    seen.add(output);
  }
}

/** @throws UsageError for a file that cannot be written. */
export function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}`);
  }
}
