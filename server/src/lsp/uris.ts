/** URIs and paths: clients spell the same file's URI in different ways, so files are known by one normal spelling. */

import * as path from "node:path";
import { URI } from "vscode-uri";

/** The normal spelling of a URI: how files are named inside the server. */
export function normalUri(uri: string): string {
  return URI.parse(uri).toString();
}

/** The file system's path of a `file:` URI; undefined for any other scheme. */
export function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath : undefined;
}

export function uriOf(file: string): string {
  return URI.file(file).toString();
}

/** Path from `root` with forward slashes; undefined where `file` does not lie below it. */
export function relativePath(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  if (relative === "" || relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    return undefined;
  }
  return path.sep === "/" ? relative : relative.split(path.sep).join("/");
}

/** The last piece of a URI's path: the name of a document that lies in no folder. */
export function baseName(uri: string): string {
  return path.posix.basename(URI.parse(uri).path);
}
