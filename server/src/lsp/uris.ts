/**
 * URIs: clients spell the same file's URI in different ways, so files are known by one normal spelling. What lies where is told by
 * URIs alone, so that it makes no difference whose files they name.
 */

import { URI, Utils } from "vscode-uri";

/** A path in which something is to be resolved: an empty part, `.` or `..`. */
const UNRESOLVED = /\/\.{0,2}(?:\/|$)/;

/** A path on a drive of Windows. */
const DRIVE = /^\/[a-z]:/i;

/** The normal spelling of a URI: how files are named inside the server. */
export function normalUri(uri: string): string {
  return URI.parse(uri).toString();
}

/** A folder's URI, without a slash at its end. */
export function folderAt(uri: string): URI {
  return Utils.resolvePath(URI.parse(uri));
}

/** The URI of the folder that something is in. */
export function parentOf(uri: string): string {
  return Utils.dirname(URI.parse(uri)).toString();
}

/** The URI of an absolute path of a file system. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}

/** The URI of what has this path below the folder. */
export function uriBelow(folder: URI, relative: string): string {
  return Utils.joinPath(folder, relative).toString();
}

/** Path from the folder with forward slashes; undefined where the file does not lie below it. */
export function pathBelow(folder: URI, file: string): string | undefined {
  const uri = URI.parse(file);
  if (uri.scheme !== folder.scheme || uri.authority.toLowerCase() !== folder.authority.toLowerCase()) return undefined;
  const path = UNRESOLVED.test(uri.path) ? Utils.resolvePath(uri).path : uri.path;
  const start = folder.path.endsWith("/") ? folder.path : `${folder.path}/`;
  const isBelow = DRIVE.test(start)
    ? path.slice(0, start.length).toLowerCase() === start.toLowerCase()
    : path.startsWith(start);
  return isBelow && path.length > start.length ? path.slice(start.length) : undefined;
}

/** The last piece of a URI's path: the name of a document that lies in no folder. */
export function baseName(uri: string): string {
  return Utils.basename(URI.parse(uri));
}
