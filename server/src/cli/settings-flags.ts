/** Reads settings from flags; what cannot be used is a usage error. */

import { nearest } from "../base/nearest.js";
import type { Version } from "../base/version.js";
import { type PartialSettings, type Settings, Workspace, parseVersion } from "../ide/index.js";
import { globFault } from "../workspace/globs.js";
import { LEVELS } from "../workspace/settings-file.js";
import { type Level, versionsFrom } from "../workspace/settings.js";
import { UsageError } from "./usage-error.js";

export const PERSONAS: readonly Settings["persona"][] = ["regular", "pedantic", "auditor"];
export const CLOSED_WORLD: readonly Settings["closedWorld"][] = ["auto", "always", "never"];

/** Flags that name versions, `ciliumVersion` and its like, stand beside those that are listed. */
export interface SettingsFlags {
  readonly persona?: Settings["persona"];
  /** `name=level`, as given. */
  readonly rule?: readonly string[];
  readonly exclude?: readonly string[];
  readonly closedWorld?: Settings["closedWorld"];
  readonly helm?: Settings["helm"];
  readonly helmPath?: string;
  readonly cni?: Settings["cni"];
  readonly podCidr?: readonly string[];
  readonly serviceCidr?: readonly string[];
}

export function readSettingsFlags(flags: SettingsFlags): PartialSettings {
  return {
    persona: flags.persona,
    rules: flags.rule === undefined ? undefined : new Map(flags.rule.map(ruleLevel)),
    exclude: flags.exclude?.map(glob),
    closedWorld: flags.closedWorld,
    helm: flags.helm,
    versions: versionsFrom((setting) => version(setting, flags)),
    cni: flags.cni,
    podCidrs: flags.podCidr,
    serviceCidrs: flags.serviceCidr,
  };
}

function glob(given: string): string {
  const fault = globFault(given);
  if (fault !== undefined) throw new UsageError(`--exclude must be a glob; this one ${fault}`);
  return given;
}

function ruleLevel(flag: string): readonly [string, Level] {
  const [name = "", given] = flag.split("=", 2);
  const level = LEVELS.find((it) => it === given);
  if (level === undefined)
    throw new UsageError(`--rule must be name=level, with level one of ${LEVELS.join(", ")}: ${flag}`);
  return [knownRule(name).name, level];
}

/** The rule with this code or name. */
export function knownRule(rule: string): ReturnType<typeof Workspace.rules>[number] {
  const rules = Workspace.rules();
  const found = rules.find((it) => it.name === rule.toLowerCase() || it.code === rule.toUpperCase());
  if (found !== undefined) return found;
  const near = nearest(
    rule,
    rules.flatMap((it) => [it.name, it.code]),
  );
  throw new UsageError(`unknown rule ${rule}${near === undefined ? "" : `; did you mean ${near}?`}`);
}

/** `--cilium-version` for the setting `ciliumVersion`. */
export function versionFlag(setting: string): string {
  return `--${setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function version(setting: string, flags: SettingsFlags): Version | undefined {
  const given = (flags as Readonly<Record<string, unknown>>)[setting];
  if (typeof given !== "string") return undefined;
  const parsed = parseVersion(given);
  if (parsed === undefined) throw new UsageError(`${versionFlag(setting)} must be a version such as 1.36: ${given}`);
  return parsed;
}
