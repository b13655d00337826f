/** Paths in kustomizations: what is local, and where it leads. */

/** `folder/entry` with `.` and `..` resolved; undefined when it leaves the workspace. */
export function resolvePath(folder: string, entry: string): string | undefined {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of entry.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** True for a folder that is the other one, or round it. */
export function isAtOrAbove(folder: string, other: string): boolean {
  return folder === "" || folder === other || other.startsWith(`${folder}/`);
}

/** Something that kustomize fetches: a file by HTTP, or a Git repository. */
export function isRemote(entry: string): boolean {
  if (/^(git::)?(https?|ssh|file):\/\//i.test(entry)) return true;
  return (
    /^(git::)?([a-z][a-z0-9-]*@)?github\.com[/:]./i.test(entry) || /^(git::)?[a-z][a-z0-9-]*@[^/:]+[:/]./i.test(entry)
  );
}

export function isAbsolute(entry: string): boolean {
  return entry.startsWith("/");
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}
