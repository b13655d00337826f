/** The address of the page: files are read from it, and put into it to be passed on. */

import { say } from "./messages.js";
import { pack, type Shared, unpack } from "./share.js";

/** @returns What the address holds; undefined where that is nothing. */
export async function fromAddress(): Promise<Shared | undefined> {
  try {
    return await unpack(location.hash);
  } catch (error) {
    say(`This link cannot be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

export async function copyLink(shared: Shared): Promise<void> {
  const fragment = await pack(shared);
  if (fragment === undefined) {
    say("These files are too long for a link.");
    return;
  }
  history.replaceState(null, "", `#${fragment}`);
  try {
    await navigator.clipboard.writeText(location.href);
    say("Link copied. The files are in the link, and nowhere else.");
  } catch {
    // A frame may not write there, and a browser may ask first.
    say("Copy the address of this page. The files are in it, and nowhere else.");
  }
}

export function clearAddress(): void {
  history.replaceState(null, "", location.pathname + location.search);
}
