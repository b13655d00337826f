/** Pages of rules as they lie in the `docs` folder beside the bundle, so that they can be read without a network. */

import { existsSync, readFileSync, realpathSync } from "node:fs";
import * as path from "node:path";
import { type RuleInfo, Workspace } from "../ide/index.js";
import { uriOf } from "./uris.js";

export class RulePages {
  readonly #folder: string | undefined;

  /** @param program Path of the running program, which may be a link to it. */
  constructor(program: string | undefined) {
    this.#folder = program === undefined ? undefined : folderBeside(program);
  }

  /** A rule by its code or its name. */
  find(rule: string): RuleInfo | undefined {
    return Workspace.rules().find((it) => it.code === rule || it.name === rule);
  }

  /** The page's Markdown; undefined where there is none. */
  read(code: string): string | undefined {
    const file = this.#fileOf(code);
    return file === undefined ? undefined : readFileSync(file, "utf8");
  }

  uriOf(code: string): string | undefined {
    const file = this.#fileOf(code);
    return file === undefined ? undefined : uriOf(file);
  }

  #fileOf(code: string): string | undefined {
    if (this.#folder === undefined) return undefined;
    const file = path.join(this.#folder, `${code}.md`);
    return existsSync(file) ? file : undefined;
  }
}

/** The bundle is `server/dist/netpol.cjs`, its starter `server/bin/netpol.js`: the pages are two folders up. */
function folderBeside(program: string): string | undefined {
  if (!existsSync(program)) return undefined;
  const folder = path.resolve(path.dirname(realpathSync(program)), "../../docs/rules");
  return existsSync(folder) ? folder : undefined;
}
