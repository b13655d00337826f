/** What files give a scope as they are written, list by list: those of which an edit changes nothing stay the same ones. */

import { derive, type Derived } from "../base/derived-list.js";
import type { UnreadPolicy, UnseenPods } from "../model/scope.js";
import type { BuiltObjects } from "./built-objects.js";
import type { FileState } from "./file-state.js";
import type { Member } from "./member.js";
import { takesValues } from "./release-values.js";
import { unreadIn } from "./unread.js";

type Group = readonly Member[];

export interface FileLists {
  /** Whether Applications are among the members. */
  readonly areApplied: boolean;
  readonly groups: Derived<FileState, Group>;
  /** Groups with releases whose values other objects hold. */
  readonly taking: Derived<Group, Group>;
  readonly unseen: Derived<FileState, UnseenPods>;
  readonly unread: Derived<FileState, UnreadPolicy>;
}

/** @param last The lists of the scope as it was. */
export function fileLists(files: readonly FileState[], objects: BuiltObjects, last: FileLists | undefined): FileLists {
  const { areApplied } = objects;
  const before = last?.areApplied === areApplied ? last : undefined;
  const groups = derive(files, (it) => [objects.membersOf(it)], before?.groups);
  return {
    areApplied,
    groups,
    taking: derive(groups.list, (it) => (takesValues(it) ? [it] : []), before?.taking),
    unseen: derive(files, (it) => unreadIn(it).unseen, before?.unseen),
    unread: derive(files, (it) => unreadIn(it).policies, before?.unread),
  };
}
