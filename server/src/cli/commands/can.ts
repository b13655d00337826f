/** `netpol can`: may one end talk to another, and which line decides. */

import { type Answer, type CanResult, protocolNamed, type Question, type Workspace } from "../../ide/index.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { canText } from "../reporters/can-text.js";
import { terminalColors } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import type { FileChange } from "../reporters/unified-diff.js";
import { checkFixUsage, diffOf, makeEdit, writeChanges } from "./fix.js";
import { scopesToList } from "./flows.js";

export interface CanOptions extends SettingsFlags {
  readonly format: "text" | "json";
  readonly port?: string;
  readonly protocol: string;
  readonly icmpType?: string;
  readonly scope?: string;
  readonly stdinFilename?: string;
  readonly fix?: true;
  readonly dryRun?: true;
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
  const isIcmp = protocol === "ICMP" || protocol === "ICMPv6";
  if (isIcmp && options.port !== undefined) throw new UsageError("ICMP has no ports: remove --port");
  if (!isIcmp && options.icmpType !== undefined) throw new UsageError("--icmp-type requires --protocol ICMP or ICMPv6");
  const icmpType = options.icmpType === undefined ? {} : { icmpType: readIcmpType(options.icmpType) };
  checkFixUsage(paths, options);
  const { workspace } = await loadWorkspace({
    paths,
    stdinFilename: options.stdinFilename,
    flags: readSettingsFlags(options),
    helmPath: options.helmPath,
  });
  const scopes = scopesToList(workspace.scopeNames, options.scope);
  const results = scopes.map((scope) => workspace.can(scope, { from, to, protocol, ...port, ...icmpType }));
  const answers = results.flatMap((it) => (it.ok ? [it.answer] : []));
  if (answers.length === 0) throw new UsageError(firstMessage(results));
  const [only] = answers;
  if (options.fix) return allowDenied(workspace, answers, { from, to, protocol, ...port, ...icmpType }, options.dryRun);
  if (options.format === "json") {
    const body = answers.length === 1 && only !== undefined ? withoutScope(only) : { answers };
    process.stdout.write(`${JSON.stringify({ version: 1, ...body }, null, 2)}\n`);
  } else {
    const detail = options.port ?? (options.icmpType === undefined ? undefined : `type ${options.icmpType}`);
    const channel = detail === undefined && !isIcmp ? "" : `${protocol} ${detail ?? ""}`.trim();
    process.stdout.write(canText(answers, channel, terminalColors()));
  }
  // Of several scopes one refusal is enough: the flow does not work everywhere.
  if (answers.some((it) => it.verdict === "denied")) return EXIT.problems;
  return answers.some((it) => it.verdict === "ambiguous" || it.verdict === "unknown") ? EXIT.undecided : EXIT.ok;
}

/** Writes what is missing, or shows it as a diff. 0: all of it is allowed now, or is by what is shown. */
function allowDenied(
  workspace: Workspace,
  answers: readonly Answer[],
  question: Question,
  isDry: true | undefined,
): ExitStatus {
  const changes = new Map<string, FileChange>();
  for (const { scope, verdict } of answers) {
    if (verdict !== "denied" || !isDenied(workspace, scope, question)) continue;
    const allowed = workspace.allow(scope, question);
    if (!allowed.ok) {
      process.stderr.write(`netpol: ${allowed.message}\n`);
      return EXIT.problems;
    }
    if (allowed.alsoAllows.length > 0) {
      const pairs = allowed.alsoAllows.map((it) => `${it.from} → ${it.to}`);
      process.stderr.write(`netpol: this also allows ${pairs.join(", ")}\n`);
    }
    for (const it of makeEdit(workspace, allowed.edit)) {
      const first = changes.get(it.file);
      changes.set(it.file, first === undefined ? it : { ...first, after: it.after });
    }
  }
  if (changes.size === 0) process.stderr.write(`netpol: this is allowed already${conditionsIn(answers)}\n`);
  if (isDry) process.stdout.write(diffOf([...changes.values()]));
  else writeChanges([...changes.values()]);
  return EXIT.ok;
}

/** On which conditions a connection is allowed that needs no more rules. */
function conditionsIn(answers: readonly Answer[]): string {
  const conditions = new Set(answers.flatMap((it) => it.conditions));
  return conditions.size === 0 ? "" : `, but only if ${[...conditions].join(" or ")}`;
}

/** False as well where an edit that was made for an earlier scope allows it: several clusters may share a file. */
function isDenied(workspace: Workspace, scope: string, question: Question): boolean {
  const now = workspace.can(scope, question);
  return now.ok && now.answer.verdict === "denied";
}

function withoutScope({ scope: _scope, ...answer }: Answer): Omit<Answer, "scope"> {
  return answer;
}

function firstMessage(results: readonly CanResult[]): string {
  for (const it of results) if (!it.ok) return it.message;
  return "there are no scopes in this workspace";
}

function readProtocol(text: string): Question["protocol"] {
  const protocol = protocolNamed(text);
  if (protocol !== undefined) return protocol;
  throw new UsageError(`--protocol must be TCP, UDP, SCTP, ICMP or ICMPv6, not ${text}`);
}

function readIcmpType(text: string): number {
  const type = Number(text);
  if (/^\d+$/.test(text) && type <= 255) return type;
  throw new UsageError(`--icmp-type must be a number from 0 to 255, not ${text}`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new UsageError(`--port must be a number from 1 to 65535, not ${text}`);
}
