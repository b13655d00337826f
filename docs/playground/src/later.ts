/** Work that waits until what it depends on rests. */

/** @returns A function that has the work done when it was not called for a while. */
export function later(ms: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}
