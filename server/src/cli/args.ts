/** The commands and options of the command line, and which function each of them calls. */

import { Command, Option } from "commander";
import { installedVersion } from "../files/installation.js";
import { can, type CanOptions } from "./commands/can.js";
import { type CheckOptions, FAIL_ON, FORMATS, check } from "./commands/check.js";
import { type DiffOptions, diff, DIFF_FORMATS, FAIL_ON_CHANGE } from "./commands/diff.js";
import { explain } from "./commands/explain.js";
import { FLOW_FORMATS, flows, type FlowsOptions } from "./commands/flows.js";
import { scopes, type ScopesOptions } from "./commands/scopes.js";
import type { ExitStatus } from "./exit-status.js";
import { CNIS, HELM_MODES, VERSION_SETTINGS } from "../workspace/settings.js";
import { CLOSED_WORLD, PERSONAS, versionFlag } from "./settings-flags.js";

/** @param end Told the exit status once a command has done its work. */
export function createProgram(end: (status: ExitStatus) => void): Command {
  const program = new Command("netpol")
    .description("Says what Kubernetes and Cilium network policies really do.")
    .version(installedVersion())
    .showHelpAfterError("(add --help for what there is)")
    .exitOverride();
  addCheck(program, end);
  addFlows(program, end);
  addCan(program, end);
  addDiff(program, end);
  addScopes(program, end);
  addExplain(program, end);
  addLsp(program);
  return program;
}

/** Settings on which the answers of the engine depend. */
function addTrafficSettings(command: Command): Command {
  command.option("--exclude <glob>", "files to leave alone; may be given again", collect);
  for (const { setting, latest } of VERSION_SETTINGS) {
    command.option(`${versionFlag(setting)} <version>`, `such as ${latest.major}.${latest.minor}`);
  }
  return command
    .addOption(new Option("--cni <name>", "who enforces the policies").choices(CNIS))
    .addOption(
      new Option("--closed-world <when>", "whether a namespace counts as completely in sight").choices(CLOSED_WORLD),
    )
    .option("--pod-cidr <network>", "network of the cluster's pods; may be given again", collect)
    .option("--service-cidr <network>", "network of the cluster's Services; may be given again", collect);
}

function addCheck(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("check")
    .summary("list problems in the workspace")
    .description(
      "Lists the problems of the network policies in PATH. Several paths make one workspace. Settings come from the " +
        "`.netpol.yaml` at the workspace's root; flags win over it.",
    )
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(new Option("--format <format>", "how to print").choices(FORMATS).default("text"))
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 at this severity or above").choices(FAIL_ON).default("error"),
    )
    .option("--stdin-filename <path>", "file that standard input stands for, for messages and scopes")
    .option("--scope <name>", "show only what holds in this scope")
    .option("--fix", "make the fixes that change no traffic, write the files, and list what is left")
    .option("--dry-run", "with --fix: write nothing and print the change as a diff")
    .option("--timings", "print to standard error how long each step and each rule took")
    .optionsGroup("Settings:")
    .addOption(new Option("--persona <persona>", "whose attention is asked for").choices(PERSONAS))
    .option("--rule <name=level>", "level of a rule: off, hint, info, warning, error, on; may be given again", collect)
    .addOption(new Option("--helm <mode>", "what to do with the templates of charts").choices(HELM_MODES));
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `
Exit status: 0 nothing at or above --fail-on, 1 otherwise, 2 wrong usage or a PATH that cannot be read, 70 a fault of netpol.

Examples:
  netpol check deploy/
  helm template ./chart | netpol check -
  netpol check --fix --dry-run deploy/
  kustomize build overlays/prod | netpol check --format github -`,
    )
    .action(async (paths: readonly string[], options: CheckOptions) => end(await check(paths, options)));
}

function addFlows(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("flows")
    .summary("list every allowed flow")
    .description("Lists every allowed flow between workloads, and to and from outside, all policies counted.")
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(new Option("--format <format>", "how to print").choices(FLOW_FORMATS).default("text"))
    .option("--from <end>", "only flows from this workload or end")
    .option("--to <end>", "only flows to this workload or end")
    .option("--namespace <name>", "only flows with an end in this namespace")
    .option("--scope <name>", "only this scope")
    .option("--why", "also name the rules that admit each flow, with their lines")
    .option("--stdin-filename <path>", "file that standard input stands for")
    .optionsGroup("Settings:");
  addTrafficSettings(command)
    .addHelpText("after", `\nAn end is namespace/name, namespace/Kind/name, a name, world, cidr:…, fqdn:… or entity:….`)
    .action(async (paths: readonly string[], options: FlowsOptions) => end(await flows(paths, options)));
}

function addCan(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("can")
    .summary("say whether one end may talk to another, and why")
    .description("Says whether FROM may talk to TO, and which policies and lines decide.")
    .argument("<FROM>", "who connects")
    .argument("<TO>", "who is connected to")
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .option("--port <number>", "port of the destination; without it any port counts")
    .option("--protocol <protocol>", "TCP, UDP, SCTP, ICMP or ICMPv6", "TCP")
    .option("--icmp-type <number>", "of an ICMP message, such as 8 for an echo request; without it any message counts")
    .option("--scope <name>", "only this scope")
    .option("--stdin-filename <path>", "file that standard input stands for")
    .optionsGroup("Settings:");
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `
FROM and TO:
  shop/web, shop/Deployment/web   a workload; a name alone if it is the only one
  shop/app=web,tier=front         pods with these labels
  shop/Service/web, web.shop.svc  a Service, as TO: its port is translated to the target port of its pods
  203.0.113.7, 203.0.113.0/24     an address or a network
  api.example.com                 a DNS name
  world, entity:kube-apiserver    everything outside the cluster; another end that policies know by a word

Exit status: 0 allowed or conditional, 1 denied, 2 ambiguous, not known because some policies are not read, or an end that is\nunknown or is several.`,
    )
    .action(async (from: string, to: string, paths: readonly string[], options: CanOptions) =>
      end(await can(from, to, paths, options)),
    );
}

function addDiff(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("diff")
    .summary("list the flows that a change opens and closes")
    .description(
      "Compares two states of a workspace: the flows that the new one opens and closes, and the lines that decide.",
    )
    .argument("<OLD>", "folder or file with the old state")
    .argument("<NEW>", "folder or file with the new state")
    .addOption(new Option("--format <format>", "how to print").choices(DIFF_FORMATS).default("text"))
    .addOption(
      new Option("--fail-on <change>", "exit with 1 where flows are opened, or changed at all")
        .choices(FAIL_ON_CHANGE)
        .default("never"),
    )
    .optionsGroup("Settings:");
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `
Exit status: 0, or 1 for what --fail-on names.

Example:
  git worktree add /tmp/main main && netpol diff --format markdown /tmp/main .`,
    )
    .action(async (before: string, after: string, options: DiffOptions) => end(await diff(before, after, options)));
}

function addScopes(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("scopes")
    .summary("list the clusters that the files describe")
    .description(
      "Lists the clusters that the files describe: what each is made of and why, and what is not seen in it. The setting " +
        "`scopes` of `.netpol.yaml` says otherwise where that is wrong.",
    )
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .option("--stdin-filename <path>", "file that standard input stands for")
    .optionsGroup("Settings:");
  addTrafficSettings(command).action(async (paths: readonly string[], options: ScopesOptions) =>
    end(await scopes(paths, options)),
  );
}

function addExplain(program: Command, end: (status: ExitStatus) => void): void {
  program
    .command("explain")
    .summary("print a rule's page")
    .description("Prints the page of a rule: what it finds, why that matters, examples, and how it is mended.")
    .argument("<RULE>", "code or name, such as NP1001")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .action((rule: string, options: { readonly format: "text" | "json" }) => end(explain(rule, options.format)));
}

function addLsp(program: Command): void {
  program
    .command("lsp")
    .summary("start the language server")
    .description("Starts the language server, for editors. Ends when the editor says so or goes away.")
    .option("--stdio", "speak over standard input and output (the default)")
    .option("--node-ipc", "speak over the channel of the Node process that started it")
    // Client libraries add options of their own, such as `--clientProcessId`.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async ({ nodeIpc }: { readonly nodeIpc?: true }) => {
      const { startServer } = await import("../lsp/main.js");
      startServer(nodeIpc ? "node-ipc" : "stdio");
    });
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
