/** `netpol can`: may one end talk to another, and which line decides. */

import { type Answer, type CanResult, PROTOCOLS, type Protocol, type SideAnswer } from "../../ide/index.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { printable, terminalColors, type Colors } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { scopesToList } from "./flows.js";

export interface CanOptions extends SettingsFlags {
  readonly format: "text" | "json";
  readonly port?: string;
  readonly protocol: string;
  readonly scope?: string;
  readonly stdinFilename?: string;
}

/** Exits with 0 when allowed or conditional, 1 when denied, 2 for an end that is unknown and where there is no plain answer. */
export async function can(
  from: string,
  to: string,
  paths: readonly string[],
  options: CanOptions,
): Promise<ExitStatus> {
  const protocol = readProtocol(options.protocol);
  const port = options.port === undefined ? {} : { port: readPort(options.port) };
  const { workspace } = await loadWorkspace({
    paths,
    stdinFilename: options.stdinFilename,
    flags: readSettingsFlags(options),
  });
  const scopes = scopesToList(workspace.scopeNames, options.scope);
  const results = scopes.map((scope) => workspace.can(scope, { from, to, protocol, ...port }));
  const answers = results.flatMap((it) => (it.ok ? [it.answer] : []));
  if (answers.length === 0) throw new UsageError(firstMessage(results));
  const [only] = answers;
  if (options.format === "json") {
    const body = answers.length === 1 && only !== undefined ? withoutScope(only) : { answers };
    process.stdout.write(`${JSON.stringify({ version: 1, ...body }, null, 2)}\n`);
  } else process.stdout.write(answers.map((it) => textAnswer(it, answers.length > 1, terminalColors())).join("\n"));
  // Of several scopes one refusal is enough: the flow does not work everywhere.
  if (answers.some((it) => it.verdict === "denied")) return EXIT.problems;
  return answers.some((it) => it.verdict === "ambiguous" || it.verdict === "unknown") ? EXIT.undecided : EXIT.ok;
}

function withoutScope({ scope: _scope, ...answer }: Answer): Omit<Answer, "scope"> {
  return answer;
}

function firstMessage(results: readonly CanResult[]): string {
  for (const it of results) if (!it.ok) return it.message;
  return "there is no scope to ask";
}

function readProtocol(text: string): Protocol {
  const protocol = PROTOCOLS.find((it) => it === text.toUpperCase());
  if (protocol !== undefined) return protocol;
  throw new UsageError(`--protocol takes TCP, UDP or SCTP, not ${text}`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new UsageError(`--port takes a number from 1 to 65535, not ${text}`);
}

function textAnswer(answer: Answer, named: boolean, colors: Colors): string {
  const lines = [
    `${named ? `[${answer.scope}] ` : ""}${printable(answer.from)} → ${printable(answer.to)}: ${verdictWord(answer.verdict, colors)}`,
    ...uncountedLines(answer, colors),
    ...answer.conditions.map((it) => `  only if ${printable(it)}`),
    ...((answer.verdictOfCounted ?? answer.verdict) === "ambiguous"
      ? ["  policies of equal priority disagree, and which one applies is not defined"]
      : []),
    ...sideLines("egress", answer.egress, colors),
    ...sideLines("ingress", answer.ingress, colors),
    ...[...answer.refused, ...(answer.ignored ?? [])].flatMap((it) => [
      `  without ${printable(`${it.policy} (${it.file}:${it.line + 1})`)}`,
      `    ${it.because}`,
    ]),
    ...(isDeniedTogether(answer) ? ["  each end lets something through, but nothing that the other one does"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Asked about any port: both ends let some through, and no port is among both. */
function isDeniedTogether({ verdict, verdictOfCounted, egress, ingress }: Answer): boolean {
  return (verdictOfCounted ?? verdict) === "denied" && egress.verdict !== "denied" && ingress.verdict !== "denied";
}

/** Policies that may decide otherwise than those that are read. */
function uncountedLines({ verdictOfCounted, notCounted = [] }: Answer, colors: Colors): string[] {
  if (verdictOfCounted === undefined) return [];
  const systems = [...new Set(notCounted.map((it) => it.system))].join(" and ");
  const policies = notCounted.length === 1 ? "1 policy" : `${notCounted.length} policies`;
  return [
    `  ${verdictWord(verdictOfCounted, colors)} by the policies that are read, but ${policies} of ${systems} may decide otherwise`,
    ...notCounted.map((it) => `    not counted: ${printable(`${it.kind} ${it.name} (${it.file}:${it.line + 1})`)}`),
  ];
}

function sideLines(direction: string, side: SideAnswer, colors: Colors): string[] {
  const head = `  ${direction}: ${verdictWord(side.verdict, colors)}`;
  const place = (it: SideAnswer["decidedBy"][number]): string => `${it.policy} (${it.file}:${it.line + 1})`;
  const passers = (side.passedBy ?? []).map((it) => `    passed on by ${printable(place(it))}`);
  if (side.isolatedBy.length === 0 && side.decidedBy.length === 0 && passers.length === 0) {
    return [`${head}, no policy isolates this end`];
  }
  const verb = side.verdict === "ambiguous" ? "disputed" : "decided";
  const deciders = side.decidedBy.map((it) => `    ${verb} by ${printable(place(it))}`);
  const isolators = side.isolatedBy.map((it) => `    isolated by ${printable(place(it))}`);
  return [head, ...passers, ...deciders, ...isolators];
}

function verdictWord(verdict: Answer["verdict"], colors: Colors): string {
  return verdict === "allowed"
    ? colors.green(verdict)
    : verdict === "denied"
      ? colors.red(verdict)
      : colors.yellow(verdict);
}
