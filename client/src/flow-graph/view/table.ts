/** The table of namespaces: its heads stay in view, and those of the cell that the mouse or the focus is on stand out. */

/** After the table has been drawn: what is brought into view must not be under the heads. */
export function leaveRoomForHeads(graph: HTMLElement): void {
  const corner = graph.querySelector("table.np-matrix .corner");
  graph.style.scrollPadding =
    corner instanceof HTMLElement ? `${corner.offsetHeight}px 0 0 ${corner.offsetWidth}px` : "";
}

export function pointOutHeads(graph: HTMLElement): void {
  const point = ({ target }: Event): void => {
    for (const it of graph.querySelectorAll("th.on")) it.classList.remove("on");
    const cell = target instanceof Element ? target.closest("tbody td") : null;
    if (!(cell instanceof HTMLTableCellElement)) return;
    const table = cell.closest("table");
    for (const it of [cell.closest("tr")?.cells[0], table?.tHead?.rows[0]?.cells[cell.cellIndex]])
      it?.classList.add("on");
  };
  graph.addEventListener("pointerover", point);
  graph.addEventListener("focusin", point);
}
