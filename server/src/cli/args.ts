/** The commands and options of the command line, and which function each of them calls. */

import { Command, Option } from "commander";
import { installedVersion } from "../node/installation.js";
import { can, type CanOptions } from "./commands/can.js";
import { type CheckOptions, FAIL_ON, FORMATS, check } from "./commands/check.js";
import { type DiffOptions, diff, DIFF_FORMATS, FAIL_ON_CHANGE } from "./commands/diff.js";
import { explain } from "./commands/explain.js";
import { FLOW_FORMATS, flows, type FlowsOptions } from "./commands/flows.js";
import { scopes, type ScopesOptions } from "./commands/scopes.js";
import { test, TEST_FORMATS, type TestOptions } from "./commands/test.js";
import type { ExitStatus } from "./exit-status.js";
import { startServer } from "./language-server.js";
import { reportOptions } from "./report-requests.js";
import { CNIS, HELM_MODES, VERSION_SETTINGS } from "../workspace/settings.js";
import { CLOSED_WORLD, PERSONAS, versionFlag } from "./settings-flags.js";

/** @param end Called with the exit status when a command is done. */
export function createProgram(end: (status: ExitStatus) => void): Command {
  const program = new Command("netpol")
    .description("Shows what Kubernetes and Cilium network policies really do.")
    .version(installedVersion())
    .showHelpAfterError("(use --help to list commands and options)")
    .exitOverride();
  addCheck(program, end);
  addFlows(program, end);
  addCan(program, end);
  addDiff(program, end);
  addTest(program, end);
  addScopes(program, end);
  addExplain(program, end);
  addLsp(program);
  return program;
}

/** Settings that the engine's answers depend on. */
function addTrafficSettings(command: Command): Command {
  command.option("--exclude <glob>", "files to skip; repeatable", collect);
  for (const { setting, latest } of VERSION_SETTINGS) {
    command.option(
      `${versionFlag(setting)} <version>`,
      `version of the cluster, such as ${latest.major}.${latest.minor}`,
    );
  }
  return command
    .addOption(
      new Option("--helm <mode>", "how to handle charts; `render` runs your helm on the charts in PATH").choices(
        HELM_MODES,
      ),
    )
    .option("--helm-path <path>", "helm to run instead of the one on the PATH")
    .addOption(new Option("--cni <name>", "CNI that enforces the policies").choices(CNIS))
    .addOption(
      new Option("--closed-world <when>", "whether all workloads of a namespace count as known").choices(CLOSED_WORLD),
    )
    .option("--pod-cidr <network>", "pod CIDR of the cluster; repeatable", collect)
    .option("--service-cidr <network>", "Service CIDR of the cluster; repeatable", collect);
}

function addCheck(program: Command, end: (status: ExitStatus) => void): void {
  const { format, output } = reportOptions(FORMATS);
  const command = program
    .command("check")
    .summary("list problems in the workspace")
    .description(
      "Lists problems in the network policies in PATH. Several paths make one workspace. Settings come from " +
        "`.netpol.yaml` at the workspace's root; flags override it.",
    )
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(format)
    .addOption(output)
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 for findings of this severity or above")
        .choices(FAIL_ON)
        .default("error"),
    )
    .option("--write-baseline <file>", "write today's findings to this file, and report nothing")
    .option("--baseline <file>", "report only findings that are not in this file")
    .option("--changed <revision>", "report only findings that a git revision, such as main, does not have")
    .option("--stdin-filename <path>", "file name for standard input, for messages and scopes")
    .option("--scope <name>", "only findings in this scope")
    .option("--fix", "apply the fixes that do not change traffic, write the files, and list what is left")
    .option("--dry-run", "with --fix: print the changes as a diff and write nothing")
    .option("--timings", "print the time of each step and each rule to standard error")
    .optionsGroup("Settings:")
    .addOption(new Option("--persona <persona>", "how strict to be").choices(PERSONAS))
    .option("--rule <name=level>", "level of a rule: off, hint, info, warning, error, on; repeatable", collect);
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `
Exit status: 0 no findings at or above --fail-on, 1 findings, 2 wrong usage or an unreadable PATH, 70 a bug in netpol.

Examples:
  netpol check deploy/
  helm template ./chart | netpol check -
  netpol check --fix --dry-run deploy/
  kustomize build overlays/prod | netpol check --format github -
  netpol check --format text --format sarif --output netpol.sarif deploy/`,
    )
    .action(async (paths: readonly string[], options: CheckOptions) => end(await check(paths, options)));
}

function addFlows(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("flows")
    .summary("list every allowed flow")
    .description(
      "Lists every allowed flow between workloads, and to and from outside the cluster (all policies combined).",
    )
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(new Option("--format <format>", "output format").choices(FLOW_FORMATS).default("text"))
    .option("--from <end>", "only flows from this workload or end")
    .option("--to <end>", "only flows to this workload or end")
    .option("--namespace <name>", "only flows with an end in this namespace")
    .option("--scope <name>", "only this scope")
    .option("--why", "also show the rules that allow each flow, with their lines")
    .option("--stdin-filename <path>", "file name for standard input")
    .optionsGroup("Settings:");
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `\nAn end is namespace/name, namespace/Kind/name, a name, world, cidr:CIDR, fqdn:NAME or entity:NAME.`,
    )
    .action(async (paths: readonly string[], options: FlowsOptions) => end(await flows(paths, options)));
}

function addCan(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("can")
    .summary("can A talk to B, and why?")
    .description("Shows whether FROM can talk to TO, and which policies and lines decide.")
    .argument("<FROM>", "source of the connection")
    .argument("<TO>", "destination of the connection")
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
    .option("--port <number>", "destination port; default: any port")
    .option("--protocol <protocol>", "TCP, UDP, SCTP, ICMP or ICMPv6", "TCP")
    .option("--icmp-type <number>", "ICMP type, such as 8 for an echo request; default: any type")
    .option("--fix", "if it is denied, write the least that allows it into the policies, and nothing else")
    .option("--dry-run", "with --fix: print the changes as a diff and write nothing")
    .option("--scope <name>", "only this scope")
    .option("--stdin-filename <path>", "file name for standard input")
    .optionsGroup("Settings:");
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `
FROM and TO:
  shop/web, shop/Deployment/web   a workload; only the name if it is unique
  shop/app=web,tier=front         pods with these labels
  shop/Service/web, web.shop.svc  a Service (TO only): its port is translated to the target port
  203.0.113.7, 203.0.113.0/24     an IP address or CIDR block
  api.example.com                 a DNS name
  world, entity:kube-apiserver    everything outside the cluster; a Cilium entity

--fix tries what it writes first: both sides are allowed, and no other connection is, unless no labels tell two pods apart.

Exit status: 0 allowed or conditional, 1 denied, 2 ambiguous, unknown because some policies are not read, or FROM or TO is\nnot found or not unique.`,
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
      "Compares two states of a workspace: which flows the new one opens and closes, and the lines that decide.",
    )
    .argument("[OLD]", "folder or file with the old state; with --git the folder of the new one")
    .argument("[NEW]", "folder or file with the new state")
    .option("--git <revision>", "compare the files with a git revision of theirs, such as HEAD or main")
    .addOption(new Option("--format <format>", "output format").choices(DIFF_FORMATS).default("text"))
    .addOption(
      new Option("--fail-on <change>", "exit with 1 if flows are opened, or changed in any way")
        .choices(FAIL_ON_CHANGE)
        .default("never"),
    )
    .optionsGroup("Settings:");
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `
Exit status: 0, or 1 for the changes in --fail-on.

Example:
  netpol diff --git main --format markdown deploy/`,
    )
    .action(async (before: string | undefined, after: string | undefined, options: DiffOptions) =>
      end(await diff(before, after, options)),
    );
}

function addTest(program: Command, end: (status: ExitStatus) => void): void {
  const { format, output } = reportOptions(TEST_FORMATS);
  const command = program
    .command("test")
    .summary("run policy tests")
    .description("Runs the policy tests in `*.netpol-test.yaml`: which connections must be allowed, and which denied.")
    .argument("[PATH...]", "folders or files with the tests and the manifests", ["."])
    .addOption(format)
    .addOption(output)
    .option("--name <text>", "only tests with this text in their name")
    .option("--coverage", "also list policies and rules that no test touches (text and JSON)")
    .option("--init <namespace>", "print tests that hold what is allowed today in this namespace, and run none")
    .option("--scope <name>", "with --init: in this scope")
    .optionsGroup("Settings:");
  addTrafficSettings(command)
    .addHelpText(
      "after",
      `
A test:
  tests:
    - name: Only web reaches the database
      deny:
        from: any
        to: shop/db
        except: [{from: shop/web, ports: 5432}]

Exit status: 0 all pass, 1 a test fails, 2 there are none, or one cannot be read or decided.`,
    )
    .action(async (paths: readonly string[], options: TestOptions) => end(await test(paths, options)));
}

function addScopes(program: Command, end: (status: ExitStatus) => void): void {
  const command = program
    .command("scopes")
    .summary("list the clusters that the files describe")
    .description(
      "Lists the clusters that the files describe: what each contains and why, and what is not in this workspace. To " +
        "define them yourself, use the setting `scopes` in `.netpol.yaml`.",
    )
    .argument("[PATH...]", "folders or files; `-` reads standard input", ["."])
    .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
    .option("--stdin-filename <path>", "file name for standard input")
    .optionsGroup("Settings:");
  addTrafficSettings(command).action(async (paths: readonly string[], options: ScopesOptions) =>
    end(await scopes(paths, options)),
  );
}

function addExplain(program: Command, end: (status: ExitStatus) => void): void {
  program
    .command("explain")
    .summary("print a rule's page")
    .description("Prints the page of a rule: what it finds, why it matters, examples, and how to fix it.")
    .argument("<RULE>", "code or name, such as NP1001")
    .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
    .action((rule: string, options: { readonly format: "text" | "json" }) => end(explain(rule, options.format)));
}

function addLsp(program: Command): void {
  program
    .command("lsp")
    .summary("start the language server")
    .description("Starts the language server, for editors. It stops when the editor does.")
    .option("--stdio", "use standard input and output (the default)")
    .option("--node-ipc", "use the channel of the Node process that started it")
    // Client libraries add options of their own, such as `--clientProcessId`.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(({ nodeIpc }: { readonly nodeIpc?: true }) => {
      startServer(nodeIpc ? "node-ipc" : "stdio");
    });
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
