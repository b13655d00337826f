/** Where the user's own helm is: as set, or on the PATH. Never one that lies in the workspace. */

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import * as path from "node:path";

/**
 * Absolute path of the program; undefined where there is none that may be run.
 * @param set What the user has set: an absolute path. A relative one would be the workspace's.
 * @param root The workspace's folder.
 */
export function findHelm(
  set: string | undefined,
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (set !== undefined && set !== "") return path.isAbsolute(set) && isProgram(set) ? set : undefined;
  const names = process.platform === "win32" ? ["helm.exe"] : ["helm"];
  const folders = (env.PATH ?? "").split(path.delimiter).filter((it) => path.isAbsolute(it));
  const all = folders.flatMap((folder) => names.map((it) => path.join(folder, it)));
  return all.find((it) => isProgram(it) && !isWithin(it, root));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // What is not there or may not be run is no program.
    return false;
  }
}

function isWithin(file: string, root: string): boolean {
  const relative = path.relative(realpathSync(root), realpathSync(file));
  return relative === "" || !(relative.startsWith("..") || path.isAbsolute(relative));
}
